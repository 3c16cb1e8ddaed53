import * as vscode from 'vscode';
import type { AccessLevel, Account } from '../../core/account.ts';
import type { AccountStore } from './accountStore.ts';
import { storedAccount } from './storedAccount.ts';

const levels: readonly { readonly label: AccessLevel; readonly description: string }[] = [
  { label: 'off', description: 'agents do not see this account' },
  { label: 'list', description: 'names of secrets' },
  { label: 'describe', description: 'and their metadata' },
  { label: 'use', description: 'and have a value shown to you or used, never read by the agent' },
  { label: 'write', description: 'and create, change or restore, each after your click' },
  { label: 'destroy', description: 'and delete, each after your click' },
];

/** Asks what agents may do in an account, and keeps it. Escape leaves it as it was. */
export async function setAccess({ name, access }: Account, store: AccountStore): Promise<void> {
  const picked = await vscode.window.showQuickPick(
    levels.map((level) => ({ ...level, detail: level.label === access ? 'as it is now' : '' })),
    {
      title: `What may agents do in ${name}?`,
      placeHolder: 'Each level includes those above it. No level lets an agent read a value.',
      ignoreFocusOut: true,
    },
  );
  if (picked) await store.save({ ...(await storedAccount(name, store)), access: picked.label });
}
