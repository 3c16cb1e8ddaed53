import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import * as z from 'zod';
import { secretSchema } from './secret.ts';
import type { Vault } from './secret.ts';

const fileSchema = z.object({
  format: z.literal(1),
  vaults: z.array(z.object({ account: z.string(), region: z.string(), secrets: z.array(secretSchema) })),
});

export type Store = {
  readonly isNew: boolean;
  readonly vaultOf: (account: string, region: string) => Vault;
  readonly removeExpired: (now: number) => void;
  readonly save: () => void;
};

/**
 * Keeps every (account, region)'s secrets in memory and, when a file is given,
 * on disk. The file holds the values in plain text: it is the sandbox's own
 * storage of its sample secrets, readable by its owner only (0600).
 */
export function openStore(file: string | undefined): Store {
  const vaults = new Map<string, { account: string; region: string; secrets: Vault }>();

  function vaultOf(account: string, region: string): Vault {
    const key = `${account}/${region}`;
    const known = vaults.get(key);
    if (known) return known.secrets;
    const secrets: Vault = new Map();
    vaults.set(key, { account, region, secrets });
    return secrets;
  }

  function removeExpired(now: number): void {
    for (const { secrets } of vaults.values()) {
      for (const secret of secrets.values()) {
        if (secret.deleteAfter !== undefined && secret.deleteAfter <= now) secrets.delete(secret.name);
      }
    }
  }

  // Synchronous on purpose: a change is answered only once it is on disk, and
  // two changes can never write over each other.
  function save(): void {
    if (file === undefined) return;
    const content = [...vaults.values()].map((vault) => ({
      ...vault,
      secrets: [...vault.secrets.values()],
    }));
    const temporary = `${file}.${randomUUID()}.tmp`;
    try {
      writeFileSync(temporary, JSON.stringify({ format: 1, vaults: content }), {
        mode: 0o600,
        flag: 'wx',
      });
      renameSync(temporary, file);
    } finally {
      rmSync(temporary, { force: true });
    }
  }

  const saved = file === undefined ? undefined : readSaved(file);
  for (const vault of saved ?? []) {
    const secrets = vaultOf(vault.account, vault.region);
    for (const secret of vault.secrets) secrets.set(secret.name, secret);
  }
  return { isNew: saved === undefined, vaultOf, removeExpired, save };
}

function readSaved(file: string): z.infer<typeof fileSchema>['vaults'] | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  // The parser's own message would quote the file, and the file holds values.
  const parsed = fileSchema.safeParse(parseJson(text));
  if (!parsed.success) throw new Error(`${file} is not a sandbox file. Move it away or choose another.`);
  return parsed.data.vaults;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
