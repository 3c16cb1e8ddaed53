import { randomBytes } from 'node:crypto';
import type * as vscode from 'vscode';

const prefix = 'custody.auditKey.';

/** What names in the audit log are keyed with, in SecretStorage. */
export interface AuditKeys {
  /** The key that this window writes with, made at the first use. */
  readonly current: () => Promise<Uint8Array>;
  /** Every key that a window may have written with. */
  readonly all: () => Promise<readonly Uint8Array[]>;
}

/** Two windows may make a key at once. Each stays, so that lines written with either can be found. */
export function createAuditKeys(secrets: Pick<vscode.SecretStorage, 'keys' | 'get' | 'store'>): AuditKeys {
  let current: Promise<Uint8Array> | undefined;

  async function all(): Promise<readonly Uint8Array[]> {
    const names = (await secrets.keys()).filter((name) => name.startsWith(prefix)).sort();
    const stored = await Promise.all(names.map((name) => secrets.get(name)));
    return stored.flatMap((text) => (text === undefined ? [] : [Buffer.from(text, 'base64')]));
  }

  async function find(): Promise<Uint8Array> {
    const [found] = await all();
    if (found) return found;
    const { keyBytes } = await import('../../core/auditNames.ts');
    const made = randomBytes(keyBytes);
    await secrets.store(`${prefix}${randomBytes(8).toString('hex')}`, made.toString('base64'));
    return made;
  }

  return {
    all,
    current() {
      current ??= find();
      current.catch(() => (current = undefined));
      return current;
    },
  };
}
