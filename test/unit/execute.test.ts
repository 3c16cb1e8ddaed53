import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { accessLevels, type AccessLevel, type Account } from '../../src/core/account.ts';
import { person } from '../../src/core/caller.ts';
import { CustodyError } from '../../src/core/errors.ts';
import { operations } from '../../src/core/operations/index.ts';
import { SecretText } from '../../src/core/secretText.ts';
import {
  accepting,
  addSamples,
  agent,
  callerOf,
  createWorld,
  mainAccount,
  sampleFor,
  type World,
  type WorldOptions,
} from './executeWorld.ts';
import { settle } from './support.ts';

function ready(options?: WorldOptions): World {
  const world = createWorld(options);
  addSamples(world);
  world.answer = accepting;
  return world;
}

function accountWith(access: AccessLevel, more: Partial<Omit<Extract<Account, { kind: 'profile' }>, 'kind'>> = {}): Account {
  return { ...mainAccount, kind: 'profile', profile: 'default', access, ...more };
}

describe('execute', () => {
  describe('arguments', () => {
    for (const operation of operations) {
      it(`refuses an argument that ${operation.name} does not have, names it and touches nothing`, async () => {
        const world = ready({ caller: callerOf(operation) });
        const error = await world.refusal(operation.name, { ...sampleFor(operation), secretId: 'x' });
        assert.equal(error.code, 'unknown_argument');
        assert.match(error.message, /\bsecretId\b/);
        assert.deepEqual(world.secrets.calls, []);
      });

      it(`accepts the same call of ${operation.name} without it`, async () => {
        await ready({ caller: callerOf(operation) }).text(operation.name, sampleFor(operation));
      });
    }

    it('refuses arguments of another type, naming the one at fault and not its content', async () => {
      const world = ready();
      const error = await world.refusal('list_secrets', { max_results: 'lots-of-them', search: 3 });
      assert.equal(error.code, 'invalid_input');
      assert.match(error.message, /max_results/);
      assert.match(error.message, /search/);
      assert.ok(!error.message.includes('lots-of-them'));
    });

    it('takes no arguments at all as none', async () => {
      assert.match(await ready().text('list_accounts', undefined), /^main/);
    });

    it('refuses what is no object', async () => {
      for (const input of ['prod/db', 7, [], [{}]]) assert.equal((await ready().refusal('list_secrets', input)).code, 'invalid_input');
    });
  });

  describe('access levels', () => {
    const order: readonly AccessLevel[] = ['off', 'list', 'describe', 'use', 'write', 'destroy'];
    const needed: Readonly<Record<string, AccessLevel>> = {
      check_account: 'list',
      list_secrets: 'list',
      describe_secret: 'describe',
      get_secret_value: 'use',
      create_secret: 'write',
      restore_secret: 'write',
      delete_secret: 'destroy',
    };
    for (const operation of operations.filter(({ target }) => target !== 'none')) {
      for (const level of accessLevels) {
        const needs = needed[operation.name] ?? operation.needs;
        const isTool = operation.callers === 'all';
        const enough = isTool && level !== 'off' && order.indexOf(level) >= order.indexOf(needs);

        it(`${enough ? 'lets' : 'does not let'} an agent with the level ${level} call ${operation.name}`, async () => {
          const world = ready({ accounts: [accountWith(level)] });
          const outcome = await world.run(operation.name, sampleFor(operation));
          const refused = !isTool ? 'unknown_operation' : level === 'off' ? 'account_not_found' : 'access_level';
          assert.equal(outcome.ok ? 'ok' : outcome.error.code, enough ? 'ok' : refused);
          const asks = operation.api !== undefined || operation.risk === 'reveal' || operation.risk === 'use';
          assert.equal(world.secrets.calls.length > 0, enough && asks);
          if (!enough) assert.deepEqual(world.cards, []);
        });

        it(`lets a person call ${operation.name} whatever agents have (${level})`, async () => {
          await ready({ accounts: [accountWith(level)], caller: person }).text(operation.name, sampleFor(operation));
        });
      }
    }

    it('is tightened by the setting and never raised by it', async () => {
      const tightened = ready({ settings: { maximumAccess: 'describe' } });
      assert.equal((await tightened.refusal('delete_secret', { secret_id: 'prod/db' })).code, 'access_level');
      const raised = ready({ accounts: [accountWith('list')], settings: { maximumAccess: 'destroy' } });
      assert.equal((await raised.refusal('describe_secret', { secret_id: 'prod/db' })).code, 'access_level');
    });

    it('says which level is needed, which there is and who can change it', async () => {
      const { sentence } = await ready({ accounts: [accountWith('list')] }).refusal('delete_secret', { secret_id: 'prod/db' });
      for (const part of ['"destroy"', '"list"', 'main', 'The person', 'Custody: Set Access for Agents'])
        assert.ok(sentence.includes(part), sentence);
    });
  });

  describe('accounts and regions', () => {
    const two = [accountWith('destroy'), accountWith('off', { name: 'hidden' }), accountWith('destroy', { name: 'other' })];

    it("hides an account that is off from an agent's list, by name and among the choices", async () => {
      assert.ok(!(await ready({ accounts: two }).text('list_accounts', {})).includes('hidden'));
      const named = await ready({ accounts: two }).refusal('list_secrets', { account: 'hidden' });
      const never = await ready({ accounts: two }).refusal('list_secrets', { account: 'no-such' });
      const words = named.sentence.replace('hidden', 'no-such');
      assert.deepEqual([named.code, words], [never.code, never.sentence], 'an account that is off looks like none');
    });

    it('names the next step to a person as the editor does, and to an agent as its tools do', async () => {
      const missing = { secret_id: 'none' };
      const agents = await ready().refusal('describe_secret', missing);
      assert.match(agents.sentence, /Check the name with list_secrets/);
      const persons = await ready({ caller: person }).refusal('describe_secret', missing);
      assert.match(persons.sentence, /Choose Refresh in the Custody view/);
    });

    it('shows it to a person, who can use it', async () => {
      assert.match(await ready({ accounts: two, caller: person }).text('list_accounts', {}), /hidden/);
      await ready({ accounts: two, caller: person }).text('list_secrets', { account: 'hidden' });
    });

    it('hides every account when the setting turns agents off', async () => {
      const world = ready({ settings: { maximumAccess: 'off' } });
      assert.ok(!(await world.text('list_accounts', {})).includes('main'));
      assert.equal((await world.refusal('list_secrets', { account: 'main' })).code, 'account_not_found');
    });

    it('tells an agent the level it has, after the setting tightened it', async () => {
      assert.match(await ready({ settings: { maximumAccess: 'describe' } }).text('list_accounts', {}), /access: describe$/);
    });

    it('means the only account that an agent can see', async () => {
      const world = ready({ accounts: [accountWith('off', { name: 'hidden' }), accountWith('list')] });
      await world.text('list_secrets', {});
      assert.deepEqual(world.opened, ['main eu-west-1']);
    });

    it('asks which account where there are several, and says so where there is none', async () => {
      assert.match((await ready({ accounts: two }).refusal('list_secrets', {})).message, /Several/);
      assert.match((await ready({ accounts: [] }).refusal('list_secrets', {})).message, /No account/);
    });

    it('works in the account and region named, else in the first region', async () => {
      const world = ready({ accounts: two });
      await world.text('list_secrets', { account: 'other', region: 'us-east-1' });
      await world.text('list_secrets', { account: 'other' });
      assert.deepEqual(world.opened, ['other us-east-1', 'other eu-west-1']);
    });

    it('works in the region of an ARN', async () => {
      const world = ready();
      await world.run('describe_secret', { secret_id: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:x-AbCdEf' });
      assert.deepEqual(world.opened, ['main us-east-1']);
    });

    it('refuses a region that the account does not have, named or in an ARN', async () => {
      const world = ready();
      assert.equal((await world.refusal('list_secrets', { region: 'ap-south-1' })).code, 'region_not_found');
      const arn = 'arn:aws:secretsmanager:ap-south-1:111122223333:secret:x-AbCdEf';
      assert.equal((await world.refusal('describe_secret', { secret_id: arn })).code, 'region_not_found');
      assert.deepEqual(world.opened, []);
    });
  });

  describe('an account pinned to an AWS account id', () => {
    const pinned = [accountWith('destroy', { accountId: '111122223333' })];
    const changes = operations.filter(({ risk }) => risk === 'write' || risk === 'destructive');

    for (const operation of changes) {
      it(`refuses ${operation.name} when it signs in elsewhere`, async () => {
        const world = ready({ accounts: pinned });
        world.secrets.accountId = '999988887777';
        assert.equal((await world.refusal(operation.name, sampleFor(operation))).code, 'wrong_account');
        assert.deepEqual(
          world.secrets.calls.map(({ method }) => method),
          ['getCallerIdentity'],
        );
        assert.deepEqual(world.cards, []);
      });

      it(`allows ${operation.name} when it signs in where it always did, or is not pinned`, async () => {
        await ready({ accounts: pinned }).text(operation.name, sampleFor(operation));
        const unpinned = ready();
        unpinned.secrets.accountId = '999988887777';
        await unpinned.text(operation.name, sampleFor(operation));
      });

      it(`refuses ${operation.name} when it began to sign in elsewhere while the person was asked`, async () => {
        const world = ready({ accounts: pinned });
        world.answer = (card, signal) => {
          world.secrets.accountId = '999988887777';
          return accepting(card, signal);
        };
        assert.equal((await world.refusal(operation.name, sampleFor(operation))).code, 'wrong_account');
      });
    }
  });

  describe('a failure', () => {
    const value = 'Xk29mQpvL4Zt8RwN3bHs7CyD5fGj1KaE';

    for (const thrown of [
      new Error(value),
      new TypeError(`cannot read ${value}`),
      Object.assign(new Error('x'), { name: value + value }),
      value,
      { value },
      undefined,
    ]) {
      it(`never shows the text of a foreign exception (${Object.prototype.toString.call(thrown)})`, async () => {
        const world = ready();
        world.secrets.before.describeSecret = () => Promise.reject(thrown);
        const error = await world.refusal('describe_secret', { secret_id: 'prod/db' });
        assert.equal(error.code, 'internal');
        assert.ok(!`${error.sentence}${JSON.stringify(error)}${String(error)}${world.log.join('')}`.includes(value));
        assert.ok(error instanceof Error && error.cause === undefined && !(error.stack ?? '').includes(value));
      });
    }

    it('passes the text of our own errors on, which is how the test above would see a leak', async () => {
      const world = ready();
      world.secrets.before.describeSecret = () => Promise.reject(new CustodyError('access_denied', `not allowed ${value}`));
      assert.equal((await world.refusal('describe_secret', { secret_id: 'prod/db' })).message, `not allowed ${value}`);
    });

    it('scrubs known values even from our own errors', async () => {
      const world = ready();
      world.redactor.know(SecretText.of(value));
      world.secrets.before.describeSecret = () => Promise.reject(new CustodyError('access_denied', `not allowed ${value}`));
      assert.equal((await world.refusal('describe_secret', { secret_id: 'prod/db' })).message, 'not allowed [redacted]');
    });

    it('is an outcome wherever it comes from: accounts, service, settings and trust', async () => {
      const fails = (): never => {
        throw new Error(value);
      };
      const worlds = [ready({ service: async () => fails() }), ready({ assertTrusted: fails }), ready({ showSecret: fails })];
      for (const world of worlds) assert.equal((await world.refusal('get_secret_value', { secret_id: 'prod/db' })).code, 'internal');
    });

    it('does nothing in a workspace that is not trusted', async () => {
      const world = ready({
        assertTrusted: () => {
          throw new CustodyError('untrusted_workspace', 'Not trusted.');
        },
      });
      assert.equal((await world.refusal('list_secrets', {})).code, 'untrusted_workspace');
      assert.deepEqual([world.opened, world.secrets.calls], [[], []]);
    });
  });

  describe('the deadline', () => {
    beforeEach(() => {
      mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
    });
    afterEach(() => {
      mock.timers.reset();
    });

    const hangs = (): Promise<void> => new Promise(() => undefined);
    const cases = [
      ['list_secrets', 'listSecrets', 'timeout'],
      ['get_secret_value', 'getSecretValue', 'timeout'],
      ['delete_secret', 'describeSecret', 'timeout'],
      ['delete_secret', 'deleteSecret', 'not_done'],
      ['create_secret', 'createSecret', 'not_done'],
      ['restore_secret', 'restoreSecret', 'not_done'],
    ] as const;
    for (const [name, method, code] of cases) {
      it(`ends ${name} with ${code} when ${method} gives no answer in 30 seconds`, async () => {
        const world = ready();
        world.secrets.before[method] = hangs;
        const operation = operations.find((one) => one.name === name) ?? assert.fail();
        let ended = false;
        const refusal = world.refusal(name, sampleFor(operation)).finally(() => {
          ended = true;
        });
        await settle();
        mock.timers.tick(29_999);
        await settle();
        assert.equal(ended, false);
        mock.timers.tick(1);
        assert.equal((await refusal).code, code);
      });
    }

    for (const [who, caller, isOver] of [
      ['a person', person, false],
      ['an agent', agent, true],
    ] as const) {
      it(`${isOver ? 'ends' : 'waits'} for ${who} while a sign-in asks the person something`, async () => {
        const world = ready({ caller, isAskingPerson: () => true });
        world.secrets.before.listSecrets = hangs;
        let ended = false;
        void world.run('list_secrets', {}).then(() => (ended = true));
        await settle();
        mock.timers.tick(30_000);
        await settle();
        assert.equal(ended, isOver);
      });
    }

    it('calls a read cancelled, not unknown', async () => {
      const world = ready();
      const cancel = new AbortController();
      world.secrets.before.listSecrets = () => {
        cancel.abort();
        return hangs();
      };
      assert.equal((await world.refusal('list_secrets', {}, { signal: cancel.signal })).code, 'cancelled');
    });
  });

  describe('rate limits', () => {
    it("make an agent's next delete wait for its turn after the click, refuse it when too many wait, and hold no person up", async () => {
      const world = ready({ now: () => Date.UTC(2026, 10, 20) });
      world.secrets.add('b', 'value-b');
      await world.text('delete_secret', { secret_id: 'prod/db' });
      for (let waiting = 1; waiting <= 6; waiting += 1) {
        const cancel = new AbortController();
        const waits = world.refusal('delete_secret', { secret_id: 'b' }, { signal: cancel.signal });
        await settle();
        assert.equal(world.cards.length, 1 + waiting);
        cancel.abort();
        assert.equal((await waits).code, 'cancelled');
      }
      assert.equal((await world.refusal('delete_secret', { secret_id: 'b' })).code, 'throttled');
      assert.equal(world.count('deleteSecret'), 1);
      await world.text('delete_secret', { secret_id: 'b' }, { caller: person });
    });

    it("let an agent's delete ten seconds after the last through at once", async () => {
      let time = Date.UTC(2026, 10, 20);
      const world = ready({ now: () => time });
      world.secrets.add('b', 'value-b');
      await world.text('delete_secret', { secret_id: 'prod/db' });
      time += 10_000;
      await world.text('delete_secret', { secret_id: 'b' });
    });

    it('count for each account alone', async () => {
      const world = ready({ accounts: [mainAccount, accountWith('destroy', { name: 'other' })], now: () => Date.UTC(2026, 10, 20) });
      world.secrets.add('b', 'value-b');
      await world.text('delete_secret', { secret_id: 'prod/db', account: 'main' });
      await world.text('delete_secret', { secret_id: 'b', account: 'other' });
    });

    it('end the wait for a place when the call is cancelled, with nothing sent', async () => {
      const world = ready({ now: () => Date.UTC(2026, 10, 20) });
      for (let index = 0; index < 10; index += 1) await world.text('list_secrets', {});
      const cancel = new AbortController();
      const waits = world.refusal('list_secrets', {}, { signal: cancel.signal });
      await settle();
      cancel.abort();
      assert.equal((await waits).code, 'cancelled');
      assert.equal(world.count('listSecrets'), 10);
    });
  });

  describe('a forced delete', () => {
    it('is refused to an agent unless it is switched on, before anything is read', async () => {
      const world = ready();
      assert.equal((await world.refusal('delete_secret', { secret_id: 'prod/db', force: true })).code, 'force_delete_off');
      assert.deepEqual([world.secrets.calls, world.cards], [[], []]);
    });

    it('is asked for with the name to type once it is switched on, and says that nothing brings the secret back', async () => {
      const world = ready({ settings: { allowForceDelete: true } });
      const text = await world.text('delete_secret', { secret_id: 'prod/db', force: true });
      assert.equal(world.cards[0]?.typeToConfirm, 'prod/db');
      assert.equal(world.secrets.find('prod/db'), undefined);
      assert.ok(!text.includes('restore_secret'), text);
    });

    it("is a person's to ask for without the switch, with the name to type", async () => {
      const world = ready({ caller: person });
      world.answer = (card) => ({ kind: 'accepted', id: card.id });
      assert.equal((await world.refusal('delete_secret', { secret_id: 'prod/db', force: true })).code, 'approval_declined');
      world.answer = accepting;
      await world.text('delete_secret', { secret_id: 'prod/db', force: true });
    });
  });

  it('keeps what the model reads apart from what the editor renders: the text is scrubbed', async () => {
    const world = ready();
    world.secrets.add('leaky', 'x', { description: 'the password is Xk29$mQp!vL4' });
    assert.match(await world.text('describe_secret', { secret_id: 'leaky' }), /Xk29\$mQp!vL4/, 'unknown until it was fetched');
    await world.text('get_secret_value', { secret_id: 'prod/db' });
    assert.ok(!(await world.text('describe_secret', { secret_id: 'leaky' })).includes('Xk29$mQp!vL4'));
  });

  it('takes the caller from the call and not from its arguments', async () => {
    const world = ready({ accounts: [accountWith('list')] });
    assert.equal((await world.refusal('describe_secret', { secret_id: 'prod/db', caller: 'person' })).code, 'unknown_argument');
    assert.equal(
      (await world.refusal('describe_secret', { secret_id: 'prod/db' }, { caller: { ...agent, claimedName: 'person' } })).code,
      'access_level',
    );
  });
});
