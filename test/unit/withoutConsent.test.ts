import assert from 'node:assert/strict';
import type { ApprovalAnswer } from '../../src/core/approval.ts';
import { createGrants, type Grants } from '../../src/core/grants.ts';
import type { Operation } from '../../src/core/operation.ts';
import { operations } from '../../src/core/operations/index.ts';
import { accepting, addSamples, agent, createWorld, declining, sampleFor, type World } from './executeWorld.ts';
import { settle } from './support.ts';
import { createUse } from './useOperation.ts';

type Input = Readonly<Record<string, unknown>>;

/** One call that needs a yes, in a window of its own. */
interface Attempt {
  readonly world: World;
  readonly grants: Grants;
  readonly isUse: boolean;
  readonly input: Input;
  /** The same call with something else in it. */
  readonly edited: Input;
  /** Makes the call a minute later than the one before, as nobody calls oftener than may be. */
  readonly call: (more?: { input?: Input; client?: string; signal?: AbortSignal }) => Promise<boolean>;
  /** How often something was changed or used. */
  readonly effects: () => number;
  readonly pass: (ms: number) => void;
  /** The same in another window. */
  readonly anotherWindow: () => Attempt;
}

const reads = [
  'getCallerIdentity',
  'listSecrets',
  'describeSecret',
  'getSecretValue',
  'getRandomPassword',
  'listSecretVersionIds',
  'getResourcePolicy',
  'validateResourcePolicy',
];
const minute = 60_000;

function attemptOf(name: string): Attempt {
  let time = Date.UTC(2026, 10, 20);
  const grants = createGrants(() => time);
  const world = createWorld({ now: () => time, grants });
  addSamples(world);
  const use = createUse();
  const isUse = name === use.operation.name;
  const operation: Operation = isUse ? use.operation : (operations.find((each) => each.name === name) ?? assert.fail(name));
  const input: Input = isUse ? { secret_id: 'prod/db', command: 'npm start' } : sampleFor(operation);
  // Where the only region is named, the call is the same but for its arguments.
  const edited: Input = isUse ? { ...input, command: 'npm test' } : { ...input, region: 'eu-west-1' };
  return {
    world,
    grants,
    isUse,
    input,
    edited,
    async call({ input: other = input, client = agent.client, signal } = {}) {
      time += minute;
      const outcome = await world.execute(operation, { input: other, caller: { ...agent, client }, ...(signal ? { signal } : {}) });
      return outcome.ok;
    },
    effects: () =>
      [...world.secrets.calls, ...world.elsewhere.calls].filter(({ method }) => !reads.includes(method)).length + use.ran.length,
    pass: (ms) => void (time += ms),
    anotherWindow: () => attemptOf(name),
  };
}

