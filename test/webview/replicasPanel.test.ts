import assert from 'node:assert/strict';
import { CustodyError } from '../../src/core/errors.ts';
import type { SecretView } from '../../src/core/secretProtocol.ts';
import type { Replica } from '../../src/core/secretsService.ts';
import { seen } from './fakeVscode.ts';
import { openSecretPanel, type OpenedPanel } from './openSecretPanel.ts';
import { account, location, panelWorld, type PanelWorld } from './panelWorld.ts';
import { pass, settle, usePanels } from './usePanels.ts';

const never = new AbortController().signal;

describe("the replicas in the secret's panel", () => {
  usePanels();
  let world: PanelWorld;
  let opened: OpenedPanel;
  /** What AWS would tell of the replicas, instead of what the memory holds. */
  let told: readonly Replica[] | undefined;

  beforeEach(async () => {
    told = undefined;
    world = panelWorld([{ ...account, regions: ['eu-west-1', 'us-east-1'] }]);
    await world.secrets.replicateSecretToRegions({ secretId: 'prod/db', regions: [{ region: 'us-east-1' }], overwrite: false }, never);
    const { describeSecret } = world.secrets;
    world.secrets.describeSecret = async (id, signal) => {
      const detail = await describeSecret(id, signal);
      return told ? { ...detail, replicas: told } : detail;
    };
  });
  afterEach(() => opened.panels.dispose());

  const shown = (): SecretView['replicas'] => Object(opened.posted('secret').at(-1)?.['secret']).replicas;
  const act = (action: string, region?: string): Promise<void> =>
    opened.send({ type: 'replication', action, ...(region === undefined ? {} : { region }) });
  const failed = (reason: string): readonly Replica[] => [
    { region: 'us-east-1', status: 'Failed', message: reason, kmsKeyId: 'alias/app' },
  ];

  it('are shown with key and last read, and a failed one with what AWS says', async () => {
    told = [{ region: 'us-east-1', status: 'InSync', lastAccessedDate: '2026-11-18T00:00:00.000Z' }, ...failed('No key.')];
    opened = await openSecretPanel(world.custody);
    assert.deepEqual(shown(), [
      { region: 'us-east-1', status: 'InSync', message: '', key: 'aws/secretsmanager (the default)', lastRead: '2026-11-18' },
      { region: 'us-east-1', status: 'Failed', message: 'No key.', key: 'alias/app', lastRead: undefined },
    ]);
  });

  it('are removed after the card, and not when it is declined', async () => {
    opened = await openSecretPanel(world.custody);
    world.answer = 'declined';
    await act('remove', 'us-east-1');
    assert.equal(world.cards[0]?.headline, 'Delete the replica of prod/db in us-east-1');
    assert.equal(shown().length, 1);
    assert.equal(opened.posted('failed').length, 0);
    world.answer = 'accepted';
    await act('remove', 'us-east-1');
    assert.deepEqual(shown(), []);
  });

  it('are promoted in their own region', async () => {
    const primary = location.arn.replace('eu-west-1', 'us-east-1');
    let asked = '';
    world.elsewhere.describeSecret = async () => ({
      ...(await world.secrets.describeSecret('prod/db', never)),
      arn: primary,
      primaryRegion: 'eu-west-1',
      replicas: [],
    });
    world.elsewhere.stopReplicationToReplica = async (id) => {
      asked = id;
      return { arn: id };
    };
    opened = await openSecretPanel(world.custody);
    await act('promote', 'us-east-1');
    assert.equal(asked, primary);
    assert.equal(world.cards[0]?.headline, 'Promote the replica of prod/db');
  });

  it('that failed are tried again with the key they had', async () => {
    told = failed('No key.');
    opened = await openSecretPanel(world.custody);
    let asked: unknown;
    world.secrets.replicateSecretToRegions = async (request) => {
      asked = request.regions;
      told = [{ region: 'us-east-1', status: 'InSync' }];
      return { replicas: told };
    };
    await act('retry', 'us-east-1');
    assert.deepEqual(asked, [{ region: 'us-east-1', kmsKeyId: 'alias/app' }]);
    assert.equal(shown()[0]?.status, 'InSync');
    assert.deepEqual(world.cards, []);
  });

  it('overwrite another secret only after a question, and then a card', async () => {
    told = failed('Secret with this name already exists in this region');
    await world.elsewhere.createSecret(
      { name: 'prod/db', value: (await world.secrets.getSecretValue({ secretId: 'prod/db' }, never)).value, clientRequestToken: 'x' },
      never,
    );
    const other = await world.elsewhere.describeSecret('prod/db', never);
    world.elsewhere.describeSecret = async () => ({
      ...other,
      arn: location.arn.replace('eu-west-1', 'us-east-1').replace('a1B2c3', 'ZzYyXx'),
    });
    opened = await openSecretPanel(world.custody);
    await act('retry', 'us-east-1');
    const [question = assert.fail('nothing was asked')] = seen.toasts;
    assert.match(question.text, /Another secret named prod\/db exists already/);
    assert.ok(!world.secrets.calls.slice(1).includes('replicateSecretToRegions'));
    question.answer('Overwrite…');
    await settle();
    assert.deepEqual([world.cards[0]?.typeToConfirm, world.cards[0]?.acceptLabel], ['prod/db', 'Overwrite and Replicate']);
  });

  it('say what went wrong, and stay', async () => {
    opened = await openSecretPanel(world.custody);
    world.secrets.before = async (method) => {
      if (method === 'removeRegionsFromReplication') throw new CustodyError('access_denied', 'Not allowed.');
    };
    await act('remove', 'us-east-1');
    assert.match(String(opened.posted('failed').at(-1)?.['message']), /^Not allowed\./);
    assert.equal(shown().length, 1);
  });

  it('are looked at again while AWS is at work on one, and not once it is done', async () => {
    told = [{ region: 'us-east-1', status: 'InProgress' }];
    opened = await openSecretPanel(world.custody);
    const looks = (): number => world.secrets.calls.filter((method) => method === 'describeSecret').length;
    const before = looks();
    pass(2_000);
    await settle();
    assert.deepEqual([shown()[0]?.status, looks()], ['InProgress', before + 1]);
    told = [{ region: 'us-east-1', status: 'InSync' }];
    pass(4_000);
    await settle();
    assert.deepEqual([shown()[0]?.status, looks()], ['InSync', before + 2]);
    pass(600_000);
    await settle();
    assert.equal(looks(), before + 2);
  });

  it('are not looked at again out of sight, nor once the panel is closed', async () => {
    told = [{ region: 'us-east-1', status: 'InProgress' }];
    opened = await openSecretPanel(world.custody);
    const { length } = world.secrets.calls;
    opened.panel.setVisible(false);
    pass(600_000);
    await settle();
    opened.panel.dispose();
    pass(600_000);
    await settle();
    assert.equal(world.secrets.calls.length, length);
  });

  it('stand beside what else AWS tells: the type, the owner and the key', async () => {
    const { describeSecret } = world.secrets;
    const more = {
      type: 'SalesforceClientSecret',
      owningService: 'rds',
      kmsKeyId: 'alias/app',
    };
    world.secrets.describeSecret = async (id, signal) => ({ ...(await describeSecret(id, signal)), ...more });
    opened = await openSecretPanel(world.custody);
    const { rows }: SecretView = Object(opened.posted('secret').at(-1)?.['secret']);
    for (const [label, value] of [
      ['Type', 'SalesforceClientSecret'],
      ['Managed by', 'rds'],
      ['Encryption key', 'alias/app'],
      ['Primary region', 'eu-west-1'],
    ]) {
      assert.ok(
        rows.some((row) => row.label === label && row.value === value),
        label,
      );
    }
  });

  it('open the panel of the same secret in the other region', async () => {
    opened = await openSecretPanel(world.custody);
    await act('open', 'us-east-1');
    assert.equal(seen.panels.length, 2);
    assert.equal(seen.panels[1]?.title, 'prod/db');
  });
});
