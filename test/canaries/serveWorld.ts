import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { connectOldClient } from '../contract/mcpClients.ts';
import type { Canary } from './canaries.ts';
import { put } from './coreWorld.ts';
import { filesBelow } from './readers.ts';
import type { Held } from './scanner.ts';

const script = fileURLToPath(new URL('../../src/serve.ts', import.meta.url));
const startLine = z.object({
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  sandbox: z.object({
    endpoint: z.string(),
    region: z.string(),
    credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
  }),
});
const firstReads = 20;

export interface Served {
  readonly stdout: readonly Held[];
  readonly stderr: readonly Held[];
  readonly audit: readonly Held[];
}

/** Runs the server as a process of its own, has an agent read and make secrets in it, and keeps what it printed and wrote. */
export async function serveCanaries(canaries: readonly Canary[]): Promise<Served> {
  const folder = await mkdtemp(join(tmpdir(), 'custody-canaries-'));
  const printed = await runChild([script, '--audit', folder, '--approvals', 'prompt'], async (line, answer) => {
    const { url, headers, sandbox } = startLine.parse(JSON.parse(line));
    const aws = new SecretsManagerClient(sandbox);
    await put(aws, canaries);
    aws.destroy();
    const client = await connectOldClient({ url, headers });
    await client.list();
    // As many as an agent gets at once from one account, then one of each shape that was not among them.
    for (const { name } of canaries.slice(0, firstReads)) await client.call('get_secret_value', { secret_id: name });
    for (const { name, value } of canaries.slice(0, 2)) {
      await client.call('describe_secret', { secret_id: value });
      const asked = client.call('delete_secret', { secret_id: name });
      await answer('\n');
      await asked;
    }
    await client.close();
  });
  const audit = await filesBelow(folder);
  await rm(folder, { recursive: true });
  return { ...printed, audit };
}

type Answer = (text: string) => Promise<void>;

/** Runs a child of this process until the work with it is done; the work is given its first line. */
export async function runChild(
  args: readonly string[],
  work: (line: string, answer: Answer, ended: Promise<unknown>) => Promise<void>,
): Promise<{ readonly stdout: readonly Held[]; readonly stderr: readonly Held[] }> {
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  const closed = once(child, 'close');
  try {
    const [line] = await once(createInterface({ input: child.stdout }), 'line');
    let answered = 0;
    const answer: Answer = async (text) => {
      answered += 1;
      while (Buffer.concat(stderr).toString().split('press Enter to refuse').length <= answered) await once(child.stderr, 'data');
      child.stdin.write(text);
    };
    await work(String(line), answer, closed);
  } finally {
    child.kill('SIGTERM');
    await closed;
  }
  return { stdout: [{ where: 'stdout', bytes: Buffer.concat(stdout) }], stderr: [{ where: 'stderr', bytes: Buffer.concat(stderr) }] };
}