/** Each says what an attacker, an accident or a careless editor tries, after which nothing may have been carried out. */
const attempts: Readonly<Record<string, (attempt: Attempt) => Promise<void>>> = {
  async 'the editor approves every tool call by itself, and the person says no'({ call }) {
    await call();
  },
  async 'the card is closed'({ world, call }) {
    world.answer = () => ({ kind: 'declined' });
    await call();
  },
  async 'there is no window to ask in'({ world, call }) {
    world.answer = () => {
      throw new Error('no window');
    };
    await call();
  },
  async 'an answer with a guessed id'({ world, call }) {
    world.answer = () => ({ kind: 'accepted', id: '0'.repeat(32) });
    await call();
  },
  async 'the answer of a card in another window'({ world, call, anotherWindow }) {
    const other = anotherWindow();
    let answer: ApprovalAnswer | undefined;
    other.world.answer = async (card, signal) => (answer = await accepting(card, signal));
    assert.equal(await other.call(), true, 'the other window is the control: there the person said yes');
    world.answer = () => answer ?? assert.fail();
    await call();
  },
  async 'an answer to another card of this window'({ world, call }) {
    const ids: string[] = [];
    world.answer = (card) => {
      ids.push(card.id);
      return { kind: 'accepted', id: ids.at(-2) ?? '' };
    };
    await call();
    await call();
  },
  async 'a permission of another client'({ world, grants, call, isUse }) {
    const ended = await allowFor({ world, grants, call, isUse });
    await call({ client: 'client-2' });
    ended();
  },
  async 'a permission for other arguments'({ world, grants, call, isUse, edited }) {
    const ended = await allowFor({ world, grants, call, isUse });
    await call({ input: edited });
    ended();
  },
  async 'a permission that is over'({ world, grants, call, isUse, pass }) {
    const ended = await allowFor({ world, grants, call, isUse });
    pass(15 * minute);
    await call();
    ended();
  },
  async 'a permission of another window'({ call, anotherWindow }) {
    const other = anotherWindow();
    await allowFor(other);
    await call();
  },
  async 'a permission that was taken back'({ world, grants, call, isUse }) {
    const ended = await allowFor({ world, grants, call, isUse });
    grants.clear();
    await call();
    ended();
  },
  async 'a click that comes after the call was cancelled'({ world, call }) {
    const late = Promise.withResolvers<ApprovalAnswer>();
    const cancel = new AbortController();
    world.answer = () => late.promise;
    const made = call({ signal: cancel.signal });
    await settle();
    cancel.abort();
    late.resolve({ kind: 'accepted', id: world.cards[0]?.id ?? '' });
    await made;
    await settle();
  },
  async 'a click at the moment in which agents are stopped'({ world, call }) {
    world.answer = (card, signal) => {
      world.agents.stop();
      return accepting(card, signal);
    };
    await call();
  },
  async 'a call while agents are stopped'({ world, call }) {
    world.answer = accepting;
    world.agents.stop();
    await call();
  },
};

type Allowed = Pick<Attempt, 'world' | 'grants' | 'call' | 'isUse'>;

/**
 * Has the person allow the call for 15 minutes. Of what must be asked each time such a yes is none; the use that was
 * allowed does not count, so what it did is taken off again by `ended`.
 */
async function allowFor({ world, grants, call, isUse }: Allowed): Promise<() => void> {
  world.answer = async (card, signal) => {
    const answer = await accepting(card, signal);
    return answer.kind === 'accepted' ? { ...answer, grant: '15 minutes' } : answer;
  };
  assert.equal(await call(), isUse);
  assert.equal(grants.list().length, isUse ? 1 : 0);
  world.answer = declining;
  const cards = world.cards.length;
  return () => assert.equal(world.cards.length, cards + 1, 'it was asked about, and the person said no');
}

const asked = operations.filter(({ callers, risk }) => callers === 'all' && (risk === 'write' || risk === 'destructive'));
const names = ['use_secret', ...asked.map(({ name }) => name)];
const consented = [
  'a permission of another client',
  'a permission for other arguments',
  'a permission that is over',
  'a permission that was taken back',
];

describe('attempts to change, delete or use without a yes', () => {
  it('are at least two hundred', () => {
    assert.ok(names.length * Object.keys(attempts).length >= 200, `${names.length * Object.keys(attempts).length}`);
  });

  for (const [attempted, make] of Object.entries(attempts)) {
    it(`carry nothing out: ${attempted}`, async () => {
      for (const name of names) {
        const attempt = attemptOf(name);
        await make(attempt);
        // The one use that the person did allow.
        const allowed = attempt.isUse && consented.includes(attempted) ? 1 : 0;
        assert.equal(attempt.effects(), allowed, name);
      }
    });
  }

  for (const name of names) {
    it(`would be seen: ${name} is carried out once the person says yes`, async () => {
      const attempt = attemptOf(name);
      attempt.world.answer = accepting;
      assert.equal(await attempt.call(), true);
      assert.ok(attempt.effects() > 0);
    });

    it(`come to one ${name} for two calls at once and one click`, async () => {
      const alone = attemptOf(name);
      alone.world.answer = accepting;
      await alone.call();
      const attempt = attemptOf(name);
      let clicks = 0;
      attempt.world.answer = (card, signal) => (clicks++ === 0 ? accepting(card, signal) : declining(card, signal));
      const done = await Promise.all([attempt.call(), attempt.call()]);
      assert.deepEqual([done.filter(Boolean).length, attempt.effects()], [1, alone.effects()]);
    });
  }
});
