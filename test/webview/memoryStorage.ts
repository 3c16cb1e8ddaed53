import type * as vscode from 'vscode';
import { EventEmitter } from './fakeVscode.ts';

/** SecretStorage in memory, which tells nobody of changes. */
export function memoryStorage(): vscode.SecretStorage {
  const stored = new Map<string, string>();
  return {
    onDidChange: new EventEmitter<vscode.SecretStorageChangeEvent>().event,
    keys: async () => [...stored.keys()],
    get: async (key) => stored.get(key),
    store: async (key, value) => void stored.set(key, value),
    delete: async (key) => void stored.delete(key),
  };
}
