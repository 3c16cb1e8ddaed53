import type { Operation } from '../operation.ts';
import { batchGetSecretValue } from './batchGetSecretValue.ts';
import { checkAccount } from './checkAccount.ts';
import { createSecret } from './createSecret.ts';
import { deleteSecret } from './deleteSecret.ts';
import { describeSecret } from './describeSecret.ts';
import { getRandomPassword } from './getRandomPassword.ts';
import { getSecretValue } from './getSecretValue.ts';
import { listAccounts } from './listAccounts.ts';
import { listSecrets } from './listSecrets.ts';
import { listSecretVersionIds } from './listSecretVersionIds.ts';
import { putSecretValue } from './putSecretValue.ts';
import { removeRegionsFromReplication } from './removeRegionsFromReplication.ts';
import { replicateSecretToRegions } from './replicateSecretToRegions.ts';
import { restoreSecret } from './restoreSecret.ts';
import { stopReplicationToReplica } from './stopReplicationToReplica.ts';
import { tagResource } from './tagResource.ts';
import { untagResource } from './untagResource.ts';
import { updateSecret } from './updateSecret.ts';

/** Every operation, in the order tools and tables show them. */
export const operations: readonly Operation[] = [
  listAccounts,
  checkAccount,
  listSecrets,
  describeSecret,
  listSecretVersionIds,
  getSecretValue,
  batchGetSecretValue,
  getRandomPassword,
  createSecret,
  putSecretValue,
  updateSecret,
  tagResource,
  untagResource,
  deleteSecret,
  restoreSecret,
  replicateSecretToRegions,
  removeRegionsFromReplication,
  stopReplicationToReplica,
];
