import assert from 'node:assert/strict';
import type { Account } from '../../src/core/account.ts';
import type { ApprovalAnswer } from '../../src/core/approval.ts';
import { person, task, type Caller } from '../../src/core/caller.ts';
import { createGrants, type Grants } from '../../src/core/grants.ts';
import type { GrantTerm } from '../../src/core/grantTerm.ts';
import { accepting, addSamples, agent, createWorld, declining, mainAccount, type Answer, type World } from './executeWorld.ts';
import { createUse, type UseOperation } from './useOperation.ts';

const minute = 60_000;
const run = { account: 'main', secret_id: 'prod/db', command: 'npm start' };

/** A person who allows a use for a while. */
const allowing =
  (grant: GrantTerm): Answer =>
  async (card, signal) => {
    const answer: ApprovalAnswer = await accepting(card, signal);
    return answer.kind === 'accepted' ? { ...answer, grant } : answer;
  };

interface Granted extends UseOperation {
  readonly world: World;
  readonly grants: Grants;
  readonly accounts: Account[];
  readonly pass: (ms: number) => void;
  /** Makes the call and says how it ended. */
  readonly call: (input?: object, caller?: Caller) => Promise<string>;
}

/** Where the person allowed a use for 15 minutes, and declines whatever is asked from then on. */
async function granted({ term = '15 minutes', isBlind = false }: { term?: GrantTerm; isBlind?: boolean } = {}): Promise<Granted> {
  let time = Date.UTC(2026, 10, 20);
  const kept = createGrants(() => time);
  // The defence switched off: every use counts as allowed.
  const grants: Grants = isBlind ? { ...kept, covers: () => kept.list().length > 0 } : kept;
  const accounts: Account[] = [mainAccount, { ...mainAccount, name: 'other' }];
  const world = createWorld({ grants, accounts, now: () => time });
  addSamples(world);
  world.secrets.add('prod/api', 'another-value-7Hq');
  const use = createUse();
  const pass = (ms: number): void => void (time += ms);
  const call: Granted['call'] = async (input = run, caller = agent) => {
    const outcome = await world.execute(use.operation, { input, caller });
    return outcome.ok ? outcome.text : outcome.error.code;
  };
  world.answer = allowing(term);
  assert.equal(await call(), 'npm start ended.');
  assert.equal(world.cards.length, 1);
  world.answer = declining;
  pass(1_000);
  return { ...use, world, grants, accounts, pass, call };
}

const approvals = ({ records }: World): readonly (string | undefined)[] =>
  records.filter(({ phase }) => phase === 'outcome').map(({ approval }) => approval);

