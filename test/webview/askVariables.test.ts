import assert from 'node:assert/strict';
import { createServicePool, type ServicePool } from '../../src/aws/servicePool.ts';
import type { Account } from '../../src/core/account.ts';
import { person } from '../../src/core/caller.ts';
import { SecretText } from '../../src/core/secretText.ts';
import { createCustody, type Custody } from '../../src/custody.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import { seen } from './fakeVscode.ts';
// oxlint-disable-next-line import/no-unassigned-import -- it puts the fake editor in place
import './usePanels.ts';

const { askVariables } = await import('../../src/vscode/use/askVariables.ts');
const account: Account = { kind: 'sandbox', name: 'main', regions: ['eu-west-1'], access: 'off', host: 'here' };
const never = new AbortController().signal;

describe('Asking for the variables of a secret that holds bytes', () => {
  let sandbox: Sandbox;
  let pool: ServicePool;
  let custody: Custody;
  let arn: string;

  beforeEach(async () => {
    sandbox = await startSandbox();
    pool = createServicePool({ files: { config: '', credentials: '' }, endpoint: undefined, sandbox: async () => sandbox });
    const service = await pool.service(account, 'eu-west-1', person);
    const value = SecretText.ofBase64('AP4=');
    arn = (await service.createSecret({ name: 'app/keystore', value, clientRequestToken: crypto.randomUUID() }, never)).arn;
    custody = createCustody({
      accounts: async () => [account],
      service: (of, region, caller) => pool.service(of, region, caller),
      present: async () => ({ kind: 'declined' }),
      append: async () => undefined,
      showSecret: () => false,
      settings: () => ({ maximumAccess: 'destroy', allowForceDelete: false }),
      assertTrusted: () => undefined,
    });
    [seen.asked, seen.typed] = [[], 'KEYSTORE'];
  });
  afterEach(async () => {
    pool.dispose();
    await sandbox.close();
  });

  const ask = (takesFiles: boolean) =>
    askVariables('Use', { account: 'main', region: 'eu-west-1', arn, name: 'app/keystore' }, custody, { takesFiles });

  it('says at once where no file can be given, and what can', async () => {
    await assert.rejects(ask(false), {
      code: 'invalid_state',
      sentence: 'app/keystore is binary, which no variable holds. "Custody: Run with Secrets" gives a program such a value as a file.',
    });
    assert.deepEqual(seen.asked, []);
  });

  it('control: asks for its name where a file can be given', async () => {
    assert.deepEqual(await ask(true), { env: {}, files: { KEYSTORE: `{{resolve:secretsmanager:${arn}:SecretBinary}}` } });
    assert.deepEqual(seen.asked, ['Variable for its value']);
  });
});
