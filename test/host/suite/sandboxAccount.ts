import type { Account } from '../../../src/core/account.ts';
import { thisHost } from '../../../src/vscode/accounts/accountStore.ts';

/** A sandbox account as custody.addSandbox makes it. */
export function sandboxAccount(name: string): Account {
  return { kind: 'sandbox', name, regions: ['eu-west-1', 'us-east-1'], access: 'destroy', host: thisHost() };
}
