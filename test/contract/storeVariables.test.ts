import assert from 'node:assert/strict';
import type { ApprovalCard } from '../../src/core/approval.ts';
import { readEnvFile } from '../../src/core/envFile.ts';
import { CustodyError } from '../../src/core/errors.ts';
import { SecretText } from '../../src/core/secretText.ts';
import { createCustody, type Custody } from '../../src/custody.ts';
import { literalsOf, storeVariables } from '../../src/vscode/env/storeVariables.ts';
import { memorySecrets, type MemorySecrets } from '../fakes/memorySecrets.ts';

const never = new AbortController().signal;
const place = { account: 'memory', region: 'eu-west-1' };
const value = 'a-value-to-import-8Kx2!';
const variables = readEnvFile(SecretText.of(`TOKEN='${value}'\nPORT=8080\n`));

describe('Variables that a person imports', () => {
  let secrets: MemorySecrets;
  let custody: Custody;
  let cards: ApprovalCard[];
  let log: string;
  let accepts: boolean;

  beforeEach(() => {
    secrets = memorySecrets({ 'old/app': 'an-old-value-5Zt1', 'old/each/PORT': 'an-old-port' });
    [cards, log, accepts] = [[], '', true];
    custody = createCustody({
      accounts: async () => [
        { kind: 'sandbox', name: 'memory', regions: ['eu-west-1'], access: 'off', host: 'here', accountId: '111122223333' },
      ],
      service: async () => secrets,
      present: async (card) => {
        cards.push(card);
        return accepts ? { kind: 'accepted', id: card.id } : { kind: 'declined' };
      },
      append: async (lines) => void (log += lines),
      showSecret: () => false,
      settings: () => ({ maximumAccess: 'destroy', allowForceDelete: false }),
      assertTrusted: () => undefined,
    });
  });

  const stored = async (name: string): Promise<string> => (await secrets.getSecretValue({ secretId: name }, never)).value.reveal();
  const store = async (name: string, shape: 'json' | 'each'): Promise<Readonly<Record<string, string>>> =>
    Object.fromEntries(
      [...(await storeVariables(custody, variables, { ...place, name, shape }, never))].map(([variable, to]) => [variable, to.reveal()]),
    );

  it('become one JSON secret without a question, and a reference each', async () => {
    assert.deepEqual(await store('new/app', 'json'), {
      TOKEN: '{{resolve:secretsmanager:new/app:SecretString:TOKEN}}',
      PORT: '{{resolve:secretsmanager:new/app:SecretString:PORT}}',
    });
    assert.deepEqual(JSON.parse(await stored('new/app')), { TOKEN: value, PORT: '8080' });
    assert.deepEqual(cards, []);
    await custody.flush();
    assert.match(log, /create_secret/);
    assert.ok(!log.includes(value));
  });

  it('become a secret each, and a reference each', async () => {
    assert.deepEqual(await store('new', 'each'), {
      TOKEN: '{{resolve:secretsmanager:new/TOKEN:SecretString}}',
      PORT: '{{resolve:secretsmanager:new/PORT:SecretString}}',
    });
    assert.deepEqual([await stored('new/TOKEN'), await stored('new/PORT')], [value, '8080']);
  });

  it('replace the value of a secret that is there only after a yes on the card', async () => {
    accepts = false;
    await assert.rejects(store('old/app', 'json'), { code: 'approval_declined' });
    assert.equal(await stored('old/app'), 'an-old-value-5Zt1');
    accepts = true;
    await store('old/app', 'json');
    assert.deepEqual(
      cards.map(({ headline }) => headline),
      ['Change the value of old/app', 'Change the value of old/app'],
    );
    assert.deepEqual(JSON.parse(await stored('old/app')), { TOKEN: value, PORT: '8080' });
  });

  it('are named where some were stored before one was not', async () => {
    accepts = false;
    await assert.rejects(store('old/each', 'each'), (thrown: unknown) => {
      assert.ok(thrown instanceof CustodyError);
      assert.equal(thrown.code, 'not_done');
      assert.match(thrown.message, /1 of 2 were stored before: TOKEN\.$/);
      return true;
    });
    assert.equal(await stored('old/each/PORT'), 'an-old-port');
  });

  it('are none that hold nothing, or a reference already', () => {
    const file = "A=1\nB=\nC='{{resolve:secretsmanager:prod/db:SecretString:password}}'\nD='{{other}}'\n";
    assert.deepEqual([...literalsOf(readEnvFile(SecretText.of(file))).keys()], ['A', 'D']);
  });
});
