import type { SandboxOperation } from '../sandboxOperation.ts';
import { batchGetSecretValue } from './batchGetSecretValue.ts';
import { cancelRotateSecret } from './cancelRotateSecret.ts';
import { createSecret } from './createSecret.ts';
import { deleteResourcePolicy } from './deleteResourcePolicy.ts';
import { deleteSecret } from './deleteSecret.ts';
import { describeSecret } from './describeSecret.ts';
import { getRandomPassword } from './getRandomPassword.ts';
import { getResourcePolicy } from './getResourcePolicy.ts';
import { getSecretValue } from './getSecretValue.ts';
import { listSecrets } from './listSecrets.ts';
import { listSecretVersionIds } from './listSecretVersionIds.ts';
import { putResourcePolicy } from './putResourcePolicy.ts';
import { putSecretValue } from './putSecretValue.ts';
import { removeRegionsFromReplication } from './removeRegionsFromReplication.ts';
import { replicateSecretToRegions } from './replicateSecretToRegions.ts';
import { restoreSecret } from './restoreSecret.ts';
import { rotateSecret } from './rotateSecret.ts';
import { stopReplicationToReplica } from './stopReplicationToReplica.ts';
import { tagResource } from './tagResource.ts';
import { untagResource } from './untagResource.ts';
import { updateSecret } from './updateSecret.ts';
import { updateSecretVersionStage } from './updateSecretVersionStage.ts';
import { validateResourcePolicy } from './validateResourcePolicy.ts';

/** Every Secrets Manager operation the sandbox answers. */
export const sandboxOperations: readonly SandboxOperation[] = [
  batchGetSecretValue,
  cancelRotateSecret,
  createSecret,
  deleteResourcePolicy,
  deleteSecret,
  describeSecret,
  getRandomPassword,
  getResourcePolicy,
  getSecretValue,
  listSecrets,
  listSecretVersionIds,
  putResourcePolicy,
  putSecretValue,
  removeRegionsFromReplication,
  replicateSecretToRegions,
  restoreSecret,
  rotateSecret,
  stopReplicationToReplica,
  tagResource,
  untagResource,
  updateSecret,
  updateSecretVersionStage,
  validateResourcePolicy,
];
