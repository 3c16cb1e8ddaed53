import * as vscode from 'vscode';

/** SecretStorage in memory, as several windows share it. */
export function memoryStorage(entries: Readonly<Record<string, string>> = {}): vscode.SecretStorage {
  const stored = new Map(Object.entries(entries));
  const changed = new vscode.EventEmitter<vscode.SecretStorageChangeEvent>();
  return {
    onDidChange: changed.event,
    keys: async () => [...stored.keys()],
    get: async (key) => stored.get(key),
    async store(key, value) {
      stored.set(key, value);
      changed.fire({ key });
    },
    async delete(key) {
      stored.delete(key);
      changed.fire({ key });
    },
  };
}

/** SecretStorage on a machine without a keyring. */
export function missingKeyring(): vscode.SecretStorage {
  const refuse = async (): Promise<never> => {
    throw new Error('no keyring: canary-of-the-keyring');
  };
  return {
    onDidChange: new vscode.EventEmitter<vscode.SecretStorageChangeEvent>().event,
    keys: refuse,
    get: refuse,
    store: refuse,
    delete: refuse,
  };
}
