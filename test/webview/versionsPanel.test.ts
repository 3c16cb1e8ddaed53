import assert from 'node:assert/strict';
import { CustodyError } from '../../src/core/errors.ts';
import type { SecretView } from '../../src/core/secretProtocol.ts';
import type { ListedVersion, VersionsQuery } from '../../src/core/secretsService.ts';
import { SecretText } from '../../src/core/secretText.ts';
import { openSecretPanel, type OpenedPanel } from './openSecretPanel.ts';
import { location, panelWorld, type PanelWorld } from './panelWorld.ts';
import { pass, settle, usePanels } from './usePanels.ts';

const current = '00000000-0000-4000-8000-000000000000';
const previous = '11111111-1111-4111-8111-111111111111';
const bare = '22222222-2222-4222-8222-222222222222';
const old = '33333333-3333-4333-8333-333333333333';

const pages: Readonly<Record<string, { readonly versions: readonly ListedVersion[]; readonly nextToken?: string }>> = {
  first: {
    versions: [
      { versionId: bare, stages: [], createdDate: '2026-10-01T00:00:00.000Z' },
      { versionId: current, stages: ['AWSCURRENT'], createdDate: '2026-11-03T10:20:00.000Z', lastAccessedDate: '2026-11-19T00:00:00.000Z' },
      { versionId: previous, stages: ['AWSPREVIOUS'], createdDate: '2026-11-02T10:20:00.000Z' },
    ],
    nextToken: 'older',
  },
  older: { versions: [{ versionId: old, stages: [], createdDate: '2026-09-01T00:00:00.000Z' }] },
};

