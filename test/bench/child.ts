import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

const address = z.object({ url: z.string(), headers: z.record(z.string(), z.string()) });
const memory = z.object({ heapBytes: z.number(), rssBytes: z.number() });
const command = z.enum(['memory']);

/** Where a process of the bench listens and what it must be sent with each request. */
export type Address = z.infer<typeof address>;

/** Bytes of a process, its heap after a collection. */
export type Memory = z.infer<typeof memory>;

/** A server in a process of its own. */
export interface Child extends Address {
  memory(): Promise<Memory>;
  stop(): Promise<void>;
}

/** Starts a module beside this one as a server, and waits until it listens. */
export async function startChild(module: string, args: readonly string[]): Promise<Child> {
  const child = fork(fileURLToPath(new URL(module, import.meta.url)), args, { execArgv: ['--expose-gc'] });
  const started = address.parse(await nextMessage(child));
  return {
    ...started,
    async memory() {
      const answer = nextMessage(child);
      child.send('memory');
      return memory.parse(await answer);
    },
    async stop() {
      // One that ended early tells of its end no more.
      if (!child.connected) return;
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };
}

/** The next message of a child, or a failure when it ends first. */
async function nextMessage(child: ChildProcess): Promise<unknown> {
  const over = new AbortController();
  try {
    const ended = once(child, 'exit', { signal: over.signal }).then(([code]) => {
      throw new Error(`A process of the bench ended early, with ${code}.`);
    });
    const [message]: unknown[] = await Promise.race([once(child, 'message', { signal: over.signal }), ended]);
    return message;
  } finally {
    over.abort();
  }
}

/** The child's side: serves, answers questions about its memory, and ends with its parent. */
export async function serveChild({ start }: { readonly start: () => Promise<Address> }): Promise<void> {
  process.once('disconnect', () => process.exit(0));
  const started = await start();
  process.on('message', (message) => {
    if (command.parse(message) === 'memory') process.send?.(memoryNow());
  });
  process.send?.(started);
}

/** Heap after two collections: the first leaves what finalizers hold. */
export function memoryNow(): Memory {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  return { heapBytes: heapUsed, rssBytes: rss };
}
