import type * as vscode from 'vscode';
import * as z from 'zod';
import type { SecretLocation } from '../../core/operation.ts';
import { thisHost } from '../accounts/accountStore.ts';

// Names, ARNs and where they are, and nothing else of a secret. The key is never given to setKeysForSync, so that it
// stays out of settings sync; it names the host, as a window on another machine has other accounts and the same state.

const location = z.object({ account: z.string(), region: z.string(), arn: z.string(), name: z.string() });
const keptSchema = z.object({ pinned: z.array(location).readonly(), recent: z.array(location).readonly() });
type Kept = z.infer<typeof keptSchema>;

const recentKept = 10;
const pinnedKept = 100;

/** Secrets that the person pinned or opened last, the latest first. */
export interface KeptSecrets {
  read(): Kept;
  isPinned(secret: SecretLocation): boolean;
  noteOpened(secret: SecretLocation): Promise<void>;
  togglePin(secret: SecretLocation): Promise<void>;
  /** Keeps an account's secrets under its new name. */
  renameAccount(from: string, to: string): Promise<void>;
  /** Forgets the secrets of every account but these. */
  keepAccounts(names: readonly string[]): Promise<void>;
}

export function createKeptSecrets(state: vscode.Memento, host: string = thisHost()): KeptSecrets {
  const key = `custody.find.${host}`;

  function read(): Kept {
    const parsed = keptSchema.safeParse(state.get(key));
    return parsed.success ? parsed.data : { pinned: [], recent: [] };
  }

  const isPinned = (secret: SecretLocation): boolean => read().pinned.some(isSame(secret));

  return {
    read,
    isPinned,
    async noteOpened(secret) {
      const { pinned, recent } = read();
      await state.update(key, { pinned, recent: putFirst(secret, recent).slice(0, recentKept) });
    },
    async togglePin(secret) {
      const { pinned, recent } = read();
      const now = isPinned(secret) ? pinned.filter((each) => !isSame(secret)(each)) : putFirst(secret, pinned).slice(0, pinnedKept);
      await state.update(key, { pinned: now, recent });
    },
    async renameAccount(from, to) {
      const { pinned, recent } = read();
      const renamed = (each: SecretLocation): SecretLocation => (each.account === from ? { ...each, account: to } : each);
      await state.update(key, { pinned: pinned.map(renamed), recent: recent.map(renamed) });
    },
    async keepAccounts(names) {
      const { pinned, recent } = read();
      const stays = ({ account }: SecretLocation): boolean => names.includes(account);
      if ([...pinned, ...recent].every(stays)) return;
      const kept = { pinned: pinned.filter(stays), recent: recent.filter(stays) };
      await state.update(key, kept.pinned.length + kept.recent.length > 0 ? kept : undefined);
    },
  };
}

function putFirst({ account, region, arn, name }: SecretLocation, others: readonly SecretLocation[]): readonly SecretLocation[] {
  const first = { account, region, arn, name };
  return [first, ...others.filter((each) => !isSame(first)(each))];
}

/** The same secret reached through two accounts is two. */
export function isSame(one: SecretLocation): (other: SecretLocation) => boolean {
  return ({ account, arn }) => account === one.account && arn === one.arn;
}
