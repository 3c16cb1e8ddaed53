import * as vscode from 'vscode';
import type { VaultLeases } from '../../aws/credentials/vault/vaultLeases.ts';
import type { Commands } from '../commandIds.ts';
import { showingErrors } from '../operationCommands.ts';
import type { AccountStore } from './accountStore.ts';

/** Gives leases back to Vault when the person says so. */
export function leaseCommands(custody: () => Promise<{ readonly revokeLeases: () => ReturnType<VaultLeases['revoke']> }>): Commands {
  return {
    'custody.revokeLeases': () =>
      showingErrors(async () => {
        const { revoked, failed } = await (await custody()).revokeLeases();
        void vscode.window.showInformationMessage(textOf(revoked, failed));
      }),
  };
}

function textOf(revoked: number, failed: number): string {
  const given = revoked === 0 ? '' : `${plural(revoked)} given back to Vault. `;
  const kept = failed === 0 ? '' : `Vault did not take back ${plural(failed)}, which will run out by itself. `;
  return `${given}${kept}`.trim() || 'This window holds no lease of Vault.';
}

function plural(count: number): string {
  return `${count} ${count === 1 ? 'lease' : 'leases'}`;
}

/** Gives back the leases of accounts that are gone or that sign in otherwise by now, in whichever window that was done. */
export async function revokeUnused(store: Pick<AccountStore, 'all'>, leases: VaultLeases): Promise<void> {
  // Without a keyring nobody knows which accounts there are, and none is taken for removed.
  const accounts = await store.all().catch(() => undefined);
  if (accounts) await leases.keepOnly(accounts.filter((account) => account.kind === 'vault'));
}
