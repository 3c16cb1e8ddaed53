import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as esbuild from 'esbuild';
import type { SandboxCredentials } from '../../src/sandbox/credentials.ts';

/** Where a host ends itself: before or after a line of its log is on disk, or with half of it written. */
export type OwnEnd = 'before sending' | 'half sending' | 'after sending' | 'before outcome' | 'half outcome' | 'after outcome';

export interface HostCall {
  readonly name: 'create_secret' | 'delete_secret' | 'restore_secret';
  readonly input: Readonly<Record<string, unknown>>;
}

export interface HostOrder {
  readonly endpoint: string;
  readonly credentials: SandboxCredentials;
  /** Where the audit logs are. */
  readonly folder: string;
  readonly call?: HostCall;
  readonly end?: OwnEnd;
  /** The defence off: everything left over is done again without a look. */
  readonly blind?: boolean;
}

export type HostReport =
  | { readonly kind: 'settled'; readonly settled: readonly { readonly secret: string; readonly result: string }[] }
  | { readonly kind: 'ended'; readonly result: string };

export interface HostEnd {
  readonly settled: readonly { readonly secret: string; readonly result: string }[];
  /** How its call ended, or undefined when it was killed before it knew. */
  readonly result: string | undefined;
}

export interface Hosts {
  /** Starts one and resolves when its process has ended; `onStart` gets a way to kill it. */
  run(order: HostOrder, onStart?: (kill: () => void) => void): Promise<HostEnd>;
  close(): Promise<void>;
}

/** Bundled once, as the extension is: two hundred starts of the sources would take minutes. */
export async function prepareHosts(): Promise<Hosts> {
  const out = resolve(import.meta.dirname, '..', '..', 'out');
  await mkdir(out, { recursive: true });
  const folder = await mkdtemp(join(out, 'killed-'));
  const bundle = join(folder, 'killedHost.mjs');
  await esbuild.build({
    entryPoints: [join(import.meta.dirname, 'killedHost.ts')],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    mainFields: ['module', 'main'],
    conditions: ['module', 'import'],
    logLevel: 'warning',
    banner: { js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);" },
  });
  return {
    async run(order, onStart) {
      const child = fork(bundle, [JSON.stringify(order)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
      onStart?.(() => void child.kill('SIGKILL'));
      return watch(child);
    },
    close: () => rm(folder, { recursive: true }),
  };
}

async function watch(child: ChildProcess): Promise<HostEnd> {
  let settled: HostEnd['settled'] = [];
  let result: string | undefined;
  child.on('message', (report: HostReport) => {
    if (report.kind === 'settled') settled = report.settled;
    else result = report.result;
  });
  const [code, signal]: unknown[] = await once(child, 'exit');
  if (signal !== 'SIGKILL' && code !== 0) throw new Error(`A host ended with ${String(code ?? signal)}.`);
  return { settled, result };
}
