import type * as vscode from 'vscode';
import type { Account } from '../../core/account.ts';
import type { SecretLocation } from '../../core/operation.ts';
import type { SecretPart } from '../../core/secretProtocol.ts';
import type { Custody } from '../../custody.ts';
import { createSecretClipboard } from './secretClipboard.ts';
import { openSecretSession, type SecretSession } from './secretSession.ts';

interface SecretPanelsOptions {
  readonly extensionUri: vscode.Uri;
  readonly custody: () => Promise<Custody>;
  readonly editPolicy: (location: SecretLocation) => Promise<void>;
}

export interface SecretPanels extends vscode.Disposable {
  /** Opens the secret's panel, or brings it to the front; `requestedBy` is the agent that asked for it. */
  open(location: SecretLocation, requestedBy?: string): void;
  /** Takes the person to a part of a panel that is open. */
  goTo(location: SecretLocation, part: SecretPart): void;
  /** Has open panels show what their accounts are marked as, and closes those whose account is gone. */
  showAccounts(accounts: readonly Account[]): Promise<void>;
  /** Has open panels go on under the new name of their account. */
  renameAccount(from: string, to: string): void;
  /** Has open panels forget what they show, and read it from the service that answers now. */
  readAnew(): void;
}

/** The panels that show one secret each. */
export function createSecretPanels({ extensionUri, custody, editPolicy }: SecretPanelsOptions): SecretPanels {
  const sessions = new Map<string, SecretSession>();
  const clipboard = createSecretClipboard();

  function open(location: SecretLocation, requestedBy?: string): void {
    const key = keyOf(location);
    const session = sessions.get(key);
    if (session) return session.show(requestedBy);
    // Under the name that its account has by then.
    const onClosed = (closed: SecretLocation): void => void sessions.delete(keyOf(closed));
    sessions.set(key, openSecretSession({ extensionUri, custody, clipboard, location, requestedBy, editPolicy, onClosed, open }));
  }

  return {
    open,
    goTo(location, part) {
      sessions.get(keyOf(location))?.goTo(part);
    },
    async showAccounts(accounts) {
      if (sessions.size === 0) return;
      const { markOf } = await import('../../core/account.ts');
      for (const session of sessions.values()) {
        const account = accounts.find(({ name }) => name === session.location.account);
        if (account) session.showMark(markOf(account));
        else session.leave();
      }
    },
    renameAccount(from, to) {
      for (const [key, session] of sessions) {
        if (session.location.account !== from) continue;
        session.renameAccount(to);
        sessions.delete(key);
        sessions.set(keyOf(session.location), session);
      }
    },
    readAnew: () => sessions.forEach((session) => session.readAnew()),
    dispose() {
      sessions.forEach((session) => session.close());
      clipboard.dispose();
    },
  };
}

/** The same secret reached through two accounts is shown with the rights of each. */
function keyOf({ account, arn }: SecretLocation): string {
  return `${account} ${arn}`;
}
