import assert from 'node:assert/strict';
import type { Account } from '../../src/core/account.ts';
import { CustodyError } from '../../src/core/errors.ts';
import { createCustody } from '../../src/custody.ts';
import { faultOf, lookLines } from '../../src/vscode/code/lookText.ts';
import { createLookUp, type Look, type LookUp } from '../../src/vscode/code/lookUp.ts';
import { memorySecrets, type MemorySecrets } from '../fakes/memorySecrets.ts';

const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-a1B2c3';

function account(name: string, accountId?: string, regions: [string, ...string[]] = ['eu-west-1', 'us-east-1']): Account {
  return { kind: 'sandbox', name, regions, access: 'off', host: 'here', ...(accountId === undefined ? {} : { accountId }) };
}

interface World {
  readonly lookUp: LookUp;
  readonly secrets: MemorySecrets;
  /** `account region` of each service that was opened, in order. */
  readonly opened: string[];
  /** How many were asked at once, at the most. */
  most(): number;
  accounts: readonly Account[];
  trusted: boolean;
  time: number;
  ask(secretId: string): Promise<Look | undefined>;
}

/** Secrets in memory behind every account, but for those named `empty`, over the real one path. */
function makeWorld(accounts: readonly Account[]): World {
  const secrets = memorySecrets({ 'prod/db': 'canary' });
  const none = memorySecrets({});
  const opened: string[] = [];
  let [running, most] = [0, 0];
  none.before = async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise(setImmediate);
    running -= 1;
  };
  const custody = createCustody({
    accounts: async () => world.accounts,
    service: async ({ name }, region) => {
      opened.push(`${name} ${region}`);
      return name.startsWith('empty') || region.startsWith('empty') ? none : secrets;
    },
    present: async () => ({ kind: 'declined' }),
    showSecret: () => false,
    settings: () => ({ maximumAccess: 'destroy', allowForceDelete: false }),
    assertTrusted: () => undefined,
    append: async () => undefined,
  });
  const lookUp = createLookUp({
    accounts: async () => world.accounts,
    custody: async () => custody,
    isTrusted: () => world.trusted,
    now: () => world.time,
  });
  const world: World = {
    lookUp,
    secrets,
    opened,
    most: () => most,
    accounts,
    trusted: true,
    time: 0,
    ask: (secretId) => lookUp.ask(secretId, new AbortController().signal),
  };
  return world;
}

