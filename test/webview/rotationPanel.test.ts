import assert from 'node:assert/strict';
import type { RotationView } from '../../src/core/secretProtocol.ts';
import type { SecretDetail } from '../../src/core/secretsService.ts';
import { rotationView } from '../../src/vscode/panels/rotationView.ts';
import { seen } from './fakeVscode.ts';
import { openSecretPanel, type OpenedPanel } from './openSecretPanel.ts';
import { location, panelWorld, type PanelWorld } from './panelWorld.ts';
import { settle, usePanels } from './usePanels.ts';

const lambdaArn = 'arn:aws:lambda:eu-west-1:111122223333:function:rotate';
const first = '00000000-0000-4000-8000-000000000000';
const pending = '22222222-2222-4222-8222-222222222222';
const signal = new AbortController().signal;

describe("rotation in the secret's panel", () => {
  usePanels();
  let world: PanelWorld;
  let opened: OpenedPanel;
  beforeEach(() => {
    world = panelWorld();
  });
  afterEach(() => opened.panels.dispose());

  const rotation = (): RotationView => {
    const [{ secret } = { secret: undefined }] = opened.posted('secret').slice(-1);
    return Object(secret).rotation;
  };
  const changes = (): readonly string[] => world.secrets.calls.filter((call) => /otate|Stage/.test(call));
  const setUp = () =>
    world.secrets.rotateSecret({ secretId: location.name, lambdaArn, rotateImmediately: false, clientRequestToken: pending }, signal);

  it('can only be set up where there is none', async () => {
    opened = await openSecretPanel(world.custody);
    const { isOn, canSetUp, canRotate, canCancel, warnings } = rotation();
    assert.deepEqual([isOn, canSetUp, canRotate, canCancel, warnings], [false, true, false, false, []]);
  });

  it('is started and cancelled through the card, and drawn anew', async () => {
    await setUp();
    opened = await openSecretPanel(world.custody);
    assert.deepEqual([rotation().isOn, rotation().canRotate, rotation().canCancel], [true, true, true]);
    await opened.send({ type: 'rotateNow' });
    assert.equal(world.cards[0]?.headline, 'Rotate prod/db now');
    await opened.send({ type: 'cancelRotation' });
    assert.equal(world.cards[1]?.headline, 'Cancel the rotation of prod/db');
    assert.deepEqual(changes(), ['rotateSecret', 'rotateSecret', 'cancelRotateSecret']);
    assert.equal(rotation().isOn, false);
    assert.match(seen.toasts.at(-1)?.text ?? '', /^Rotation of prod\/db is off\.$/);
  });

  describe('of a secret that a partner holds', () => {
    const role = 'arn:aws:iam::111122223333:role/rotates-at-partner';
    let given: object | undefined;

    beforeEach(async () => {
      given = undefined;
      seen.asked.length = 0;
      seen.answers.length = 0;
      const { describeSecret } = world.secrets;
      world.secrets.describeSecret = async (id, asked) => ({ ...(await describeSecret(id, asked)), type: 'MongoDBAtlasDatabaseUser' });
      world.secrets.rotateSecret = async (request) => {
        given = request;
        return { arn: location.arn };
      };
      opened = await openSecretPanel(world.custody);
    });

    it('is set up with a role and what the partner asks for, and no function is asked for', async () => {
      seen.answers.push(role, 'clusterId=c-1, groupId=g 2', 'Every 30 days', 'As AWS does', 'No, wait for the next window');
      await opened.send({ type: 'setUpRotation' });
      assert.match(seen.asked[0] ?? '', /^ARN of the role with which AWS changes the secret at MongoDBAtlasDatabaseUser$/);
      assert.match(seen.asked[1] ?? '', /^What the partner asks for.*No secrets\.$/);
      assert.equal(world.cards[0]?.headline, 'Set up rotation of prod/db');
      const { clientRequestToken, ...rest }: { clientRequestToken?: string } = given ?? {};
      assert.ok(clientRequestToken);
      assert.deepEqual(rest, {
        secretId: location.arn,
        rules: { automaticallyAfterDays: 30 },
        externalRoleArn: role,
        externalMetadata: { clusterId: 'c-1', groupId: 'g 2' },
        rotateImmediately: false,
      });
    });

    it('is left as it was when a prompt is left', async () => {
      seen.answers.push(role, 'clusterId=c-1');
      await opened.send({ type: 'setUpRotation' });
      assert.deepEqual([world.cards, given], [[], undefined]);
    });
  });

  it('stays as it is after a no', async () => {
    await setUp();
    opened = await openSecretPanel(world.custody);
    world.answer = 'declined';
    await opened.send({ type: 'rotateNow' }, { type: 'cancelRotation' });
    assert.deepEqual([changes(), rotation().isOn], [['rotateSecret'], true]);
  });

  it('rolls back to the version of the timeline that was clicked, and says that one is current', async () => {
    await setUp();
    await world.secrets.rotateSecret({ secretId: location.name, rotateImmediately: true, clientRequestToken: pending }, signal);
    opened = await openSecretPanel(world.custody);
    await opened.send({ type: 'rollBack', version: first });
    await settle();
    assert.equal(world.cards[0]?.headline, 'Roll back prod/db');
    const { versions } = await world.secrets.describeSecret(location.name, signal);
    assert.deepEqual(
      versions.filter(({ stages }) => stages.includes('AWSCURRENT')).map(({ versionId }) => versionId),
      [first],
    );
    assert.equal(seen.toasts.at(-1)?.text, `AWSCURRENT of prod/db is on version ${first} and on no other, read back.`);
  });
});

