import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { processCredentials } from '../../src/aws/credentials/processCredentials.ts';
import { poll } from '../harness/poll.ts';
import { failureOf, openProfileWorld, whoIs, type ProfileWorld } from './profileWorld.ts';

const canary = 'c4nary-on-stderr-9Qx';
const limits = { ms: 20_000, bytes: 65_536 };

describe('A profile whose credentials a program prints', () => {
  let world: ProfileWorld;
  beforeEach(async () => (world = await openProfileWorld()));
  afterEach(() => world.close());

  /** Writes a program of Node and answers the command that starts it. */
  async function program(source: string, ...args: readonly string[]): Promise<string> {
    const path = join(world.folder, 'a program.mjs');
    await writeFile(path, source);
    return [process.execPath, path, ...args].map((word) => `"${word}"`).join(' ');
  }

  const credentials = (more: object = {}): string => {
    const { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey } = world.sandbox.credentials;
    return JSON.stringify({ Version: 1, AccessKeyId, SecretAccessKey, ...more });
  };
  const print = (text: string): string => `process.stdout.write(${JSON.stringify(text)});`;
  const run = async (source: string, ms = limits.ms) =>
    processCredentials({
      profile: 'a',
      command: await program(source),
      prompts: { ...world.prompts, allows: async () => true },
      limits: { ...limits, ms },
    });

  it('signs in with what it prints, once the person allowed this very command', async () => {
    world.person.allows = true;
    const command = await program(print(credentials({ Expiration: new Date(Date.now() + 3_600_000).toISOString() })));
    await world.configure('[profile a]', `credential_process=${command}`);
    assert.equal((await whoIs(world.pool(), 'a')).accountId, world.sandbox.accountId);
    assert.deepEqual(world.person.usesAsked, [{ kind: 'program', profile: 'a', command }]);
  });

  it('control: runs nothing without a yes', async () => {
    const proof = join(world.folder, 'it-ran');
    const command = await program(
      `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(proof)}, ''); ${print(credentials())}`,
    );
    await world.configure('[profile a]', `credential_process=${command}`);
    const error = await failureOf(whoIs(world.pool(), 'a'));
    assert.equal(error.code, 'not_allowed');
    assert.match(error.sentence, /profile a .*program.*The person can allow it/i);
    assert.equal(existsSync(proof), false);
    world.person.allows = true;
    await whoIs(world.pool(), 'a');
    assert.equal(existsSync(proof), true);
  });

  it('may be the source of a role', async () => {
    world.person.allows = true;
    const role = ['role_arn=arn:aws:iam::222233334444:role/reader', 'source_profile=a'];
    await world.configure('[profile b]', ...role, '[profile a]', `credential_process=${await program(print(credentials()))}`);
    assert.equal((await whoIs(world.pool(), 'b')).accountId, '222233334444');
  });

  it('lets it find the proxy and the certificates that a terminal would', async () => {
    const path = join(world.folder, 'seen');
    const source = `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(path)}, JSON.stringify(process.env)); ${print(credentials())}`;
    const given = { https_proxy: 'http://127.0.0.1:1', NO_PROXY: 'localhost', SSL_CERT_DIR: world.folder, AWS_CA_BUNDLE: 'a.pem' };
    const before = Object.keys(given).map((name) => [name, process.env[name]] as const);
    Object.assign(process.env, given);
    try {
      await run(source);
    } finally {
      for (const [name, value] of before) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    }
    const seen: Record<string, string> = JSON.parse(await readFile(path, 'utf8'));
    assert.deepEqual(Object.fromEntries(Object.keys(given).map((name) => [name, seen[name]])), given);
  });

  it('passes its words on as they stand, and shows it no variable of AWS', async () => {
    const path = join(world.folder, 'seen');
    const source = `import { writeFileSync } from 'node:fs';
      writeFileSync(${JSON.stringify(path)}, JSON.stringify({ args: process.argv.slice(2), env: Object.keys(process.env) })); ${print(credentials())}`;
    const command = `${await program(source)} --name "two words" '' plain\\ space`;
    process.env['AWS_SESSION_TOKEN'] = canary;
    try {
      await processCredentials({ profile: 'a', command, prompts: { ...world.prompts, allows: async () => true } });
    } finally {
      delete process.env['AWS_SESSION_TOKEN'];
    }
    const seen: { args: string[]; env: string[] } = JSON.parse(await readFile(path, 'utf8'));
    assert.deepEqual(seen.args, ['--name', 'two words', '', 'plain space']);
    assert.deepEqual(
      seen.env.filter((name) => name.startsWith('AWS_') && name !== 'AWS_CA_BUNDLE'),
      [],
    );
  });

  it('that hangs is stopped with everything it started', async () => {
    const path = join(world.folder, 'pid');
    const error = await failureOf(
      run(
        `import { spawn } from 'node:child_process'; import { writeFileSync } from 'node:fs';
        const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'inherit' });
        writeFileSync(${JSON.stringify(path)}, String(child.pid)); setInterval(() => undefined, 1000);`,
        4_000,
      ),
    );
    assert.equal(error.code, 'credentials_missing');
    assert.match(error.message, /did not end within 4 seconds/);
    const pid = Number(await readFile(path, 'utf8'));
    await poll(() => !isRunning(pid), { what: 'what the program started ends too' });
  });

  it('that fails says so, and what it shouted is nowhere', async () => {
    const error = await failureOf(run(`process.stderr.write('${canary}'); process.exit(1);`));
    assert.match(error.sentence, /program of profile a failed.*terminal/);
    assert.doesNotMatch(JSON.stringify([error.message, error.next, error.stack, String(error.cause)]), /c4nary/);
  });

  it('that is not there says so', async () => {
    const work = processCredentials({ profile: 'a', command: '/no/such/program', prompts: { ...world.prompts, allows: async () => true } });
    assert.match((await failureOf(work)).message, /could not be started/);
  });

  it('that prints without end is stopped', async () => {
    const error = await failureOf(run(`const more = () => process.stdout.write('x'.repeat(9000), more); more();`));
    assert.match(error.message, /printed far more than credentials/);
  });

  for (const [what, text] of [
    ['no JSON', () => `${canary} {`],
    ['another version', () => credentials({ Version: 2 })],
    ['half of it', () => JSON.stringify({ Version: 1, AccessKeyId: 'AKIAEXAMPLE000000000' })],
    ['no date for its end', () => credentials({ Expiration: 'soon' })],
  ] as const) {
    it(`that prints ${what} is refused, and nothing of it is repeated`, async () => {
      const printed = text();
      const error = await failureOf(run(print(printed)));
      assert.match(error.message, /did not print credentials of version 1/);
      assert.ok(!JSON.stringify([error.sentence, error.stack]).includes(canary));
    });
  }

  it('that prints credentials whose time is over says so', async () => {
    const error = await failureOf(run(print(credentials({ Expiration: '2001-01-01T00:00:00Z' }))));
    assert.equal(error.code, 'credentials_expired');
  });

  it('whose command needs a shell is refused with the reason, before the person is asked', async () => {
    world.person.allows = true;
    const proof = join(world.folder, 'it-ran');
    await world.configure('[profile a]', `credential_process=touch ${proof} && cat keys`);
    const error = await failureOf(whoIs(world.pool(), 'a'));
    assert.match(error.sentence, /"&" has a meaning in a shell alone, and Custody starts no shell\. Put the command into a script/);
    assert.deepEqual([world.person.usesAsked.length, existsSync(proof)], [0, false]);
  });

  it('is found by the path that programs are found by', async () => {
    const path = join(world.folder, 'my-credentials');
    await writeFile(path, `#!/bin/sh\ncat <<'END'\n${credentials()}\nEND\n`);
    await chmod(path, 0o755);
    const kept = process.env['PATH'];
    process.env['PATH'] = `${world.folder}:${kept}`;
    try {
      const found = await processCredentials({
        profile: 'a',
        command: 'my-credentials',
        prompts: { ...world.prompts, allows: async () => true },
      });
      assert.equal(found.accessKeyId, world.sandbox.credentials.accessKeyId);
    } finally {
      process.env['PATH'] = kept;
    }
  });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
