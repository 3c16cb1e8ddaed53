import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SecretText } from '../../src/core/secretText.ts';
import { createTerminals, type OpenedTerminal, type TerminalsDependencies } from '../../src/run/terminals.ts';

const value = `it's "a" $(value) \`with\` \\ all\nsigns é密`;
const never = new AbortController().signal;

describe('A terminal with secrets', function () {
  if (process.platform === 'win32') return;
  let temp: string;
  let shell: string;
  let shown: { readonly terminal: OpenedTerminal; readonly onClosed: () => void }[];

  beforeEach(async () => {
    temp = await mkdtemp(join(tmpdir(), 'custody-terminals-'));
    shell = join(temp, 'shell');
    // Stands for the person's shell: tells what it was started with.
    await writeFile(shell, `#!${process.execPath}\nconsole.log(JSON.stringify({ env: process.env, argv: process.argv.slice(2) }));\n`, {
      mode: 0o755,
    });
    shown = [];
  });
  afterEach(() => rm(temp, { recursive: true }));

  const open = (more: Partial<TerminalsDependencies> = {}, signal = never): Promise<void> => {
    const show: TerminalsDependencies['show'] = (terminal, onClosed) => void shown.push({ terminal, onClosed });
    const variables = new Map([
      ['TOKEN', SecretText.of(value)],
      ['OTHER', SecretText.of('')],
    ]);
    return createTerminals({ show, shell: () => shell, temp, ...more }).open({ title: 'Secrets: app', directory: temp, variables }, signal);
  };
  const left = async (): Promise<readonly string[]> => (await readdir(temp)).filter((name) => name !== 'shell');

  it('becomes the person’s shell with the values in its environment, once their file is gone', async () => {
    await open();
    const [{ terminal } = assert.fail()] = shown;
    assert.ok(!JSON.stringify(terminal).includes('$(value)'), 'The editor is told a value.');
    const [folder = ''] = await left();
    assert.equal((await stat(join(temp, folder, 'variables'))).mode & 0o777, 0o600);
    const { stdout } = await promisify(execFile)(terminal.program, [...terminal.arguments], {
      env: { PATH: process.env['PATH'], KEPT: 'yes' },
    });
    const started: { env: Record<string, string>; argv: readonly string[] } = JSON.parse(stdout);
    assert.deepEqual([started.env['TOKEN'], started.env['OTHER'], started.env['KEPT'], started.argv], [value, '', 'yes', []]);
    assert.deepEqual(await left(), []);
  });

  it('leaves no file behind when it is closed before it starts, can’t be opened or is cancelled', async () => {
    await open();
    shown[0]?.onClosed();
    for (let tries = 0; tries < 100 && (await left()).length > 0; tries += 1) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(await left(), []);
    await assert.rejects(open({ show: () => assert.fail('no terminal') }));
    await assert.rejects(open({}, AbortSignal.abort()));
    assert.deepEqual(await left(), []);
  });

  it('leaves no file behind when this process ends before the terminal has started', async () => {
    const module = (path: string): string => JSON.stringify(new URL(`../../src/${path}.ts`, import.meta.url).href);
    const source = `import { createTerminals } from ${module('run/terminals')}; import { SecretText } from ${module('core/secretText')};
      import { readdirSync } from 'node:fs'; const temp = ${JSON.stringify(temp)};
      await createTerminals({ show: () => undefined, shell: () => '/bin/sh', temp }).open({ title: 'x', directory: temp, variables: new Map([['TOKEN', SecretText.of('x')]]) }, new AbortController().signal);
      console.log(readdirSync(temp).length);`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', source]);
    assert.equal(stdout, '2\n', 'control: there was a folder meanwhile');
    assert.deepEqual(await left(), []);
  });

  it('is refused on Windows, and with a zero byte', async () => {
    await assert.rejects(open({ platform: 'win32' }), { code: 'invalid_state' });
    const variables = new Map([['TOKEN', SecretText.of('a\0b')]]);
    const { open: openIt } = createTerminals({ show: () => assert.fail(), shell: () => shell, temp });
    await assert.rejects(openIt({ title: 'x', directory: temp, variables }, never), { code: 'invalid_input', message: /zero byte/ });
    assert.deepEqual(await left(), []);
  });
});
