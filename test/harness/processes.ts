import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';

/** Where progress lines go. */
export type Log = (line: string) => void;

const running = new Set<ChildProcess>();
let watchingExit = false;

/** Starts a command in a process group of its own, which dies with this process at the latest. */
export function spawnGroup(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  watchExit();
  const child = spawn(command, args, { ...options, detached: process.platform !== 'win32' });
  running.add(child);
  return child;
}

/** Ends a command and everything it started, and waits until it is gone. */
export async function stopGroup(child: ChildProcess): Promise<void> {
  const gone = child.exitCode !== null || child.signalCode !== null ? undefined : once(child, 'exit');
  killGroup(child);
  await gone;
  running.delete(child);
}

/** Runs a command to its end and returns what it printed; fails with the end of its output. */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: SpawnOptions & { readonly log?: Log } = {},
): Promise<string> {
  const { log, ...spawnOptions } = options;
  const child = spawnGroup(command, args, { ...spawnOptions, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const collect = (chunk: Buffer): void => {
    output += chunk.toString();
    for (const line of chunk.toString().split('\n')) if (line.trim() !== '') log?.(line.trimEnd());
  };
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  try {
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`Fix what made "${command} ${args.join(' ')}" end with ${code}: ${output.slice(-800)}`);
    return output;
  } finally {
    running.delete(child);
  }
}

/** Runs the npm that started this process, or the one on the PATH. */
export function runNpm(args: readonly string[], options: SpawnOptions & { readonly log?: Log }): Promise<string> {
  const npm = process.env['npm_execpath'];
  if (npm?.endsWith('.js')) return runCommand(process.execPath, [npm, ...args], options);
  return runCommand('npm', args, { ...options, shell: process.platform === 'win32' });
}

// A detached child outlives Ctrl-C, so a server would be left behind on every interrupted run.
function watchExit(): void {
  if (watchingExit) return;
  watchingExit = true;
  process.once('exit', () => {
    for (const child of running) killGroup(child);
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => process.exit(signal === 'SIGINT' ? 130 : 143));
  }
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') spawn('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' });
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The group is gone already.
  }
}
