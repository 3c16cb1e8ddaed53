import assert from 'node:assert/strict';
import { mock } from 'node:test';
import * as z from 'zod';
import type { ApprovalAnswer } from '../../src/core/approval.ts';
import { person } from '../../src/core/caller.ts';
import type { ErrorCode } from '../../src/core/errors.ts';
import { defineOperation, type Precondition } from '../../src/core/operation.ts';
import { SecretText } from '../../src/core/secretText.ts';
import { accepting, addSamples, agent, createWorld, declining, type Answer, type World } from './executeWorld.ts';
import type { FakeSecret } from './fakeSecrets.ts';
import { settle } from './support.ts';

const deleteProd = { secret_id: 'prod/db' };

function ready(answer: Answer = declining): World {
  const world = createWorld();
  addSamples(world);
  world.answer = answer;
  return world;
}

function prod(world: World): FakeSecret {
  return world.secrets.find('prod/db') ?? assert.fail('prod/db is gone');
}

/** Nothing that changes anything reached the port. */
function assertUntouched(world: World): void {
  for (const method of ['deleteSecret', 'createSecret', 'restoreSecret'] as const) assert.equal(world.count(method), 0, method);
  assert.equal(prod(world).deletedDate, undefined);
}

/** The same delete with its defence taken out: what it would change is never looked at. */
const deleteBlindly = defineOperation({
  name: 'delete_blindly',
  title: 'Delete Blindly',
  description: 'For a negative control.',
  api: undefined,
  risk: 'destructive',
  needs: 'destroy',
  target: 'secret',
  appliesTo: [],
  palette: 'none',
  input: z.strictObject({ secret_id: z.string() }),
  run: ({ service, signal }, input) => service.deleteSecret({ secretId: input.secret_id, recoveryWindowInDays: 7 }, signal),
  toAgent: () => 'deleted',
});

