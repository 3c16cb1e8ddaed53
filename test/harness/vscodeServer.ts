import type { ChildProcess } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from './freePort.ts';
import { installVsCodeServer } from './installVsCodeServer.ts';
import { startMintKeyProxy } from './mintKeyProxy.ts';
import { runCommand, spawnGroup, stopGroup, type Log } from './processes.ts';

export type ServerOptions = {
  readonly userDataDir: string;
  readonly extensionsDir?: string | undefined;
  readonly port?: number | undefined;
  /** Lets a page run tests and development extensions; also hides toasts. */
  readonly smoke?: boolean | undefined;
  readonly connectionToken?: string | undefined;
  readonly env?: NodeJS.ProcessEnv | undefined;
  readonly proposedApi?: readonly string[] | undefined;
  readonly log?: Log | undefined;
};

export type VsCodeServer = {
  readonly url: string;
  readonly port: number;
  readonly stop: () => Promise<void>;
};

const startDeadlineMs = 30_000;

/** Starts VS Code's server on loopback and waits until it answers. */
export async function startVsCodeServer(options: ServerOptions): Promise<VsCodeServer> {
  const main = await installVsCodeServer(options.log ?? console.log);
  const serverPort = await freePort();
  const port = options.port ?? (await freePort());
  const access = await accessArguments(options);
  const child = spawnGroup(process.execPath, [main, ...serverArguments(options, serverPort), ...access], {
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  try {
    await listening(child, options.log);
    const keyFile = join(options.userDataDir, 'mint-key');
    const proxy = await startMintKeyProxy({ port, serverPort, keyFile, connectionToken: options.connectionToken });
    const stop = async (): Promise<void> => {
      await proxy.stop();
      await stopGroup(child);
    };
    return { url: withConnectionToken(`http://localhost:${port}/`, options.connectionToken), port, stop };
  } catch (error) {
    await stopGroup(child);
    throw error;
  }
}

/** Installs a packed extension for the server that will use this user-data folder. */
export async function installVsix(vsixPath: string, userDataDir: string): Promise<void> {
  const main = await installVsCodeServer(console.log);
  const args = [...folderArguments({ userDataDir }), '--install-extension', vsixPath, '--force'];
  await runCommand(process.execPath, [main, ...args]);
}

/** Adds to a server address the token the server asks for. */
export function withConnectionToken(url: string, token: string | undefined): string {
  if (token === undefined) return url;
  const result = new URL(url);
  result.searchParams.set('tkn', token);
  return result.href;
}

function serverArguments(options: ServerOptions, port: number): readonly string[] {
  return [
    ...folderArguments(options),
    '--host=127.0.0.1',
    `--port=${port}`,
    ...(options.smoke ? ['--enable-smoke-test-driver'] : []),
    ...(options.proposedApi ?? []).flatMap((id) => ['--enable-proposed-api', id]),
  ];
}

// In a file, because every user of the machine can read the arguments of a process.
async function accessArguments({ connectionToken, userDataDir }: ServerOptions): Promise<readonly string[]> {
  if (connectionToken === undefined) return ['--without-connection-token'];
  const file = join(userDataDir, 'connection-token');
  await mkdir(userDataDir, { recursive: true });
  await writeFile(file, connectionToken, { mode: 0o600 });
  return [`--connection-token-file=${file}`];
}

function folderArguments({ userDataDir, extensionsDir }: Pick<ServerOptions, 'userDataDir' | 'extensionsDir'>): readonly string[] {
  return [
    '--accept-server-license-terms',
    '--disable-telemetry',
    '--disable-experiments',
    `--server-data-dir=${userDataDir}`,
    `--user-data-dir=${userDataDir}`,
    `--extensions-dir=${extensionsDir ?? join(userDataDir, 'extensions')}`,
  ];
}

function listening(child: ChildProcess, log: Log | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    const fail = (reason: string): void => reject(new Error(`Read why the VS Code server ${reason}: ${output.slice(-800)}`));
    const timer = setTimeout(() => fail('did not start'), startDeadlineMs);
    const read = (chunk: Buffer): void => {
      log?.(chunk.toString().trimEnd());
      if (output.length > 100_000) return;
      output += chunk.toString();
      if (!output.includes('Extension host agent listening on')) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', () => {
      clearTimeout(timer);
      fail('ended at once');
    });
  });
}
