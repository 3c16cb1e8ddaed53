import * as vscode from 'vscode';
import type { VaultLeases } from '../../aws/credentials/vault/vaultLeases.ts';
import type { Commands } from '../commandIds.ts';
import { showingErrors } from '../operationCommands.ts';
import type { AccountStore } from './accountStore.ts';

/** Gives leases back to Vault when the person says so. */
export function leaseCommands(custody: () => Promise<{ readonly leases: VaultLeases }>): Commands {
  return {
    'custody.revokeLeases': () =>
      showingErrors(async () => {
        const { leases } = await custody();
        const { revoked, failed } = await leases.revoke();
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

/** Gives back the leases of accounts that are gone, in whichever window they were removed. */
export async function revokeRemoved(store: Pick<AccountStore, 'all'>, leases: VaultLeases): Promise<void> {
  const holders = leases.holders();
  if (holders.length === 0) return;
  // Without a keyring nobody knows which accounts there are, and none is taken for removed.
  const accounts = await store.all().catch(() => undefined);
  if (!accounts) return;
  const removed = holders.filter((name) => !accounts.some((account) => account.name === name && account.kind === 'vault'));
  await Promise.all(removed.map((name) => leases.revoke(name)));
}