describe('what the page says of a rotation', () => {
  const now = Date.parse('2026-11-21T12:00:00Z');
  const detail: SecretDetail = {
    name: 'prod/db',
    arn: location.arn,
    tags: {},
    replicas: [],
    rotationEnabled: true,
    rotationSchedule: 'every 30 days',
    rotationLambdaArn: lambdaArn,
    nextRotationDate: '2026-12-01T23:59:59.000Z',
    versions: [{ versionId: first, stages: ['AWSCURRENT'] }],
  };
  const viewOf = (more: Partial<SecretDetail>, madeAt: (id: string) => string | undefined = () => undefined): RotationView =>
    rotationView({ detail: { ...detail, ...more }, where: location, now, madeAt });
  const stuck = { versions: [...detail.versions, { versionId: pending, stages: ['AWSPENDING'] }] };

  it('is no warning while all is well, and one when it is overdue', () => {
    assert.deepEqual(viewOf({}).warnings, []);
    assert.match(viewOf({ nextRotationDate: '2026-11-18T23:59:59.000Z' }).warnings.join(), /by 2026-11-18 23:59 UTC and did not/);
  });

  it('tells a rotation under way from one that was cut off, once the dates are read', () => {
    assert.match(viewOf(stuck).warnings.join(), /^Version 22222222 has had AWSPENDING: a rotation is under way, or one was cut off/);
    assert.match(viewOf(stuck, () => '2026-11-21T11:55:00.000Z').warnings.join(), /since 2026-11-21 11:55 UTC: a rotation is under way\.$/);
    assert.match(viewOf(stuck, () => '2026-11-21T09:55:00.000Z').warnings.join(), /a rotation was cut off, and no other can start/);
    const { canSetUp, canRotate, canCancel, why, pendingVersion } = viewOf(stuck);
    assert.deepEqual([canSetUp, canRotate, canCancel, why, pendingVersion], [false, false, true, undefined, pending]);
  });

  it('leaves to a service what is the service’s, and to the primary what is the primary’s', () => {
    const managed = viewOf({ owningService: 'rds' });
    assert.deepEqual([managed.canSetUp, managed.canRotate, managed.canCancel], [true, true, false]);
    assert.equal(managed.rows.find(({ label }) => label === 'Rotated by')?.value, 'rds');
    const replica = viewOf({ primaryRegion: 'us-east-1' });
    assert.deepEqual([replica.canSetUp, replica.canRotate, replica.canCancel], [false, false, false]);
    assert.match(replica.why ?? '', /is a replica, which rotates with its primary in us-east-1/);
  });
});