describe("an agent's delete", () => {
  it('is done once the person accepts: the control for every refusal below', async () => {
    const world = ready(accepting);
    await world.text('delete_secret', deleteProd);
    assert.equal(world.count('deleteSecret'), 1);
    assert.notEqual(prod(world).deletedDate, undefined);
  });

  it('does nothing while the card is open', async () => {
    const { promise, resolve } = Promise.withResolvers<ApprovalAnswer>();
    const world = ready(() => promise);
    const outcome = world.run('delete_secret', deleteProd);
    await settle();
    assert.equal(world.cards.length, 1);
    assertUntouched(world);
    resolve({ kind: 'accepted', id: world.cards[0]?.id ?? '' });
    assert.equal((await outcome).ok, true);
    assert.equal(world.count('deleteSecret'), 1);
  });

  const refusals: Record<string, [Answer, ErrorCode]> = {
    'the person declines': [declining, 'approval_declined'],
    'the answer has no id of this card': [() => ({ kind: 'accepted', id: 'guess' }), 'approval_declined'],
    'the card can not be shown': [
      () => {
        throw new Error('no window');
      },
      'internal',
    ],
    'the answer brings a value that the card did not ask for': [
      (card) => ({ kind: 'accepted', id: card.id, value: SecretText.of('x') }),
      'approval_declined',
    ],
  };
  for (const [name, [answer, code]] of Object.entries(refusals)) {
    it(`does nothing when ${name}`, async () => {
      const world = ready(answer);
      assert.equal((await world.refusal('delete_secret', deleteProd)).code, code);
      assertUntouched(world);
    });
  }

  it('does nothing when the answer to an earlier card is played back', async () => {
    let time = Date.UTC(2026, 10, 20);
    const world = createWorld({ now: () => time });
    addSamples(world);
    world.secrets.add('b', 'value');
    const answers: ApprovalAnswer[] = [];
    world.answer = async (card, signal) => {
      const answer = await accepting(card, signal);
      answers.push(answer);
      return answer;
    };
    await world.text('delete_secret', { secret_id: 'b' });
    time += 60_000;
    world.answer = () => answers[0] ?? assert.fail();
    assert.equal((await world.refusal('delete_secret', deleteProd)).code, 'approval_declined');
    assert.deepEqual([world.count('deleteSecret'), prod(world).deletedDate], [1, undefined]);
  });

  it('asks again for the very same call: one yes is one delete', async () => {
    let time = Date.UTC(2026, 10, 20);
    const world = createWorld({ now: () => time });
    addSamples(world);
    world.answer = accepting;
    await world.text('delete_secret', deleteProd);
    delete prod(world).deletedDate;
    time += 60_000;
    world.answer = declining;
    assert.equal((await world.refusal('delete_secret', deleteProd)).code, 'approval_declined');
    assert.equal(world.cards.length, 2);
    assert.equal(world.count('deleteSecret'), 1);
  });

  describe('with a clock', () => {
    beforeEach(() => mock.timers.enable({ apis: ['setTimeout', 'setInterval'] }));
    afterEach(() => mock.timers.reset());

    it('does nothing when nobody answers for 120 seconds, and nothing at a late click', async () => {
      const { promise, resolve } = Promise.withResolvers<ApprovalAnswer>();
      const world = ready(() => promise);
      const told: string[] = [];
      const refusal = world.refusal('delete_secret', deleteProd, { progress: (text) => told.push(text) });
      await settle();
      mock.timers.tick(120_000);
      assert.equal((await refusal).code, 'approval_expired');
      resolve({ kind: 'accepted', id: world.cards[0]?.id ?? '' });
      await settle();
      assertUntouched(world);
      assert.equal(told.length, 13, 'progress at once and every 10 seconds keeps the client from giving up');
    });
  });

  it('does nothing when its call is cancelled while the card is open, and nothing at a late click', async () => {
    const { promise, resolve } = Promise.withResolvers<ApprovalAnswer>();
    const cancel = new AbortController();
    let cardClosed = false;
    const world = ready((_card, signal) => {
      signal.addEventListener('abort', () => {
        cardClosed = true;
      });
      return promise;
    });
    const refusal = world.refusal('delete_secret', deleteProd, { signal: cancel.signal });
    await settle();
    cancel.abort();
    assert.equal((await refusal).code, 'cancelled');
    assert.equal(cardClosed, true);
    resolve({ kind: 'accepted', id: world.cards[0]?.id ?? '' });
    await settle();
    assertUntouched(world);
  });

  it('does nothing when its call was cancelled before it came', async () => {
    const world = ready(accepting);
    assert.equal((await world.refusal('delete_secret', deleteProd, { signal: AbortSignal.abort() })).code, 'cancelled');
    assertUntouched(world);
  });

  it('does nothing when agents are stopped while the card is open, even when the person accepts at that moment', async () => {
    const world = ready((card, signal) => {
      world.agents.stop();
      return accepting(card, signal);
    });
    assert.equal((await world.refusal('delete_secret', deleteProd)).code, 'agents_stopped');
    assertUntouched(world);
  });

  it('does nothing while agents are stopped, and is asked about again when they continue', async () => {
    const world = ready(accepting);
    world.agents.stop();
    for (const name of ['delete_secret', 'describe_secret', 'get_secret_value']) {
      assert.equal((await world.refusal(name, deleteProd)).code, 'agents_stopped');
    }
    assert.deepEqual([world.cards, world.secrets.calls], [[], []]);
    world.agents.resume();
    await world.text('delete_secret', deleteProd);
    assert.equal(world.cards.length, 1);
  });

  it("leaves the person's own calls alone while agents are stopped", async () => {
    const world = ready(accepting);
    world.agents.stop();
    await world.text('delete_secret', deleteProd, { caller: person });
  });

  it('deletes what was shown, though its arguments change while the card is open', async () => {
    const input = { secret_id: 'prod/db', recovery_window_in_days: 30 };
    const world = ready((card, signal) => {
      Object.assign(input, { secret_id: 'other', recovery_window_in_days: 7 });
      return accepting(card, signal);
    });
    world.secrets.add('other', 'value');
    await world.text('delete_secret', input);
    assert.deepEqual(world.cards[0]?.arguments, { secret_id: 'prod/db', recovery_window_in_days: 30 });
    assert.deepEqual(world.secrets.calls.at(-1)?.asked, { secretId: prod(world).arn, recoveryWindowInDays: 30 });
    assert.equal(world.secrets.find('other')?.deletedDate, undefined);
  });

  it('names the secret by its full ARN when it runs', async () => {
    const world = ready(accepting);
    await world.text('delete_secret', deleteProd);
    assert.deepEqual(world.secrets.calls.at(-1), {
      method: 'deleteSecret',
      asked: { secretId: prod(world).arn, recoveryWindowInDays: 30 },
    });
  });
});

