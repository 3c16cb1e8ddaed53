import { randomBytes } from 'node:crypto';
import { homedir, hostname } from 'node:os';
import { join } from 'node:path';
import { readProfiles } from '../../src/aws/credentials/awsFiles.ts';
import { createServicePool } from '../../src/aws/servicePool.ts';
import type { Account } from '../../src/core/account.ts';
import { createCustody } from '../../src/custody.ts';
import { acceptOwn, walk } from './walk.ts';

// `CUSTODY_TEST_AWS_PROFILE=name npm run test:aws`: every call of the service against a real account of yours, on secrets
// whose names begin with custody-test/, which are deleted at the end. It costs a few cents. Also read:
// CUSTODY_TEST_AWS_REGION, CUSTODY_TEST_AWS_REPLICA_REGION, and CUSTODY_TEST_AWS_ROTATION_FUNCTION, the ARN of a function.

const { env } = process;
const profile = env['CUSTODY_TEST_AWS_PROFILE'];
if (!profile) {
  console.error('Name a profile of ~/.aws in CUSTODY_TEST_AWS_PROFILE. Its account is written to: use one for tests.');
  process.exit(2);
}
const folder = join(homedir(), '.aws');
const files = { config: join(folder, 'config'), credentials: join(folder, 'credentials') };
const region = env['CUSTODY_TEST_AWS_REGION'] ?? (await readProfiles(files))[profile]?.['region'] ?? 'eu-west-1';
const replicaRegion = env['CUSTODY_TEST_AWS_REPLICA_REGION'] ?? (region === 'us-east-1' ? 'us-west-2' : 'us-east-1');
const prefix = `custody-test/${randomBytes(4).toString('hex')}`;
const pool = createServicePool({
  files,
  endpoint: undefined,
  sandbox: () => Promise.reject(new Error('No sandbox takes part in this.')),
});
let account: Account = { kind: 'profile', name: profile, profile, regions: [region, replicaRegion], access: 'off', host: hostname() };
const custody = createCustody({
  accounts: async () => [account],
  service: (of, at, caller) => pool.service(of, at, caller),
  pinAccount: async (of, accountId) => {
    account = { ...account, ...of, accountId };
  },
  present: acceptOwn(prefix),
  append: async () => undefined,
  showSecret: () => false,
  settings: () => ({ maximumAccess: 'off', allowForceDelete: false }),
  assertTrusted: () => undefined,
});
const failed = await walk({
  custody,
  account: account.name,
  region,
  replicaRegion,
  rotationFunction: env['CUSTODY_TEST_AWS_ROTATION_FUNCTION'],
  prefix,
  tell: (line) => console.log(line),
});
console.log(failed === 0 ? 'aws: all as it should be' : `aws: ${failed} calls failed`);
process.exitCode = failed === 0 ? 0 : 1;