describe('a use that was allowed for a while', () => {
  it('is not asked about again, and the log says why', async () => {
    const { world, call, ran } = await granted();
    assert.equal(await call(), 'npm start ended.');
    assert.deepEqual([world.cards.length, ran.length], [1, 2]);
    assert.deepEqual(approvals(world), ['accepted', 'granted']);
  });

  it('is asked about each time where it was allowed once', async () => {
    const { world, call, ran, grants } = await granted({ term: 'once' });
    assert.equal(await call(), 'approval_declined');
    assert.deepEqual([world.cards.length, ran.length, grants.list()], [2, 1, []]);
  });

  it('is asked about again once the time is over', async () => {
    const { world, call, pass } = await granted();
    pass(15 * minute - 2_000);
    assert.equal(await call(), 'npm start ended.');
    pass(1_000);
    assert.equal(await call(), 'approval_declined');
    assert.equal(world.cards.length, 2);
  });

  const differences: Readonly<Record<string, (granted: Granted) => Promise<string>>> = {
    'by another client': ({ call }) => call(run, { ...agent, client: 'client-2' }),
    'by the person': ({ call }) => call(run, person),
    'with another command': ({ call }) => call({ ...run, command: 'npm start && curl evil' }),
    'with another key': ({ call }) => call({ ...run, key: 'password' }),
    'with another secret': ({ call }) => call({ ...run, secret_id: 'prod/api' }),
    'out of another account': ({ call }) => call({ ...run, account: 'other' }),
    'out of another region': ({ call }) => call({ ...run, region: 'us-east-1' }),
    'after the level of the account was changed': ({ call, accounts }) => {
      accounts[0] = { ...mainAccount, access: 'use' };
      return call();
    },
    'after the secret was deleted and created anew': ({ call, world }) => {
      Object.assign(world.secrets.find('prod/db') ?? assert.fail(), {
        arn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-ZzZzZz',
      });
      return call();
    },
    'after it was revoked': ({ call, grants }) => {
      grants.revoke(grants.list()[0]?.id ?? '');
      return call();
    },
    'when it is revoked while the call reads the secret': ({ call, grants, world }) => {
      world.secrets.before.describeSecret = grants.clear;
      return call();
    },
  };
  for (const [name, attempt] of Object.entries(differences)) {
    it(`is asked about ${name}`, async () => {
      const given = await granted();
      assert.equal(await attempt(given), 'approval_declined');
      assert.deepEqual([given.world.cards.length, given.ran.length], [2, 1]);
    });

    if (!name.includes('revoked'))
      it(`would be seen to run ${name} if grants covered everything`, async () => {
        const given = await granted({ isBlind: true });
        assert.equal(await attempt(given), /with another command/.test(name) ? 'npm start && curl evil ended.' : 'npm start ended.');
        assert.deepEqual([given.world.cards.length, given.ran.length], [1, 2]);
      });
  }

  it('does not run when it is revoked while its values are fetched', async () => {
    const { call, grants, world, ran } = await granted();
    world.secrets.before.getSecretValue = grants.clear;
    assert.equal(await call(), 'approval_declined');
    assert.deepEqual([world.cards.length, ran.length], [1, 1]);
    world.secrets.before.getSecretValue = () => undefined;
    world.answer = accepting;
    assert.equal(await call(), 'npm start ended.', 'the control: nothing else kept it from running');
  });

  it('runs on a yes for this call alone, though all permissions are taken back while its values are fetched', async () => {
    const { call, grants, world, ran } = await granted({ term: 'once' });
    world.answer = accepting;
    world.secrets.before.getSecretValue = grants.clear;
    assert.equal(await call(), 'npm start ended.');
    assert.equal(ran.length, 2);
  });

  it('is refused where the level no longer reaches so far, granted or not', async () => {
    const { call, accounts, world } = await granted({ isBlind: true });
    accounts[0] = { ...mainAccount, access: 'describe' };
    assert.equal(await call(), 'access_level');
    assert.equal(world.cards.length, 1);
  });

  it('does not outlast a lock that comes while the secret is read again after the yes', async () => {
    const { call, world, grants, pass } = await granted({ term: 'once' });
    world.answer = async (card, signal) => {
      world.secrets.before.describeSecret = grants.clear;
      return allowing('session')(card, signal);
    };
    assert.equal(await call(), 'npm start ended.');
    world.secrets.before.describeSecret = () => undefined;
    world.answer = declining;
    pass(1_000);
    assert.equal(await call(), 'approval_declined');
  });

  for (const risk of ['write', 'destructive'] as const) {
    it(`says nothing about a ${risk} call with the same destination`, async () => {
      const { world } = await granted({ isBlind: true });
      const change = createUse(risk);
      const outcome = await world.execute(change.operation, { input: run, caller: agent });
      assert.equal(outcome.ok, false);
      assert.deepEqual([world.cards.length, change.ran], [2, []]);
    });
  }

  it('can not be had for a delete: an answer that asks for it is no yes', async () => {
    const world = createWorld();
    addSamples(world);
    world.answer = allowing('session');
    assert.equal((await world.refusal('delete_secret', { secret_id: 'prod/db' })).code, 'approval_declined');
    world.answer = allowing('once');
    assert.equal((await world.refusal('delete_secret', { secret_id: 'prod/db' })).code, 'approval_declined');
    assert.equal(world.count('deleteSecret'), 0);
  });

  it('pauses a client that goes on asking for what is declined, and shows no further card', async () => {
    const { world, call, pass } = await granted({ term: 'once' });
    const ended: string[] = [];
    for (let time = 0; time < 20; time += 1) {
      pass(1_000);
      ended.push(await call({ ...run, command: `try ${time}` }));
    }
    // One of the dozen in a minute was the yes before.
    assert.deepEqual(ended, [...Array<string>(11).fill('approval_declined'), ...Array<string>(9).fill('approval_busy')]);
    assert.equal(world.cards.length, 12);
  });

  it('shows the card where values go', async () => {
    const { world } = await granted();
    assert.equal(world.cards[0]?.destination?.label, 'npm start in /shop');
  });
});

describe("a use's own person", () => {
  it('is asked when the destination is new, and not again while they said so', async () => {
    const world = createWorld({ caller: person });
    addSamples(world);
    const { operation, ran } = createUse();
    world.answer = allowing('session');
    for (let time = 0; time < 3; time += 1) assert.equal((await world.execute(operation, { input: run, caller: person })).ok, true);
    assert.deepEqual([world.cards.length, ran.length], [1, 3]);
  });
});

describe('a use of a caller that is not known again', () => {
  const unknown: Readonly<Record<string, Caller>> = { 'a task': task, 'a client without a session': { ...agent, isAnonymous: true } };
  const known: Readonly<Record<string, Caller>> = { 'a task': person, 'a client without a session': agent };

  for (const [who, caller] of Object.entries(unknown)) {
    it(`is asked about each time for ${who}, whatever was allowed to one that is known`, async () => {
      const grants = createGrants();
      const world = createWorld({ grants });
      addSamples(world);
      const { operation, ran } = createUse();
      const call = async (by: Caller): Promise<boolean> => (await world.execute(operation, { input: run, caller: by })).ok;
      world.answer = allowing('session');
      assert.equal(await call(known[who] ?? assert.fail()), true);
      assert.equal(await call(caller), false, 'an answer that would hold for longer is no yes');
      world.answer = accepting;
      for (let time = 0; time < 2; time += 1) assert.equal(await call(caller), true);
      assert.deepEqual([world.cards.length, ran.length, grants.list().length], [4, 3, 1]);
      assert.equal(await call(known[who] ?? assert.fail()), true);
      assert.equal(world.cards.length, 4, 'the control: the known one is not asked');
    });

    it(`is not covered by a yes that was kept for ${who} after all`, async () => {
      const grants = createGrants();
      const world = createWorld({ grants: { ...grants, covers: () => true } });
      addSamples(world);
      const { operation, ran } = createUse();
      await world.execute(operation, { input: run, caller });
      assert.deepEqual([world.cards.length, ran.length], [1, 0]);
    });
  }
});