describe("a card's hash", () => {
  async function hashOf(
    name: string,
    input: unknown,
    more: { client?: string; change?: (secret: FakeSecret) => void } = {},
  ): Promise<string> {
    const world = ready(declining);
    more.change?.(prod(world));
    await world.refusal(name, input, { caller: { ...agent, client: more.client ?? agent.client } });
    return world.cards[0]?.hash ?? assert.fail('no card was shown');
  }

  it('is the same for the same client, tool, arguments and secret', async () => {
    assert.equal(await hashOf('delete_secret', deleteProd), await hashOf('delete_secret', { ...deleteProd }));
  });

  it('differs by client, tool, every argument and what would change', async () => {
    const hashes = [
      await hashOf('delete_secret', deleteProd),
      await hashOf('delete_secret', deleteProd, { client: 'client-2' }),
      await hashOf('restore_secret', { secret_id: 'old/db' }),
      await hashOf('delete_secret', { ...deleteProd, recovery_window_in_days: 7 }),
      await hashOf('delete_secret', { ...deleteProd, recovery_window_in_days: 8 }),
      await hashOf('delete_secret', { ...deleteProd, account: 'main' }),
      await hashOf('delete_secret', { ...deleteProd, region: 'us-east-1' }),
      await hashOf('delete_secret', deleteProd, {
        change: (secret) => {
          secret.tags = { env: 'test' };
        },
      }),
      await hashOf('create_secret', { name: 'a', value: 'generate' }),
      await hashOf('create_secret', { name: 'a', value: 'person' }),
    ];
    assert.equal(new Set(hashes).size, hashes.length);
  });

  it('differs by tool even where all else is the same', async () => {
    const world = ready(declining);
    for (const name of ['delete_blindly', 'delete_otherwise'])
      await world.execute({ ...deleteBlindly, name }, { input: deleteProd, caller: person });
    assert.equal(new Set(world.cards.map(({ hash }) => hash)).size, 2);
  });
});

