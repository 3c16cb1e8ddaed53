import assert from 'node:assert/strict';
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { findBrokenLine } from '../../src/core/audit.ts';
import { operations } from '../../src/core/operations/index.ts';
import { toolsOf } from '../../src/mcp/tools.ts';
import { clients, connectOldClient } from './mcpClients.ts';

const script = fileURLToPath(new URL('../../src/serve.ts', import.meta.url));
const startLine = z.strictObject({
  url: z.string().regex(/^http:\/\/127\.0\.0\.1:\d+\/mcp$/),
  headers: z.strictObject({ Authorization: z.string().regex(/^Bearer [0-9a-f]{64}$/) }),
  account: z.string(),
  sandbox: z.strictObject({
    endpoint: z.string(),
    region: z.string(),
    credentials: z.strictObject({ accessKeyId: z.string(), secretAccessKey: z.string() }),
  }),
});

interface Serving extends z.infer<typeof startLine> {
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
}

const token = 'a-token-of-the-environment-4Rw9';

describe('The server without an editor', () => {
  let audit: string;
  let serving: Serving | undefined;

  beforeEach(async () => {
    audit = await mkdtemp(join(tmpdir(), 'custody-serve-'));
  });

  afterEach(async () => {
    serving?.child.kill('SIGKILL');
    serving = undefined;
    await rm(audit, { recursive: true });
  });

  async function serve(...options: string[]): Promise<Serving> {
    const child = spawn(process.execPath, [script, '--audit', audit, ...options], {
      stdio: ['pipe', 'pipe', 'pipe'],
      cwd: audit,
      env: { ...process.env, SHOP_TOKEN: token },
    });
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
    const line = await Promise.race([
      once(createInterface({ input: child.stdout }), 'line').then(([first]) => String(first)),
      once(child, 'close').then(([code]) => Promise.reject(new Error(`ended with ${code}: ${complaint}`))),
    ]);
    serving = { ...startLine.parse(JSON.parse(line)), child };
    return serving;
  }

  it('lists the secrets of the sandbox to both generations of client', async () => {
    const address = await serve();
    for (const connect of clients) {
      const client = await connect(address);
      const listed = await client.call('list_secrets', { account: address.account });
      assert.equal(listed.isError, false, listed.text);
      assert.match(listed.text, /^\d+ secrets \(name\|changed\)\n\S+/);
      await client.close();
    }
  });

  it('deletes nothing where nobody can be asked, and says so', async () => {
    const client = await connectOldClient(await serve());
    const [, line = ''] = (await client.call('list_secrets')).text.split('\n');
    const [name] = line.split('|');
    const refused = await client.call('delete_secret', { secret_id: name });
    assert.equal(refused.isError, true);
    assert.match(refused.text, /nobody can be asked here\. Run this in VS Code/);
    assert.doesNotMatch((await client.call('describe_secret', { secret_id: name })).text, /scheduled for deletion/);
    await client.close();
  });

  it('asks on the terminal with --approvals prompt, and takes an empty line as a no', async () => {
    const address = await serve('--approvals', 'prompt');
    const client = await connectOldClient(address);
    const answer = async (text: string): Promise<string> => {
      const asked = heard(address.child.stderr, 'press Enter to refuse: ');
      const called = client.call('create_secret', { name: 'made/here', value: 'generate' });
      await asked;
      address.child.stdin.write(`${text}\n`);
      return (await called).text;
    };
    assert.match(await answer(''), /^The person declined: Create made\/here\./);
    assert.match(await answer('yes'), /^Created made\/here/);
    await client.close();
  });

  it('stores a variable of its own environment and writes it to a .env file of its folder, and shows it nowhere', async () => {
    const address = await serve('--approvals', 'prompt');
    const client = await connectOldClient(address);
    const allowed = async (name: string, input: Record<string, unknown>): Promise<string> => {
      const asked = heard(address.child.stderr, 'press Enter to refuse: ');
      const called = client.call(name, input);
      await asked;
      address.child.stdin.write('yes\n');
      return (await called).text;
    };
    const made = await allowed('create_secret', { name: 'made/shop-token', value: 'environment', from: 'SHOP_TOKEN' });
    assert.match(made, /^Created made\/shop-token/);
    assert.equal(await allowed('write_env_file', { secret_id: 'made/shop-token', path: '.env' }), 'Wrote SHOP_TOKEN to .env.');
    assert.equal(await readFile(join(audit, '.env'), 'utf8'), `SHOP_TOKEN=${token}\n`);
    await client.close();
    const [log = ''] = (await readdir(audit)).filter((name) => name.endsWith('.jsonl'));
    const written = await readFile(join(audit, log), 'utf8');
    assert.match(written, /write_env_file/);
    assert.ok(!written.includes(token));
  });

  it('runs a command with secrets in its own folder after a yes', async () => {
    const address = await serve('--approvals', 'prompt');
    const client = await connectOldClient(address);
    const asked = heard(address.child.stderr, 'press Enter to refuse: ');
    const called = client.call('run_with_secrets', {
      command: [process.execPath, '-e', 'console.log(process.cwd(), process.env.A.length > 20, process.env.A)'],
      env: { A: '{{resolve:secretsmanager:dev/orders/postgres}}' },
    });
    await asked;
    address.child.stdin.write('yes\n');
    const { text } = await called;
    assert.match(text, /^Exit code 0\./);
    assert.ok(text.endsWith(`| ${audit} true [redacted]`), text);
    await client.close();
  });

  it('offers the sets of tools it is told to, at the level it is told', async () => {
    const client = await connectOldClient(await serve('--toolsets', 'core', '--access', 'list'));
    assert.deepEqual(
      (await client.list()).map(({ name }) => name),
      toolsOf(operations, ['core']).map(({ name }) => name),
    );
    assert.match(
      (await client.call('delete_secret', { secret_id: 'any' })).text,
      /needs the access level "destroy", and agents have "list"/,
    );
    await client.close();
  });

  it('names a wrong option and ends', async () => {
    await assert.rejects(serve('--toolsets', 'nonsense'), /ended with 2: --toolsets takes all, core, use, .*"nonsense" is none of them/);
    await assert.rejects(serve('--access', 'root'), /ended with 2: --access takes off, list/);
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`ends cleanly on ${signal}, leaving a whole log that only its owner can read`, async () => {
      const { child, ...address } = await serve();
      const client = await connectOldClient(address);
      await client.call('list_secrets');
      child.kill(signal);
      assert.deepEqual(await once(child, 'exit'), [0, null]);
      await assert.rejects(fetch(address.url));

      const [file = '', ...others] = await readdir(audit);
      assert.deepEqual(others, []);
      assert.equal((await stat(audit)).mode & 0o777, 0o700);
      assert.equal((await stat(join(audit, file))).mode & 0o777, 0o600);
      const lines = (await readFile(join(audit, file), 'utf8')).trimEnd().split('\n');
      assert.equal(lines.length, 2);
      assert.equal(findBrokenLine(lines), undefined);
    });
  }
});

/** Resolves when the stream has said this. */
function heard(stream: Readable, words: string): Promise<void> {
  return new Promise((resolve) => {
    let said = '';
    const onData = (chunk: Buffer): void => {
      said += chunk.toString();
      if (!said.includes(words)) return;
      stream.off('data', onData);
      resolve();
    };
    stream.on('data', onData);
  });
}
