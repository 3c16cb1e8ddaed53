import { AsyncLocalStorage } from 'node:async_hooks';

const kept = 5;
const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

// Requests are sent several layers below the call they belong to, and some, such as who we are, serve calls side by side.
const calls = new AsyncLocalStorage<Set<string>>();

/** Runs a call so that the ids of requests sent in it are known to it. */
export function collectRequestIds<T>(work: () => Promise<T>): Promise<T> {
  return calls.run(new Set(), work);
}

/** Notes what AWS calls a request, for the call in hand. What is no id of AWS's could be anything, and is left out. */
export function noteRequestId(id: unknown): void {
  const ids = calls.getStore();
  if (!ids || typeof id !== 'string' || !uuid.test(id)) return;
  ids.delete(id);
  ids.add(id);
  const oldest = ids.values().next();
  if (ids.size > kept && !oldest.done) ids.delete(oldest.value);
}

/** The last ids of the call in hand, oldest first; nothing where none was sent. */
export function requestIds(): { readonly requestIds?: readonly string[] } {
  const ids = calls.getStore();
  return ids && ids.size > 0 ? { requestIds: [...ids] } : {};
}
