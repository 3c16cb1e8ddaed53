import { createServicePool } from '../../src/aws/servicePool.ts';
import { person } from '../../src/core/caller.ts';
import { createCustody } from '../../src/custody.ts';

// A process of its own that runs one command with one reference, with everything as both roots build it, and ends.

const [endpoint = '', accessKeyId = '', secretAccessKey = '', region = '', secret = ''] = process.argv.slice(2);
const pool = createServicePool({
  files: { config: '', credentials: '' },
  endpoint: undefined,
  sandbox: async () => ({ endpoint, credentials: { accessKeyId, secretAccessKey } }),
});
const { execute, operations } = createCustody({
  accounts: async () => [{ kind: 'sandbox', name: 'bench', regions: [region], access: 'use', host: 'here' }],
  service: (account, where, caller) => pool.service(account, where, caller),
  present: async ({ id }) => ({ kind: 'accepted', id }),
  append: async () => undefined,
  folders: () => [process.cwd()],
  showSecret: () => false,
  settings: () => ({ maximumAccess: 'destroy', allowForceDelete: false }),
  assertTrusted: () => undefined,
});
const input = { command: ['true'], env: { TOKEN: `{{resolve:secretsmanager:${secret}}}` } };
const outcome = await execute(operations.runWithSecrets, { input, caller: person });
if (!outcome.ok) throw outcome.error;
if (outcome.output.exitCode !== 0) throw new Error('The command failed.');
pool.dispose();