describe('looking up a secret that code names', () => {
  it('finds a name in the first place that has it, and asks no other where that is the very first', async () => {
    const world = makeWorld([account('main'), account('more')]);
    const look = await world.ask('prod/db');
    assert.ok(look?.kind === 'found');
    assert.deepEqual(look.place, { account: 'main', region: 'eu-west-1' });
    assert.deepEqual(world.opened, ['main eu-west-1']);
  });

  it('finds a name that is in the last region of the last of many accounts', async () => {
    const empty = ['empty', 'empty 2', 'empty 3', 'empty 4', 'empty 5'].map((name) => account(name));
    const world = makeWorld([...empty, account('main', undefined, ['empty-1', 'empty-2', 'eu-west-1'])]);
    const look = await world.ask('prod/db');
    assert.ok(look?.kind === 'found');
    assert.deepEqual(look.place, { account: 'main', region: 'eu-west-1' });
  });

  it('calls a name missing only when every region of every account says so', async () => {
    const world = makeWorld([account('empty'), account('empty 2')]);
    const look = await world.ask('prod/db');
    assert.ok(look?.kind === 'missing');
    const places = ['empty eu-west-1', 'empty 2 eu-west-1', 'empty us-east-1', 'empty 2 us-east-1'];
    assert.deepEqual(
      look.places.map((place) => `${place.account} ${place.region}`),
      places,
    );
    assert.deepEqual(world.opened, places);
    assert.equal(faultOf('prod/db', look), 'The secret prod/db was not found in the 4 places that were asked.');
  });

  it('asks 24 places at most, four at a time, and then warns of nothing', async () => {
    const world = makeWorld(Array.from({ length: 25 }, (_, index) => account(`empty ${index}`, undefined, ['eu-west-1'])));
    const look = await world.ask('prod/db');
    assert.ok(look?.kind === 'unsure');
    assert.deepEqual([look.places.length, world.opened.length, world.most()], [24, 24, 4]);
    assert.equal(faultOf('prod/db', look), undefined);
    assert.deepEqual(lookLines('prod/db', look), [
      'The secret prod/db was not found in the 24 places that were asked. It was not looked for everywhere.',
    ]);
  });

  it('warns of nothing where one of the places did not say, and tells why', async () => {
    const world = makeWorld([account('empty', undefined, ['eu-west-1']), account('main', undefined, ['us-east-1'])]);
    world.secrets.before = () => Promise.reject(new CustodyError('access_denied', 'Account main may not.'));
    const look = await world.ask('prod/db');
    assert.equal(faultOf('prod/db', look), undefined);
    const [first, second = ''] = look ? lookLines('prod/db', look) : [];
    assert.equal(first, 'The secret prod/db was not found in empty (eu-west-1). It was not looked for everywhere.');
    assert.match(second, /^Account main may not\./);
  });

  it('calls an ARN missing only in an account that is known to be its own', async () => {
    for (const [accountId, kind] of [
      ['111122223333', 'missing'],
      [undefined, 'unsure'],
    ] as const) {
      const world = makeWorld([account('empty', accountId), account('main', '999988887777')]);
      assert.equal((await world.ask(arn))?.kind, kind);
      assert.deepEqual(world.opened, ['empty eu-west-1']);
    }
  });

  it('looks for an ARN in the accounts and the region it is of alone', async () => {
    const world = makeWorld([
      account('other', '999988887777'),
      account('unknown'),
      account('elsewhere', '111122223333', ['us-east-1']),
      account('right', '111122223333', ['us-east-1', 'eu-west-1']),
    ]);
    const look = await world.ask(arn);
    assert.ok(look?.kind === 'found');
    assert.deepEqual(world.opened, ['right eu-west-1']);
  });

  it('takes accounts of which it is not known who they are when no other matches, and asks nothing without any', async () => {
    const world = makeWorld([account('other', '999988887777'), account('unknown')]);
    assert.equal((await world.ask(arn))?.kind, 'found');
    assert.deepEqual(world.opened, ['unknown eu-west-1']);
    world.accounts = [account('other', '999988887777')];
    world.lookUp.forget();
    assert.deepEqual(await world.ask(arn), { kind: 'elsewhere' });
    assert.equal(world.opened.length, 1);
  });

  it('asks nothing in a workspace that is not trusted, and nothing without an account', async () => {
    const world = makeWorld([account('main')]);
    world.trusted = false;
    assert.equal(await world.ask('prod/db'), undefined);
    world.trusted = true;
    world.accounts = [];
    assert.equal(await world.ask('prod/db'), undefined);
    assert.deepEqual(world.opened, []);
    // That it would have been seen.
    world.accounts = [account('main')];
    await world.ask('prod/db');
    assert.equal(world.opened.length, 1);
  });

  it('keeps what it learnt for a minute, that there is none too', async () => {
    const world = makeWorld([account('main', undefined, ['eu-west-1'])]);
    for (const [secretId, kind] of [
      ['prod/db', 'found'],
      ['prod/none', 'missing'],
    ] as const) {
      const calls = world.secrets.calls.length;
      await world.ask(secretId);
      world.time += 59_999;
      assert.equal(world.lookUp.known(secretId)?.kind, kind);
      await world.ask(secretId);
      assert.equal(world.secrets.calls.length, calls + 1);
      world.time += 1;
      assert.equal(world.lookUp.known(secretId), undefined);
      await world.ask(secretId);
      assert.equal(world.secrets.calls.length, calls + 2);
    }
  });

  it('keeps a failure for five seconds, of one place too', async () => {
    for (const [kind, accounts] of [
      ['failed', [account('main')]],
      ['unsure', [account('empty'), account('main')]],
    ] as const) {
      const world = makeWorld(accounts);
      world.secrets.before = () => Promise.reject(new CustodyError('access_denied', 'Account main may not.'));
      assert.equal((await world.ask('prod/db'))?.kind, kind);
      world.secrets.before = async () => undefined;
      world.time += 4_999;
      assert.equal((await world.ask('prod/db'))?.kind, kind);
      world.time += 1;
      assert.equal((await world.ask('prod/db'))?.kind, 'found');
    }
  });

  it('asks once for several at a time', async () => {
    const world = makeWorld([account('main')]);
    const looks = await Promise.all(['prod/db', 'prod/db', 'prod/db'].map(world.ask));
    assert.ok(looks.every((look) => look?.kind === 'found'));
    assert.deepEqual(world.secrets.calls, ['describeSecret']);
  });

  it('stops the request when the last one who waits leaves, and not before', async () => {
    const world = makeWorld([account('main')]);
    const reached = Promise.withResolvers<AbortSignal>();
    const answer = Promise.withResolvers<void>();
    world.secrets.before = (_method, signal) => {
      reached.resolve(signal);
      return answer.promise;
    };
    const [first, second] = [new AbortController(), new AbortController()];
    const looks = [first, second].map(({ signal }) => world.lookUp.ask('prod/db', signal));
    const sent = await reached.promise;
    first.abort();
    assert.equal(await looks[0], undefined);
    assert.equal(sent.aborted, false);
    second.abort();
    assert.equal(await looks[1], undefined);
    assert.equal(sent.aborted, true);
    answer.resolve();
    assert.equal(world.lookUp.known('prod/db'), undefined);
    assert.equal((await world.ask('prod/db'))?.kind, 'found');
  });

  it('does not keep an answer that was on its way when it was told to forget', async () => {
    const world = makeWorld([account('main')]);
    const reached = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<void>();
    world.secrets.before = () => {
      reached.resolve();
      return answer.promise;
    };
    const asking = world.ask('prod/db');
    await reached.promise;
    world.lookUp.forget();
    answer.resolve();
    await asking;
    assert.equal(world.lookUp.known('prod/db'), undefined);
  });

  it('tells a failure from a secret that is missing', async () => {
    const world = makeWorld([account('main')]);
    world.secrets.before = () => Promise.reject(new CustodyError('access_denied', 'Not allowed.'));
    const look = await world.ask('prod/db');
    assert.ok(look?.kind === 'failed');
    assert.equal(look.error.code, 'access_denied');
  });
});
