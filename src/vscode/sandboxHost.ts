import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type * as vscode from 'vscode';
import type { Sandbox } from '../sandbox/server.ts';

export interface SandboxHost extends vscode.Disposable {
  /** Starts the sandbox at its first use; its sample secrets outlive a reload. */
  running(): Promise<Sandbox>;
}

export function createSandboxHost(storage: vscode.Uri): SandboxHost {
  let starting: Promise<Sandbox> | undefined;

  async function start(): Promise<Sandbox> {
    const { startSandbox } = await import('../sandbox/server.ts');
    await mkdir(storage.fsPath, { recursive: true, mode: 0o700 });
    return startSandbox({ seed: true, file: join(storage.fsPath, 'sandbox.json') });
  }

  return {
    running() {
      starting ??= start();
      starting.catch(() => (starting = undefined));
      return starting;
    },
    dispose() {
      void starting?.then((sandbox) => sandbox.close());
    },
  };
}
