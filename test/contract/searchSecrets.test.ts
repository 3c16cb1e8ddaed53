import assert from 'node:assert/strict';
import { CreateSecretCommand, GetSecretValueCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { createServicePool } from '../../src/aws/servicePool.ts';
import type { Account } from '../../src/core/account.ts';
import { person } from '../../src/core/caller.ts';
import { createCustody, type Custody } from '../../src/custody.ts';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { createSandboxHarness } from './suite/sandboxHarness.ts';

// What is typed into a search, through the one path, the adapter and the SDK, to the sandbox over HTTP.

const region = 'eu-west-1';
const account: Account = { kind: 'sandbox', name: 'sandbox', regions: [region], access: 'describe', host: 'here' };
const minute = 60_000;

function custodyOver(sandbox: Sandbox): Custody {
  const pool = createServicePool({
    files: { config: '/nowhere', credentials: '/nowhere' },
    endpoint: undefined,
    sandbox: async () => sandbox,
  });
  return createCustody({
    accounts: async () => [account],
    service: pool.service,
    present: async () => ({ kind: 'declined' }),
    showSecret: () => false,
    settings: () => ({ maximumAccess: 'destroy', allowForceDelete: false }),
    assertTrusted: () => undefined,
    append: async () => undefined,
  });
}

async function search({ execute, operations }: Custody, text: string): Promise<readonly string[]> {
  const outcome = await execute(operations.listSecrets, { caller: person, input: { search: text } });
  if (!outcome.ok) throw outcome.error;
  return outcome.output.secrets.map(({ name }) => name);
}

describe('a search of list_secrets', () => {
  const { start, secretsManager } = createSandboxHarness();

  for (const { text, found } of [
    { text: 'name:prod/orders/', found: ['prod/orders/kafka', 'prod/orders/postgres', 'prod/orders/redis'] },
    { text: 'name:Prod/orders/', found: [] },
    { text: 'name:prod/orders/p name:prod/orders/r', found: ['prod/orders/postgres', 'prod/orders/redis'] },
    { text: 'name:prod/orders/ name:!prod/orders/k name:!prod/orders/r', found: ['prod/orders/postgres'] },
    { text: 'description:"database orders"', found: ['prod/orders/postgres'] },
    { text: 'orders DATABASE name:prod/', found: ['prod/orders/postgres'] },
    { text: 'name:prod/payments/ tag-key:cost- !postgres !stripe', found: ['prod/payments/webhook-signing-secret'] },
    { text: 'tag-value:payments database', found: ['prod/payments/postgres'] },
    { text: 'owner:rds name:!x', found: [/^rds!db-/] },
    { text: 'region:eu- name:prod/', found: ['prod/identity/jwt-signing-key'] },
    { text: 'region:us-', found: [] },
    { text: 'is:deleted', found: ['legacy/ftp-partner-upload'] },
    { text: 'is:deleted name:prod/', found: [] },
    { text: 'name:prod/orders/ sort:-name', found: ['prod/orders/redis', 'prod/orders/postgres', 'prod/orders/kafka'] },
  ]) {
    it(`finds ${found.join(', ') || 'nothing'} for ${text}`, async () => {
      const names = await search(custodyOver(await start({ seed: true })), text);
      assert.equal(names.length, found.length, names.join(', '));
      found.forEach((wanted, index) =>
        assert.ok(typeof wanted === 'string' ? names[index] === wanted : wanted.test(names[index] ?? ''), names.join(', ')),
      );
    });
  }

  describe('in an order', () => {
    for (const { order, sorted } of [
      { order: 'name', sorted: 'abc' },
      { order: 'created', sorted: 'bca' },
      { order: 'changed', sorted: 'cab' },
      { order: 'accessed', sorted: 'acb' },
    ]) {
      it(`by ${order} is ${sorted}, and the other way round with - before it`, async () => {
        let clock = Date.parse('2026-11-21T12:00:00Z');
        const sandbox = await start({ now: () => clock });
        const client = secretsManager(sandbox);
        const afterDays = (days: number): void => void (clock += days * 1_440 * minute);
        for (const Name of ['b', 'c', 'a']) {
          await client.send(new CreateSecretCommand({ Name, SecretString: 'one' }));
          afterDays(1);
        }
        for (const SecretId of ['c', 'a', 'b']) {
          await client.send(new PutSecretValueCommand({ SecretId, SecretString: 'two' }));
          afterDays(1);
        }
        for (const SecretId of ['a', 'c', 'b']) {
          await client.send(new GetSecretValueCommand({ SecretId }));
          afterDays(1);
        }
        const custody = custodyOver(sandbox);
        assert.equal((await search(custody, `sort:${order}`)).join(''), sorted);
        assert.equal((await search(custody, `sort:-${order}`)).join(''), [...sorted].toReversed().join(''));
        assert.equal((await search(custody, '')).join(''), 'abc');
      });
    }
  });

  it('says which word is at fault, and nothing is asked of the service', async () => {
    const sandbox = await start({ seed: true });
    await assert.rejects(search(custodyOver(sandbox), 'orders ownr:rds'), {
      code: 'invalid_input',
      message: /^The word ownr:rds at column 8 names no filter/,
    });
    assert.deepEqual(sandbox.requests(), []);
  });
});
