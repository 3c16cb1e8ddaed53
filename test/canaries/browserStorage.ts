import type { Page } from 'playwright-core';
import { heldText, type Held } from './scanner.ts';

/** All that the window keeps in the browser: both storages and every database. */
export async function browserStorage(page: Page): Promise<readonly Held[]> {
  const text = await page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.addEventListener('success', () => resolve(request.result));
        request.addEventListener('error', () => reject(new Error('A database could not be read.')));
      });
    const kept: unknown[] = [{ ...localStorage }, { ...sessionStorage }];
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await done(indexedDB.open(name));
      for (const store of database.objectStoreNames) {
        const objects = database.transaction(store).objectStore(store);
        kept.push(store, await done(objects.getAllKeys()), await done(objects.getAll()));
      }
      database.close();
    }
    const seen = (_key: string, value: unknown): unknown => (value instanceof Uint8Array ? new TextDecoder().decode(value) : value);
    return JSON.stringify(kept, seen);
  });
  return [heldText('browser storage', text)];
}
