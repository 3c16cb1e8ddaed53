import type { Account } from '../../core/account.ts';
import { variablesOf } from '../../core/environmentNames.ts';

/** What each kind of account is called, and drawn as. */
export const accountKinds: Readonly<Record<Account['kind'], { readonly word: string; readonly icon: string }>> = {
  profile: { word: 'profile', icon: 'account' },
  role: { word: 'role', icon: 'person-add' },
  keys: { word: 'access keys', icon: 'key' },
  environment: { word: 'environment', icon: 'symbol-variable' },
  webIdentity: { word: 'web identity', icon: 'file-symlink-file' },
  vault: { word: 'Vault', icon: 'vm-active' },
  sandbox: { word: 'sandbox', icon: 'beaker' },
};

/** Where its credentials come from, in a word or two. Nothing of the credential itself. */
export function sourceOf(account: Account): string {
  switch (account.kind) {
    case 'sandbox':
      return 'sandbox';
    case 'profile':
      return account.profile;
    case 'role':
    case 'webIdentity':
      return account.roleArn.split('/').at(-1) ?? '';
    case 'keys':
      return 'access keys';
    case 'environment':
      return variablesOf(account.prefix).accessKeyId;
    case 'vault':
      return `Vault ${account.mount}/${account.path}/${account.role}`;
  }
}

/** What a tooltip says beyond the row: whom a role is assumed from, and each address that is not AWS's own. */
export function tooltipOf(account: Account): readonly string[] {
  if (account.kind === 'sandbox') return [];
  const { secretsmanager, sts = secretsmanager } = account.endpoints ?? {};
  return [
    account.kind === 'role' && account.source !== undefined ? `Assumed from ${account.source}.` : '',
    account.kind === 'webIdentity' ? `Token file: ${account.tokenFile}.` : '',
    account.kind === 'vault'
      ? `Vault: ${account.address}${account.namespace === undefined ? '' : `, namespace ${account.namespace}`}.`
      : '',
    secretsmanager === undefined ? '' : `Endpoint: ${secretsmanager}${sts === secretsmanager ? '' : `, STS: ${sts}`}.`,
  ].filter(Boolean);
}
