import type * as vscode from 'vscode';
import type { SecretLocation } from '../../core/operation.ts';
import type { Custody } from '../../custody.ts';
import type { AccountStore } from '../accounts/accountStore.ts';
import type { Commands } from '../commandIds.ts';
import { showingErrors } from '../operationCommands.ts';
import type { OwnChanges } from '../tree/ownChanges.ts';
import type { KeptSecrets } from './keptSecrets.ts';

interface FindCommandOptions {
  readonly state: vscode.Memento;
  readonly store: Pick<AccountStore, 'all'>;
  readonly custody: () => Promise<Custody>;
  readonly own: OwnChanges;
  readonly open: (secret: SecretLocation) => void;
}

interface FindCommand {
  readonly commands: Commands;
  /** Opens a secret's panel for the person, and remembers that it was opened. */
  readonly open: (secret: SecretLocation) => void;
  /** Forgets what is kept of accounts that are gone. */
  readonly forgetRemoved: () => Promise<void>;
  /** Keeps what is kept of an account under its new name. */
  readonly renameAccount: KeptSecrets['renameAccount'];
}

/** The command that finds a secret in all accounts. What it stands on is read at its first use. */
export function findCommand({ state, store, custody, own, open }: FindCommandOptions): FindCommand {
  const kept = async (): Promise<KeptSecrets> => (await import('./keptSecrets.ts')).createKeptSecrets(state);

  const openAndNote = (secret: SecretLocation): void => {
    open(secret);
    // The panel is what was asked for: that a list of recent secrets can't be written is no reason to say so.
    kept()
      .then(({ noteOpened }) => noteOpened(secret))
      .catch(() => undefined);
  };

  return {
    commands: {
      'custody.findSecret': () =>
        showingErrors(async () => {
          const [{ findSecret }, ready, keptSecrets] = await Promise.all([import('./secretFinder.ts'), custody(), kept()]);
          await findSecret({ custody: ready, kept: keptSecrets, own, open: openAndNote });
        }),
      'custody.findSameValues': () =>
        showingErrors(async () => {
          const [{ sameValues }, ready] = await Promise.all([import('./sameValues.ts'), custody()]);
          await sameValues(ready, openAndNote);
        }),
    },
    open: openAndNote,
    renameAccount: async (from, to) => (await kept()).renameAccount(from, to),
    async forgetRemoved() {
      try {
        const [accounts, { keepAccounts }] = await Promise.all([store.all(), kept()]);
        await keepAccounts(accounts.map(({ name }) => name));
      } catch {
        // Without a keyring nobody knows which accounts there are; opening the list looks again.
      }
    },
  };
}