describe('a secret that changes between the question and the run', () => {
  const changes: Record<string, (secret: FakeSecret) => void> = {
    'has a new version': (secret) => {
      secret.versions = [...secret.versions, { versionId: '2', stages: ['AWSCURRENT'] }];
    },
    'has a staging label moved': (secret) => {
      secret.versions = [{ versionId: secret.versions[0]?.versionId ?? '', stages: ['AWSCURRENT', 'LIVE'] }];
    },
    'has other tags': (secret) => {
      secret.tags = { owner: 'someone' };
    },
    'has another description': (secret) => {
      secret.description = 'do not delete';
    },
    'began to rotate': (secret) => {
      secret.rotationEnabled = true;
    },
    'was replicated': (secret) => {
      secret.replicas = [{ region: 'us-east-1', status: 'InSync' }];
    },
    'was deleted and created anew': (secret) => {
      Object.assign(secret, { arn: secret.arn.replace('AbCdEf', 'ZzZzZz') });
    },
  };
  for (const [name, change] of Object.entries(changes)) {
    it(`is not deleted when it ${name}`, async () => {
      const world = ready((card, signal) => {
        change(prod(world));
        return accepting(card, signal);
      });
      // A primary with replicas is not deleted at all.
      const code = name === 'was replicated' ? 'invalid_state' : 'changed_since';
      assert.equal((await world.refusal('delete_secret', deleteProd)).code, code);
      assertUntouched(world);
    });

    it(`would be deleted when it ${name} if the precondition did not look`, async () => {
      const world = ready((card, signal) => {
        change(prod(world));
        return accepting(card, signal);
      });
      assert.equal((await world.execute(deleteBlindly, { input: deleteProd, caller: agent })).ok, true);
      assert.equal(world.count('deleteSecret'), 1);
    });
  }

  it('is not deleted a second time when someone else scheduled it meanwhile', async () => {
    const world = ready((card, signal) => {
      prod(world).deletedDate = '2026-12-01T00:00:00.000Z';
      return accepting(card, signal);
    });
    assert.equal((await world.refusal('delete_secret', deleteProd)).code, 'secret_pending_deletion');
    assert.equal(world.count('deleteSecret'), 0);
  });

  it('is not restored when it was restored and scheduled anew meanwhile', async () => {
    const world = ready((card, signal) => {
      const old = world.secrets.find('old/db') ?? assert.fail();
      old.deletedDate = '2026-12-09T00:00:00.000Z';
      return accepting(card, signal);
    });
    assert.equal((await world.refusal('restore_secret', { secret_id: 'old/db' })).code, 'changed_since');
    assert.equal(world.count('restoreSecret'), 0);
  });

  it('is not created over one that appeared meanwhile', async () => {
    const world = ready((card, signal) => {
      world.secrets.add('new/db', "someone else's");
      return accepting(card, signal);
    });
    assert.equal((await world.refusal('create_secret', { name: 'new/db', value: 'generate' })).code, 'secret_exists');
    assert.equal(world.count('createSecret'), 0);
  });

  it('is not touched when it can not be read again', async () => {
    const world = ready((card, signal) => {
      world.secrets.before.describeSecret = () => {
        throw new Error('network');
      };
      return accepting(card, signal);
    });
    assert.equal((await world.refusal('delete_secret', deleteProd)).code, 'internal');
    assertUntouched(world);
  });

  it('is read twice for a question and once where nobody is asked', async () => {
    const asked = ready(accepting);
    await asked.text('delete_secret', deleteProd);
    assert.equal(asked.count('describeSecret'), 2);
    const unasked = ready();
    await unasked.text('restore_secret', { secret_id: 'old/db' }, { caller: person });
    assert.deepEqual([unasked.count('describeSecret'), unasked.cards.length], [1, 0]);
  });

  it('hands the precondition that was read last to the run', async () => {
    const seen: Precondition[] = [];
    const looking = defineOperation({
      ...deleteBlindly,
      input: z.strictObject({ secret_id: z.string() }),
      precondition: async ({ service, signal }, { secret_id: id }) => ({
        arn: undefined,
        state: {},
        secret: await service.describeSecret(id, signal),
      }),
      run: async (_context, _input, before) => seen.push(before),
      toAgent: () => '',
    });
    const world = ready((card, signal) => {
      prod(world).description = 'new';
      return accepting(card, signal);
    });
    assert.equal((await world.execute(looking, { input: deleteProd, caller: agent })).ok, true);
    assert.equal(seen[0]?.secret?.description, 'new');
  });
});

describe('what a person sees on the card of a delete', () => {
  it('is the name, the ARN, the account, the region, the arguments and what is lost until when', async () => {
    const world = createWorld({ now: () => Date.UTC(2026, 10, 20) });
    addSamples(world);
    prod(world).rotationEnabled = true;
    prod(world).owningService = 'rds';
    await world.refusal('delete_secret', { ...deleteProd, recovery_window_in_days: 7 });
    const [card = assert.fail()] = world.cards;
    assert.deepEqual(
      [card.headline, card.secret, card.arn, card.account, card.region, card.risk, card.caller, card.wantsValue],
      ['Delete prod/db', 'prod/db', prod(world).arn, 'main', 'eu-west-1', 'destructive', agent, false],
    );
    const told = card.consequences.join(' ');
    for (const part of ['1 version', '2026-11-27', '7 days', 'rotation stops', 'managed by rds']) assert.ok(told.includes(part), told);
  });
});
