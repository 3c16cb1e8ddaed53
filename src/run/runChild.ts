import { spawn, type ChildProcess, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { CustodyError } from '../core/errors.ts';
import type { ProgramEnd, ProgramStart } from '../core/programs.ts';
import type { StreamScrubber } from '../core/streamScrubber.ts';
import { atExit } from './atExit.ts';
import { bytesOf } from './bytesOf.ts';
import { endTree } from './processTree.ts';
import { windowsProgram } from './windowsProgram.ts';

/** What is left running may hold the pipes open for ever. */
const drainMs = 1_000;
const isWindows = process.platform === 'win32';

export interface ChildRun {
  readonly start: ProgramStart;
  readonly environment: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly graceMs: number;
  /** Of stdout and of stderr. */
  readonly scrubbers: readonly [StreamScrubber, StreamScrubber];
  readonly show: (scrubbed: string) => void;
}

/** Runs a program to its end, by itself, by the clock or by the signal. What it leaves running ends with it. */
export async function runChild({ start, environment, signal, graceMs, scrubbers, show }: ChildRun): Promise<Omit<ProgramEnd, 'output'>> {
  const program = await programOf(start, environment);
  const child = spawnProgram(start, program, environment);
  if (!hasStreams(child)) {
    const [thrown]: readonly unknown[] = await once(child, 'error');
    throw notStarted(start, thrown);
  }
  const kill = (): void => endTree(child, 'SIGKILL');
  const timers: NodeJS.Timeout[] = [];
  let timedOut = false;
  const stop = (): void => {
    endTree(child, 'SIGTERM');
    timers.push(setTimeout(kill, graceMs));
  };
  const onTime = (): void => {
    timedOut = true;
    stop();
  };
  const ended = Promise.withResolvers<Pick<ProgramEnd, 'exitCode' | 'signal'>>();
  // Is awaited below only: a throw before that must not leave a rejection that nobody hears.
  ended.promise.catch(() => undefined);
  child.once('error', (error) => ended.reject(notStarted(start, error)));
  child.once('exit', () => {
    timers.push(
      setTimeout(() => {
        kill();
        child.stdout.destroy();
        child.stderr.destroy();
      }, drainMs),
    );
  });
  child.once('close', (code, by) => ended.resolve({ exitCode: code ?? undefined, signal: by ?? undefined }));
  const showSome = (text: string): void => {
    if (text !== '') show(text);
  };
  for (const [index, stream] of [child.stdout, child.stderr].entries()) {
    stream.on('data', (chunk: Buffer) => showSome(scrubbers[index]?.push(chunk) ?? ''));
  }
  // A program that reads nothing closes its end; that is its own affair.
  child.stdin.on('error', () => undefined);
  child.stdin.end(start.stdin === undefined ? undefined : bytesOf(start.stdin));

  const callOff = atExit(kill);
  signal.addEventListener('abort', stop, { once: true });
  timers.push(setTimeout(onTime, start.timeoutMs));
  try {
    if (signal.aborted) stop();
    const end = await ended.promise;
    for (const scrubber of scrubbers) showSome(scrubber.end());
    signal.throwIfAborted();
    return { ...end, timedOut, redactions: scrubbers[0].redactions + scrubbers[1].redactions };
  } finally {
    for (const timer of timers) clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    callOff();
    // On Windows it is gone by now, and its number may be another's.
    if (!isWindows) kill();
  }
}

/** What to start. On Windows, a name alone is not left to the system to look for. */
async function programOf(start: ProgramStart, env: NodeJS.ProcessEnv): Promise<string> {
  const [name = ''] = start.command;
  if (!isWindows || start.shell) return name;
  const found = await windowsProgram(name, env);
  if (found === undefined) throw notStarted(start, { code: 'ENOENT' });
  return found;
}

/** Where no more files can be opened, Node gives a program without any, and an event that says why. */
function hasStreams(child: ChildProcess): child is ChildProcessWithoutNullStreams {
  return Boolean(child.stdin && child.stdout && child.stderr);
}

// Nothing is awaited in here: the event of a failure would come before anyone listens.
function spawnProgram(start: ProgramStart, program: string, env: NodeJS.ProcessEnv): ChildProcess {
  const options = {
    cwd: start.directory,
    // The shell of Windows looks for programs in the working folder first, too, unless it is told not to.
    env: isWindows && start.shell ? { ...env, NoDefaultCurrentDirectoryInExePath: '1' } : env,
    windowsHide: true,
    // A group of its own, so that an end reaches what it started.
    detached: !isWindows,
  };
  try {
    // With `shell`, Node calls /bin/sh -c, and cmd.exe on Windows.
    return start.shell ? spawn(start.command.join(' '), { ...options, shell: true }) : spawn(program, start.command.slice(1), options);
  } catch (thrown) {
    throw notStarted(start, thrown);
  }
}

/** The system's own words may repeat variables, so nothing but its code is passed on. */
function notStarted({ command: [program = ''], shell }: ProgramStart, thrown: unknown): CustodyError {
  const hasCode = typeof thrown === 'object' && thrown !== null && 'code' in thrown;
  const code = hasCode && /^[A-Z_]{2,40}$/.test(String(thrown.code)) ? ` (${String(thrown.code)})` : '';
  return new CustodyError('program_not_started', `${shell ? 'The shell' : JSON.stringify(program)} could not be started${code}.`);
}
