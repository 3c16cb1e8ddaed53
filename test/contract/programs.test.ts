import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve as resolvePath } from 'node:path';
import { CustodyError } from '../../src/core/errors.ts';
import type { ProgramEnd, ProgramsPort, ProgramStart } from '../../src/core/programs.ts';
import { createRedactor, type Redactor } from '../../src/core/redact.ts';
import { SecretText } from '../../src/core/secretText.ts';
import { createPrograms } from '../../src/run/programs.ts';
import { hasEnded } from '../harness/hasEnded.ts';
import { poll as pollFor } from '../harness/poll.ts';

const value = `Xk29$mQp!vL4 "t8R" 'wN3'\\bHs7é密`;
const other = 'another-Known-Value-77';
const poll = (ask: () => boolean, { what }: { readonly what: string }): Promise<true> =>
  pollFor(() => ask() && true, { what, deadlineMs: 100_000 });
const onLinux = process.platform === 'linux';

describe('createPrograms', () => {
  // Programs that start programs: a loaded machine takes its time.
  let root: string;
  let folder: string;
  let temp: string;
  let redactor: Redactor;
  let programs: ProgramsPort;
  let told: string[];
  const inherited: NodeJS.ProcessEnv = { ...process.env };

  beforeEach(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), 'custody-programs-')));
    [folder, temp] = [join(root, 'open'), join(root, 'temp')];
    await Promise.all([folder, temp, join(folder, 'inner')].map((path) => mkdir(path, { recursive: true })));
    redactor = createRedactor();
    told = [];
    programs = createPrograms({ redactor, folders: () => [folder], temp, environment: () => inherited, graceMs: 400 });
  });
  afterEach(() => rm(root, { recursive: true }));

  const start = (source: string, more: Partial<ProgramStart> = {}): ProgramStart => ({
    command: [process.execPath, '-e', source],
    shell: false,
    directory: folder,
    variables: new Map(),
    files: new Map(),
    stdin: undefined,
    timeoutMs: 30_000,
    ...more,
  });
  const run = (source: string, more: Partial<ProgramStart> = {}, signal = new AbortController().signal): Promise<ProgramEnd> =>
    programs.run(start(source, more), signal, (text) => told.push(text));
  const inVariable = { variables: new Map([['TOKEN', SecretText.of(value)]]) };

  async function refusal(work: Promise<unknown>): Promise<CustodyError> {
    const error = await work.then(
      () => assert.fail('It was done.'),
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof CustodyError, String(error));
    assert.doesNotMatch(error.sentence, /Xk29|vL4/);
    return error;
  }

  /** Says how the program got the value without printing it. */
  const hashOf = (expression: string): string => `console.log(require('crypto').createHash('sha256').update(${expression}).digest('hex'));`;
  const hash = spawnSync(process.execPath, ['-e', hashOf(`require('fs').readFileSync(0)`)], { input: value }).stdout.toString();

  it('gives a value in a variable', async () => {
    assert.deepEqual(await run(hashOf('process.env.TOKEN'), inVariable), {
      exitCode: 0,
      signal: undefined,
      timedOut: false,
      output: hash,
      redactions: 0,
    });
  });

  it('gives a value on stdin, and an end of it where there is none', async () => {
    const read = hashOf(`require('fs').readFileSync(0)`);
    assert.equal((await run(read, { stdin: SecretText.of(value) })).output, hash);
    assert.match((await run(`console.log(require('fs').readFileSync(0).length)`)).output, /^0$/m);
  });

  it('gives a value in a file that its owner alone may read, in a folder of its own, and removes both', async () => {
    const source = `const fs = require('fs'); const path = process.env.KEY_FILE; ${hashOf('fs.readFileSync(path)')}
      const mode = (of) => (fs.statSync(of).mode & 0o777).toString(8);
      console.log(mode(path), mode(require('path').dirname(path)), path);`;
    const { output } = await run(source, { files: new Map([['KEY_FILE', SecretText.of(value)]]) });
    const [, modes = ''] = output.split('\n');
    assert.ok(output.startsWith(hash), output);
    assert.match(modes, /^600 700 /);
    const path = modes.slice(8);
    assert.ok(path.startsWith(temp), path);
    assert.equal(existsSync(path), false);
    assert.deepEqual(await readdir(temp), []);
  });

  it('gives a binary value as its bytes in a file and on stdin', async () => {
    const bytes = Buffer.from('00ff10c3a9fe80', 'hex');
    const binary = SecretText.ofBase64(bytes.toString('base64'));
    const source = `const fs = require('fs'); console.log([fs.readFileSync(0), fs.readFileSync(process.env.KEY_FILE)].map((b) => b.length + ':' + b[1]).join(' '))`;
    assert.equal((await run(source, { stdin: binary, files: new Map([['KEY_FILE', binary]]) })).output, '7:255 7:255\n');
  });

  const commandLines = `const fs = require('fs'); const found = fs.readdirSync('/proc').filter((pid) => {
    try { return /^\\d+$/.test(pid) && fs.readFileSync('/proc/' + pid + '/cmdline').includes(process.env.TOKEN ?? process.argv[1]); } catch { return false; }
  }); console.log('found ' + found.length);`;

  (onLinux ? it : it.skip)('puts no value into the arguments of any process, as /proc shows them (on Linux)', async () => {
    // Found nowhere else, even where this runs twice at once.
    const own = `${value}-${crypto.randomUUID()}`;
    assert.equal((await run(commandLines, { variables: new Map([['TOKEN', SecretText.of(own)]]) })).output, 'found 0\n');
    const control = spawnSync(process.execPath, ['-e', commandLines, own], { env: { ...inherited, TOKEN: undefined } });
    assert.equal(control.stdout.toString(), 'found 1\n', 'control: the same look finds one that was put there');
  });

  it('refuses a command that holds a value or a form of it, and starts nothing', async () => {
    const proof = join(folder, 'it-ran');
    for (const word of [value, `--token=${value}`, Buffer.from(value).toString('base64'), encodeURIComponent(value)]) {
      const command = [process.execPath, '-e', `require('fs').writeFileSync(${JSON.stringify(proof)}, '')`, word];
      const error = await refusal(run('', { ...inVariable, command }));
      assert.equal(error.code, 'value_in_input');
    }
    const address = { variables: new Map([['URL', SecretText.of('db://me:pass-W0rd@host')]]), parts: [SecretText.of('pass-W0rd')] };
    assert.equal((await refusal(run(`'pass-W0rd'`, address))).code, 'value_in_input', 'one that is part of a longer text');
    assert.equal(existsSync(proof), false);
    const command = [process.execPath, '-e', `require('fs').writeFileSync(${JSON.stringify(proof)}, '')`, 'another word'];
    await run('', { ...inVariable, command });
    assert.equal(existsSync(proof), true, 'control: the same command without a value runs');
    redactor.know(SecretText.of(other));
    assert.equal((await run(`'${other}'`, inVariable)).exitCode, 0, 'one that is known, and is not given');
  });

  it('refuses variables that change what is loaded or run, and values that no variable can hold', async () => {
    for (const name of [
      'PATH',
      'Path',
      'LD_PRELOAD',
      'NODE_OPTIONS',
      'DYLD_INSERT_LIBRARIES',
      'BASH_ENV',
      'GIT_SSH_COMMAND',
      'a b',
      '1A',
      '',
    ]) {
      const values = new Map([[name, SecretText.of(value)]]);
      assert.equal((await refusal(run('', { variables: values }))).code, 'invalid_input', name);
      assert.equal((await refusal(run('', { files: values }))).code, 'invalid_input', name);
    }
    assert.match((await refusal(run('', { variables: new Map([['TOKEN', SecretText.of(`${value}\0`)]]) }))).message, /zero byte/);
    assert.deepEqual(await readdir(temp), []);
  });

  it('passes on the own variables without those that sign in to AWS or belong to the editor', async () => {
    const withheld = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_CONTAINER_AUTHORIZATION_TOKEN'];
    const more = [
      ...withheld,
      'SHOP_ACCESS_KEY_ID',
      'SHOP_SECRET_ACCESS_KEY',
      'SHOP_SESSION_TOKEN',
      'VSCODE_IPC_HOOK',
      'ELECTRON_RUN_AS_NODE',
      'CUSTODY_TOKEN',
    ];
    const kept = ['AWS_REGION', 'AWS_PROFILE', 'SHOP_NAME', 'TOKEN'];
    const environment = { PATH: process.env['PATH'], ...Object.fromEntries([...more, ...kept].map((name) => [name, 'x'])) };
    programs = createPrograms({ redactor, folders: () => [folder], temp, environment: () => environment });
    const { output } = await run('console.log(Object.keys(process.env).join())', inVariable);
    const seen = output.trim().split(',');
    assert.deepEqual(
      kept.filter((name) => !seen.includes(name)),
      [],
    );
    assert.deepEqual(
      more.filter((name) => seen.includes(name)),
      [],
    );
  });

  it('takes what it was given out of stdout and stderr, and out of what is told meanwhile', async () => {
    const source = `const fs = require('fs'); const values = [process.env.TOKEN, fs.readFileSync(process.env.KEY_FILE, 'utf8'), fs.readFileSync(0, 'utf8')];
      for (const each of values) { console.log(each, Buffer.from(each).toString('base64')); console.error(JSON.stringify(each), Buffer.from(each).toString('hex')); }`;
    const all = {
      variables: new Map([['TOKEN', SecretText.of(value)]]),
      files: new Map([['KEY_FILE', SecretText.of('in-a-File-4711')]]),
      stdin: SecretText.of('on-Stdin-4712'),
    };
    const { output, redactions } = await run(source, all);
    for (const shown of [output, told.join('')]) {
      assert.equal(shown.replaceAll('[redacted]', '').replace(/[="\s]/g, ''), '', shown);
    }
    assert.equal(redactions, 12);
  });

  it('takes a part of what it was given out where it stands alone', async () => {
    const variables = new Map([['URL', SecretText.of('db://me:hunter2@host')]]);
    const source = `const { password } = new URL(process.env.URL); console.log(password)`;
    assert.equal((await run(source, { variables, parts: [SecretText.of('hunter2')] })).output, '[redacted]\n');
    assert.equal((await run(source, { variables })).output, 'hunter2\n', 'control: not named, it is too short to be known');
  });

  it('control: what was not given as a value is printed as it is', async () => {
    programs = createPrograms({ redactor, folders: () => [folder], temp, environment: () => ({ ...inherited, TOKEN: value }) });
    const { output, redactions } = await run('console.log(process.env.TOKEN)');
    assert.equal(output, `${value}\n`);
    assert.equal(redactions, 0);
  });

  it('takes out values that are known from elsewhere, and one that stands half in stdout and half in stderr', async () => {
    redactor.know(SecretText.of(other));
    assert.equal((await run(`const known = 'another-Known'; console.log(known + '-Value-' + 77)`)).output, '[redacted]\n');
    const halves = `const fs = require('fs'); const half = process.env.TOKEN.length / 2 | 0;
      fs.writeSync(1, process.env.TOKEN.slice(0, half)); setTimeout(() => fs.writeSync(2, process.env.TOKEN.slice(half)), 50)`;
    assert.doesNotMatch((await run(halves, inVariable)).output, /Xk29.*bHs7/);
  });

  it('lets through what the program itself turned into another form, as the documentation says', async () => {
    const reversed = [...value].toReversed().join('');
    assert.equal((await run(`console.log([...process.env.TOKEN].reverse().join(''))`, inVariable)).output, `${reversed}\n`);
  });

  it('keeps the last 64 KiB and says how much stood before', async () => {
    const { output } = await run(`process.stdout.write('é'.repeat(200_000) + 'the end')`);
    assert.match(output, /^\((\d+) bytes left out\)\né+the end$/);
    const left = Number(/\d+/.exec(output)?.[0]);
    assert.equal(left + Buffer.byteLength(output.slice(output.indexOf('\n') + 1)), 400_007);
    assert.ok(Buffer.byteLength(output) <= 64 * 1_024 + 40);
  });

  it('leaves nothing of a value that the cut before the last 64 KiB goes through', async () => {
    const printed = `process.stdout.write('x'.repeat(99) + process.env.TOKEN + 'y'.repeat(64 * 1_024 - 5))`;
    const startOf = async (token: string, isPlain: boolean): Promise<string> => {
      const given = SecretText.of(token);
      const more = { variables: new Map([['TOKEN', given]]), ...(isPlain ? { plain: new Set([given]), parts: [] } : {}) };
      return (await run(printed, more)).output.slice(0, 40).replace(/^.*\n/, '');
    };
    assert.match(await startOf(value, false), /^cted\]y+$/);
    assert.match(await startOf('Xk29$mQp!v-the-end', true), /^e-endy+$/);
  });

  it('prints the beginning of a value as it is: to take it out would tell how the value goes on', async () => {
    redactor.know(SecretText.of(other));
    for (const guess of [`${other.slice(0, -3)}...`, `${other.slice(0, -4)}x...`])
      assert.equal((await run(`console.log(${JSON.stringify(guess)})`)).output, `${guess}\n`);
  });

  it('runs to its end whatever becomes of those who are told', async () => {
    const fails = (): never => {
      throw new Error('nobody listens');
    };
    assert.equal((await programs.run(start(`console.log('done')`), new AbortController().signal, fails)).output, 'done\n');
  });

  it('gives the exit code, and the signal that ended it', async () => {
    const { exitCode, output } = await run(`console.error('no'); process.exit(3)`);
    assert.deepEqual([exitCode, output], [3, 'no\n']);
    const killed = await run(`process.kill(process.pid, 'SIGKILL')`);
    assert.deepEqual([killed.exitCode, killed.signal], [undefined, 'SIGKILL']);
  });

  it('reads the command with a shell only where one was asked for', async () => {
    const command = ['echo', '$((6*7))', '>', 'made'];
    assert.equal((await run('', { command })).output, '$((6*7)) > made\n');
    assert.equal(existsSync(join(folder, 'made')), false);
    assert.equal((await run('', { command, shell: true })).exitCode, 0);
    assert.equal(await readFile(join(folder, 'made'), 'utf8'), '42\n');
  });

  it('says that a program is missing, and leaves no file of a value behind', async () => {
    const error = await refusal(run('', { command: ['no-such-program'], files: new Map([['KEY_FILE', SecretText.of(value)]]) }));
    assert.equal(error.code, 'program_not_started');
    assert.match(error.sentence, /"no-such-program" could not be started \(ENOENT\)/);
    assert.deepEqual(await readdir(temp), []);
    assert.equal((await refusal(run('', { command: [''] }))).code, 'invalid_input');
  });

  (process.platform === 'win32' ? it.skip : it)('says that a program could not be started where no more files can be opened', async () => {
    const source = `import { closeSync, openSync } from 'node:fs';
      const programs = createPrograms({ redactor: createRedactor(), folders: () => [folder], temp });
      const start = { command: [process.execPath, '-e', '0'], shell: false, directory: folder, variables: new Map(), files: new Map(), stdin: undefined, timeoutMs: 600_000 };
      const run = () => programs.run(start, new AbortController().signal).then((end) => end.exitCode, (error) => error.sentence);
      const before = await run();
      const files = [];
      try { for (;;) files.push(openSync('/dev/null')); } catch {}
      const said = await run();
      files.forEach((file) => closeSync(file));
      console.log(before, said);`;
    const said = await sayAsHost(source, 'ulimit -n 64; ');
    assert.match(said, /^0 ".*" could not be started \(EMFILE\)\. /);
  });

  it('ends at its time limit, with all it started, and removes its files', async () => {
    const source = `require('child_process').spawn('sleep', ['1000'], { stdio: 'inherit' }); setInterval(() => undefined, 1000)`;
    const end = await run(source, { timeoutMs: 500, files: new Map([['KEY_FILE', SecretText.of(value)]]) });
    assert.deepEqual([end.timedOut, end.exitCode, end.signal], [true, undefined, 'SIGTERM']);
    assert.deepEqual(await readdir(temp), []);
  });

  /** Starts the program, waits until it told the numbers of its processes, and cancels it. */
  async function cancel(source: string): Promise<{ readonly pids: readonly number[]; readonly thrown: unknown }> {
    const controller = new AbortController();
    const running = run(source, { files: new Map([['KEY_FILE', SecretText.of(value)]]) }, controller.signal);
    const thrown = running.then(
      () => assert.fail('It was not cancelled.'),
      (error: unknown) => error,
    );
    await poll(() => told.join('').endsWith('!\n'), { what: 'the program began' });
    controller.abort();
    return { pids: told.join('').split(' ').slice(0, -1).map(Number), thrown: await thrown };
  }
  // A sign at the end that begins no form of a value, as what may be one is told only once it is decided.
  const withGrandchild = `const child = require('child_process').spawn('sleep', ['1000']); console.log(process.pid, child.pid, '!'); setInterval(() => undefined, 1000);`;

  it('ends with all it started when it is cancelled, and removes its files', async () => {
    const { pids, thrown } = await cancel(withGrandchild);
    assert.ok(thrown instanceof Error && thrown.name === 'AbortError', String(thrown));
    assert.equal(pids.length, 2);
    await poll(() => pids.every((pid) => hasEnded(pid)), { what: 'both processes ended' });
    assert.deepEqual(await readdir(temp), []);
  });

  it('control: ending the program alone leaves running what it started', async () => {
    const child = spawn(process.execPath, ['-e', withGrandchild], { stdio: ['ignore', 'pipe', 'ignore'] });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await poll(() => said.endsWith('\n'), { what: 'the program began' });
    const [own = 0, grandchild = 0] = said.split(' ').map(Number);
    child.kill('SIGKILL');
    await poll(() => hasEnded(own), { what: 'the program ended' });
    assert.equal(hasEnded(grandchild), false);
    process.kill(grandchild, 'SIGKILL');
  });

  it('ends by force what does not end when it is asked to', async () => {
    const { pids } = await cancel(
      `process.on('SIGTERM', () => undefined); console.log(process.pid, '!'); setInterval(() => undefined, 1000);`,
    );
    await poll(() => pids.every((pid) => hasEnded(pid)), { what: 'the process ended' });
  });

  it('ends what a program leaves running behind it', async () => {
    const { output, exitCode } = await run('', { command: ['sleep 1000 & echo $!'], shell: true });
    assert.equal(exitCode, 0);
    await poll(() => hasEnded(Number(output)), { what: 'what was left running ended' });
  });

  it('starts nothing that was cancelled before', async () => {
    await assert.rejects(run('', {}, AbortSignal.abort()), { name: 'AbortError' });
    assert.deepEqual(await readdir(temp), []);
  });

  /** Runs the source in a process of its own, which starts programs in its turn, and gives what that said. */
  async function sayAsHost(source: string, first = ''): Promise<string> {
    const names = {
      createPrograms: 'run/programs',
      createTerminals: 'run/terminals',
      createRedactor: 'core/redact',
      SecretText: 'core/secretText',
    };
    const imports = Object.entries(names).map(
      ([name, path]) => `import { ${name} } from ${JSON.stringify(new URL(`../../src/${path}.ts`, import.meta.url).href)};`,
    );
    const given = `import { readdirSync } from 'node:fs'; const [folder, temp] = ${JSON.stringify([folder, temp])};`;
    const words = ['--input-type=module', '-e', [...imports, given, source].join('\n')];
    const host =
      first === '' ? spawn(process.execPath, words) : spawn('/bin/sh', ['-c', `${first} exec "$@"`, 'sh', process.execPath, ...words]);
    let said = '';
    host.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    host.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await new Promise((resolve) => host.once('close', resolve));
    return said;
  }

  it('ends its programs and removes their files when this process ends in the middle of it', async () => {
    const source = `const programs = createPrograms({ redactor: createRedactor(), folders: () => [folder], temp });
      let said = '';
      void programs.run({ command: [process.execPath, '-e', ${JSON.stringify(withGrandchild)}], shell: false, directory: folder, variables: new Map(), stdin: undefined, timeoutMs: 600_000,
        files: new Map([['KEY_FILE', SecretText.of('in-a-File-4711')]]) }, new AbortController().signal, (text) => {
          said += text;
          if (!said.endsWith('!\\n')) return;
          process.stdout.write(said + readdirSync(temp).length);
          process.exit(0);
        });`;
    const said = await sayAsHost(source);
    const [pids = '', folders] = said.split('\n');
    assert.equal(folders, '1', `control: there was a folder meanwhile: ${said}`);
    await poll(
      () =>
        pids
          .split(' ')
          .slice(0, -1)
          .every((pid) => hasEnded(Number(pid))),
      { what: 'both processes ended' },
    );
    assert.deepEqual(await readdir(temp), []);
  });

  it('tells how a program ended whose files could not be removed, and removes them when this process ends', async () => {
    const source = `const programs = createPrograms({ redactor: createRedactor(), folders: () => [folder], temp, removeFolder: () => Promise.reject(new Error('busy')) });
      const end = await programs.run({ command: [process.execPath, '-e', 'process.exit(3)'], shell: false, directory: folder, variables: new Map(), stdin: undefined, timeoutMs: 60_000,
        files: new Map([['KEY_FILE', SecretText.of('in-a-File-4711')]]) }, new AbortController().signal);
      console.log(end.exitCode, end.filesLeft, readdirSync(temp).length);`;
    assert.equal(await sayAsHost(source), '3 true 1\n');
    assert.deepEqual(await readdir(temp), []);
  });

  it('passes on why a program was not started, where its files could not be removed either', async () => {
    programs = createPrograms({ redactor, folders: () => [folder], temp, removeFolder: () => Promise.reject(new Error('busy')) });
    const error = await refusal(run('', { command: ['no-such-program'], files: new Map([['KEY_FILE', SecretText.of(value)]]) }));
    assert.equal(error.code, 'program_not_started');
  });

  it('sweeps the folders of processes that are gone as soon as it is made, and no others', async () => {
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    const names = [`custody-values-${gone}-aaaaaa`, `custody-values-${process.ppid}-bbbbbb`, `unlike-${gone}-cccccc`];
    for (const name of names) {
      await mkdir(join(temp, name));
      await writeFile(join(temp, name, 'KEY_FILE'), 'x');
    }
    await symlink(folder, join(temp, `custody-values-${gone}-dddddd`));
    createPrograms({ redactor, folders: () => [folder], temp });
    await poll(() => !existsSync(join(temp, names[0] ?? '')), { what: 'the folder was removed' });
    assert.deepEqual(new Set(await readdir(temp)), new Set([...names.slice(1), `custody-values-${gone}-dddddd`]));
    assert.equal(existsSync(folder), true);
  });

  it('takes for a value neither what the caller wrote without one nor what stands around one', async () => {
    const host = SecretText.of('orders-7.internal.example.com');
    const around = 'reports-4.internal.example.com';
    const config = SecretText.of(JSON.stringify({ host: around, password: other }));
    const more = { variables: new Map([['HOST', host]]), files: new Map([['CONFIG', config]]), parts: [SecretText.of(other)] };
    const print = 'console.log(process.env.HOST, require("fs").readFileSync(process.env.CONFIG, "utf8").includes("password"))';
    assert.equal((await run(print, { ...more, plain: new Set([host]) })).output, `${host.reveal()} true\n`);
    assert.deepEqual(
      [host.reveal(), around, other].map((text) => redactor.findsIn(text)),
      [false, false, true],
    );
    // Told nothing of the kind, it keeps all of it back.
    assert.equal((await run(print, more)).output, '[redacted] true\n');
  });

  it('runs in a folder that is open or inside one, and in no other', async () => {
    assert.equal(await programs.directory(undefined), folder);
    assert.equal(await programs.directory('inner'), join(folder, 'inner'));
    assert.equal(await programs.directory(join(folder, 'inner', '..')), folder);
    await symlink(root, join(folder, 'way-out'));
    await writeFile(join(folder, 'a-file'), '');
    // What is elsewhere and what is not there read alike, or a caller could feel its way over the disk.
    const alike = 'X is no folder inside one that is open. Name a folder inside one that is open in the editor.';
    for (const wanted of ['..', root, 'way-out', 'missing', 'a-file', '/', '/none-there', '/etc/passwd']) {
      assert.equal((await refusal(programs.directory(wanted))).code, 'invalid_input', wanted);
      assert.equal((await refusal(run('', { directory: wanted }))).code, 'invalid_input', wanted);
      const { sentence } = await refusal(programs.directory(wanted));
      assert.equal(sentence.replace(resolvePath(folder, wanted), 'X'), alike, wanted);
    }
    const none = createPrograms({ redactor, folders: () => [], temp });
    assert.match((await refusal(none.directory(undefined))).message, /No folder is open/);
    assert.equal((await run('console.log(process.cwd())', { directory: join(folder, 'inner') })).output, `${join(folder, 'inner')}\n`);
  });
});
