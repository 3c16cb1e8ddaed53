import type { Operation } from '../operation.ts';
import { cancelRotateSecret } from './cancelRotateSecret.ts';
import { batchGetSecretValue } from './batchGetSecretValue.ts';
import { checkAccount } from './checkAccount.ts';
import { compareSecrets } from './compareSecrets.ts';
import { createSecret } from './createSecret.ts';
import { credentialStatus } from './credentialStatus.ts';
import { deleteResourcePolicy } from './deleteResourcePolicy.ts';
import { deleteSecret } from './deleteSecret.ts';
import { describeSecret } from './describeSecret.ts';
import { getRandomPassword } from './getRandomPassword.ts';
import { getResourcePolicy } from './getResourcePolicy.ts';
import { getSecretValue } from './getSecretValue.ts';
import { listAccounts } from './listAccounts.ts';
import { listProfiles } from './listProfiles.ts';
import { listSecrets } from './listSecrets.ts';
import { listSecretVersionIds } from './listSecretVersionIds.ts';
import { putResourcePolicy } from './putResourcePolicy.ts';
import { putSecretValue } from './putSecretValue.ts';
import { refreshCredentials } from './refreshCredentials.ts';
import { restoreSecret } from './restoreSecret.ts';
import { revokeCredentials } from './revokeCredentials.ts';
import { removeRegionsFromReplication } from './removeRegionsFromReplication.ts';
import { replicateSecretToRegions } from './replicateSecretToRegions.ts';
import { stopReplicationToReplica } from './stopReplicationToReplica.ts';
import { tagResource } from './tagResource.ts';
import { untagResource } from './untagResource.ts';
import { updateSecret } from './updateSecret.ts';
import { validateResourcePolicy } from './validateResourcePolicy.ts';
import { rotateSecret } from './rotateSecret.ts';
import { updateSecretVersionStage } from './updateSecretVersionStage.ts';
import { writeEnvFile } from './writeEnvFile.ts';

/** Every operation, in the order tools and tables show them. */
export const operations: readonly Operation[] = [
  listAccounts,
  checkAccount,
  listSecrets,
  describeSecret,
  listSecretVersionIds,
  getSecretValue,
  batchGetSecretValue,
  compareSecrets,
  getRandomPassword,
  createSecret,
  putSecretValue,
  updateSecret,
  tagResource,
  untagResource,
  deleteSecret,
  restoreSecret,
  listProfiles,
  credentialStatus,
  refreshCredentials,
  revokeCredentials,
  getResourcePolicy,
  validateResourcePolicy,
  putResourcePolicy,
  deleteResourcePolicy,
  rotateSecret,
  cancelRotateSecret,
  updateSecretVersionStage,
  replicateSecretToRegions,
  removeRegionsFromReplication,
  stopReplicationToReplica,
  writeEnvFile,
];
