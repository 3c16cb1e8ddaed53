import { spawn, type ChildProcess } from 'node:child_process';

export interface ProgramLimits {
  readonly ms: number;
  readonly bytes: number;
}

/** What a program printed, or how it failed. What it says on stderr is thrown away by the system. */
export type Printed = { readonly output: Buffer } | { readonly failed: 'not_started' | 'exit' | 'too_long' | 'too_much' };

// What a program needs to find its own files, the person's keyring and the way out through their proxy, as it would find
// them in a terminal. No variable that holds credentials of AWS is among them.
const passedOn = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'LANG',
  'LC_ALL',
  'TMPDIR',
  'DBUS_SESSION_BUS_ADDRESS',
  'XDG_RUNTIME_DIR',
  'DISPLAY',
  'SystemRoot',
  'USERPROFILE',
  'APPDATA',
  'LOCALAPPDATA',
  'TEMP',
  'TMP',
  'PATHEXT',
  'USERNAME',
  'HOMEDRIVE',
  'HOMEPATH',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'NODE_EXTRA_CA_CERTS',
  'REQUESTS_CA_BUNDLE',
  'AWS_CA_BUNDLE',
];

/** Runs a program without a shell. Whatever it started ends with it when it takes too long or prints too much. */
export function runProgram(program: string, args: readonly string[], limits: ProgramLimits): Promise<Printed> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      shell: false,
      windowsHide: true,
      // A group of its own, so that a kill reaches what it started.
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: Object.fromEntries(passedOn.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))),
    });
    const chunks: Buffer[] = [];
    let size = 0;
    const end = (printed: Printed): void => {
      clearTimeout(timer);
      resolve(printed);
    };
    const stop = (failed: 'too_long' | 'too_much'): void => {
      killTree(child);
      child.stdout.destroy();
      end({ failed });
    };
    const timer = setTimeout(() => stop('too_long'), limits.ms);
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limits.bytes) stop('too_much');
      else chunks.push(chunk);
    });
    child.on('error', () => end({ failed: 'not_started' }));
    child.on('close', (code) => end(code === 0 ? { output: Buffer.concat(chunks) } : { failed: 'exit' }));
  });
}

function killTree({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true }).on('error', () => undefined);
    return;
  }
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}
