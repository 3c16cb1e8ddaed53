import type { Operation } from '../operation.ts';
import { checkAccount } from './checkAccount.ts';
import { createSecret } from './createSecret.ts';
import { deleteSecret } from './deleteSecret.ts';
import { describeSecret } from './describeSecret.ts';
import { getSecretValue } from './getSecretValue.ts';
import { listAccounts } from './listAccounts.ts';
import { listSecrets } from './listSecrets.ts';
import { restoreSecret } from './restoreSecret.ts';

/** Every operation, in the order tools and tables show them. */
export const operations: readonly Operation[] = [
  listAccounts,
  checkAccount,
  listSecrets,
  describeSecret,
  getSecretValue,
  createSecret,
  deleteSecret,
  restoreSecret,
];