describe("the versions in the secret's panel", () => {
  usePanels();
  let world: PanelWorld;
  let opened: OpenedPanel;
  let asked: VersionsQuery[];

  beforeEach(() => {
    asked = [];
    world = panelWorld();
    world.secrets.listSecretVersionIds = async (query) => {
      await world.secrets.before('listSecretVersionIds', new AbortController().signal);
      asked.push(query);
      return pages[query.nextToken ?? 'first'] ?? assert.fail(query.nextToken);
    };
    const now = world.secrets.getSecretValue;
    world.secrets.getSecretValue = async (query, signal) =>
      query.versionId === undefined || query.versionId === current
        ? now(query, signal)
        : {
            name: location.name,
            arn: location.arn,
            versionId: query.versionId,
            stages: query.versionId === previous ? ['AWSPREVIOUS'] : [],
            value: SecretText.of('{"password":"staple-of-before"}'),
          };
  });
  afterEach(() => opened.panels.dispose());

  const timeline = (): SecretView['timeline'] => {
    const [{ secret } = { secret: undefined }] = opened.posted('secret').slice(-1);
    return Object(secret).timeline;
  };
  const ids = (): readonly string[] => timeline().versions.map(({ id }) => id);

  it('are listed newest first with their dates, those without a label included', async () => {
    opened = await openSecretPanel(world.custody);
    assert.deepEqual(timeline().versions, [
      { id: current, stages: ['AWSCURRENT'], created: '2026-11-03 10:20 UTC', lastRead: '2026-11-19' },
      { id: previous, stages: ['AWSPREVIOUS'], created: '2026-11-02 10:20 UTC', lastRead: undefined },
      { id: bare, stages: [], created: '2026-10-01 00:00 UTC', lastRead: undefined },
    ]);
    assert.equal(asked[0]?.includeDeprecated, true);
  });

  it('come page by page', async () => {
    opened = await openSecretPanel(world.custody);
    assert.equal(timeline().state, 'hasOlder');
    await opened.send({ type: 'olderVersions' });
    assert.deepEqual(ids(), [current, previous, bare, old]);
    assert.equal(timeline().state, 'whole');
    await opened.send({ type: 'olderVersions' });
    assert.equal(asked.length, 2);
  });

  it('are those that DescribeSecret told of, and it is said, where the role may not list them', async () => {
    world.secrets.before = async (method) => {
      if (method === 'listSecretVersionIds') throw new CustodyError('access_denied', 'No.');
    };
    opened = await openSecretPanel(world.custody);
    assert.deepEqual(ids(), [current]);
    assert.match(timeline().problem ?? '', /may not call ListSecretVersionIds/);
    assert.equal(opened.posted('failed').length, 0);
  });

  it('stay when older ones can not be read, and those can be asked for again', async () => {
    opened = await openSecretPanel(world.custody);
    world.secrets.before = async () => {
      throw new CustodyError('throttled', 'Too fast.');
    };
    await opened.send({ type: 'olderVersions' });
    assert.equal(ids().length, 3);
    assert.match(timeline().problem ?? '', /Too fast/);
    world.secrets.before = async () => undefined;
    await opened.send({ type: 'olderVersions' });
    assert.equal(ids().length, 4);
    assert.equal(timeline().problem, undefined);
  });

  it('are each retrieved by their id, named, revealed on a click and forgotten after a minute', async () => {
    opened = await openSecretPanel(world.custody);
    await opened.send({ type: 'retrieve', version: previous });
    assert.deepEqual(opened.posted('fields').at(-1), {
      type: 'fields',
      encoding: 'text',
      fields: [{ key: 'password', bytes: 16 }],
      version: '11111111 (AWSPREVIOUS)',
    });
    assert.doesNotMatch(opened.everything(), /staple-of-before/);
    await opened.send({ type: 'reveal', field: 0 });
    assert.deepEqual(opened.posted('value').at(-1), { type: 'value', field: 0, text: 'staple-of-before', hideAfterMs: 30_000 });
    pass(60_000);
    assert.deepEqual(opened.posted('hide').at(-1), { type: 'hide', forget: true });
    await opened.send({ type: 'reveal', field: 0 });
    assert.equal(opened.posted('value').length, 1);
  });

  it('are not edited but for the current one', async () => {
    opened = await openSecretPanel(world.custody);
    await opened.send({ type: 'retrieve', version: bare });
    assert.equal(opened.posted('fields').at(-1)?.['version'], '22222222 (no staging label)');
    await opened.send({ type: 'edit' });
    assert.equal(opened.posted('edit').length, 0);
    await opened.send({ type: 'retrieve', version: current }, { type: 'edit' });
    assert.equal(opened.posted('fields').at(-1)?.['version'], undefined);
    assert.equal(opened.posted('edit').length, 1);
  });

  it('keep what was shown when the secret can not be read again, and it is said until it can', async () => {
    opened = await openSecretPanel(world.custody);
    world.secrets.before = async () => {
      throw new CustodyError('unreachable', 'AWS did not answer.');
    };
    await opened.send({ type: 'refresh' });
    const stale = (): unknown => Object(opened.posted('secret').at(-1)?.['secret']).stale;
    assert.match(String(stale()), /AWS did not answer\. Check the network/);
    assert.equal(ids().length, 3);
    // Another answer does not make it fresh.
    world.secrets.before = async () => undefined;
    await opened.send({ type: 'retrieve' }, { type: 'ready' });
    assert.match(String(stale()), /AWS did not answer/);
    await opened.send({ type: 'refresh' });
    assert.equal(stale(), undefined);
  });

  it('of a secret that was never read show the failure alone', async () => {
    world.secrets.before = async () => {
      throw new CustodyError('unreachable', 'AWS did not answer.');
    };
    opened = await openSecretPanel(world.custody);
    assert.equal(opened.posted('secret').length, 0);
    assert.equal(opened.posted('failed').length, 1);
  });

  for (const part of ['details', 'tags', 'versions'] as const) {
    it(`are passed by on the way to the ${part} once there is a page, once, and without a value`, async () => {
      opened = await openSecretPanel(world.custody);
      opened.panel.setVisible(false);
      opened.panels.goTo(location, part);
      assert.equal(opened.posted('goTo').length, 0);
      opened.panel.setVisible(true);
      await opened.send({ type: 'ready' }, { type: 'refresh' }, { type: 'ready' });
      assert.deepEqual(opened.posted('goTo'), [{ type: 'goTo', part }]);
      assert.ok(!world.secrets.calls.includes('getSecretValue'));
    });
  }

  it('give way to the current one when the value is to be edited', async () => {
    opened = await openSecretPanel(world.custody);
    await opened.send({ type: 'retrieve', version: previous });
    opened.panels.goTo(location, 'value');
    await settle();
    const types = opened.panel.posted.map(({ message }) => message.type);
    assert.deepEqual(types.slice(-2), ['edit', 'goTo']);
    assert.match(JSON.stringify(opened.posted('edit')), /"username"/);
    // What is being edited already stays.
    opened.panels.goTo(location, 'value');
    await settle();
    assert.equal(opened.posted('edit').length, 1);
  });
});
