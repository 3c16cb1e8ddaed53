import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, link, mkdir, mkdtemp, readdir, readFile, realpath, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EnvFile, EnvFilesPort } from '../../src/core/envFiles.ts';
import { SecretText } from '../../src/core/secretText.ts';
import { createEnvFiles } from '../../src/storage/envFiles.ts';

const { signal } = new AbortController();
const secret = SecretText.of("TOKEN='c4n4ry-Value!7f3a9'\n");

describe('.env files of the open folders', () => {
  let base: string;
  let folder: string;
  let files: EnvFilesPort;

  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
  const over = (folders: readonly string[], environment: NodeJS.ProcessEnv = process.env): EnvFilesPort =>
    createEnvFiles({ folders: () => folders, environment });
  const look = (path: string, port = files): Promise<EnvFile> => port.look(path, signal);
  const read = (path: string): Promise<string> => readFile(join(folder, path), 'utf8');
  const write = async (path: string): Promise<void> => files.write(await look(path), secret, signal);

  beforeEach(async () => {
    base = await realpath(await mkdtemp(join(tmpdir(), 'custody-env-')));
    folder = join(base, 'shop');
    await mkdir(folder);
    files = over([folder]);
  });

  afterEach(() => rm(base, { recursive: true, force: true }));

  describe('and git', () => {
    beforeEach(() => void git('init', '--quiet'));

    it('are ignored where a .gitignore says so, also one further down', async () => {
      await mkdir(join(folder, 'api'));
      await writeFile(join(folder, 'api', '.gitignore'), '.env*\n');
      assert.equal((await look('api/.env.local')).git, 'ignored');
      assert.equal((await look('.env')).git, 'notIgnored');
      await writeFile(join(folder, '.gitignore'), '.env\n!/api/.env\n');
      assert.equal((await look('.env')).git, 'ignored');
    });

    it('are not ignored where a later line takes it back', async () => {
      await writeFile(join(folder, '.gitignore'), '.env\n!.env\n');
      assert.equal((await look('.env')).git, 'notIgnored');
    });

    it('are tracked once git has them, ignored or not, and then never written', async () => {
      await writeFile(join(folder, '.env'), 'A=1\n');
      git('add', '.env');
      await writeFile(join(folder, '.gitignore'), '.env\n');
      const file = await look('.env');
      assert.equal(file.git, 'tracked');
      await assert.rejects(files.write(file, secret, signal), { code: 'changed_since' });
      assert.equal(await read('.env'), 'A=1\n');
    });

    it('are tracked by another case of their name too, which on many disks is the same file', async () => {
      await mkdir(join(folder, 'api'));
      await writeFile(join(folder, 'api', '.env.local'), 'A=1\n');
      git('add', 'api');
      await writeFile(join(folder, '.gitignore'), '.env*\n');
      await rm(join(folder, 'api', '.env.local'));
      assert.equal((await look('api/.env.Local')).git, 'tracked');
      assert.equal((await look('api/.env.other')).git, 'ignored');
    });

    it('are known in a worktree too, whose .git is a file', async () => {
      await writeFile(join(folder, '.gitignore'), '.env\n');
      git('add', '.gitignore');
      git('commit', '--quiet', '-m', 'first');
      git('worktree', 'add', '--quiet', join(base, 'second'));
      const file = await look('.env', over([join(base, 'second')]));
      assert.equal(file.git, 'ignored');
    });

    it('are what nobody knows where git is not installed, or can not tell', async () => {
      assert.equal((await look('.env', over([folder], { PATH: '' }))).git, 'unknown');
      await writeFile(join(folder, '.git', 'HEAD'), 'rubbish');
      assert.equal((await look('.env')).git, 'unknown');
    });

    it('are written only after their name is in .gitignore, as a line of its own', async () => {
      await writeFile(join(folder, '.gitignore'), 'dist\r\nout');
      await write('.env');
      assert.equal(await read('.gitignore'), 'dist\r\nout\r\n.env\r\n');
      assert.equal((await look('.env')).git, 'ignored');
      await write('.env');
      assert.equal(await read('.gitignore'), 'dist\r\nout\r\n.env\r\n');
    });

    it('are not written where .gitignore is a link, which is left alone', async () => {
      await writeFile(join(base, 'outside'), '');
      await symlink(join(base, 'outside'), join(folder, '.gitignore'));
      await assert.rejects(write('.env'), { code: 'invalid_state' });
      assert.equal(await readFile(join(base, 'outside'), 'utf8'), '');
      assert.deepEqual((await readdir(folder)).sort(), ['.git', '.gitignore']);
    });

    it('are not written when git has come to track them while a person was asked', async () => {
      await writeFile(join(folder, '.gitignore'), '.env\n');
      const file = await look('.env');
      await writeFile(join(folder, '.env'), '');
      git('add', '--force', '.env');
      await assert.rejects(files.write(file, secret, signal), { code: 'changed_since' });
    });
  });

  describe('in a hostile repository', () => {
    let marks: string;
    const ran = async (): Promise<string> => readFile(marks, 'utf8').catch(() => '');

    beforeEach(async () => {
      git('init', '--quiet');
      marks = join(base, 'marks');
      const program = join(base, 'program');
      await writeFile(program, `#!/bin/sh\necho "$0" >> '${marks}'\n`);
      await chmod(program, 0o755);
      const hooks = join(base, 'hooks');
      await mkdir(hooks);
      for (const hook of ['post-index-change', 'fsmonitor-watchman', 'reference-transaction']) await symlink(program, join(hooks, hook));
      for (const name of [
        'core.fsmonitor',
        'core.sshCommand',
        'core.askPass',
        'core.pager',
        'core.editor',
        'core.gitProxy',
        'credential.helper',
        'filter.x.clean',
        'filter.x.process',
        'diff.external',
        'alias.ls-files',
        'alias.check-ignore',
      ])
        git('config', name, name.startsWith('alias') ? `!${program}` : program);
      for (const name of ['pager.ls-files', 'pager.check-ignore']) git('config', name, 'true');
      git('config', 'core.hooksPath', hooks);
      git('config', 'extensions.partialClone', 'origin');
      git('config', 'remote.origin.url', `ext::${program}`);
      git('config', 'protocol.ext.allow', 'always');
      await writeFile(join(folder, '.gitattributes'), '* filter=x\n');
      for (const name of ['git', 'git.exe', 'ls-files']) await symlink(program, join(folder, name));
    });

    it('asking git runs nothing of it, from its own folder or through a .git file that points there', async () => {
      const second = join(base, 'second');
      await mkdir(second);
      await writeFile(join(second, '.git'), `gitdir: ${join(folder, '.git')}\n`);
      await symlink(join(base, 'program'), join(second, 'git'));
      for (const open of [folder, second]) {
        const path = `${open}:.:${process.env['PATH'] ?? ''}`;
        const port = over([open], { ...process.env, PATH: path, GIT_EXEC_PATH: open, GIT_DIR: join(base, 'none') });
        const file = await look('.env', port);
        assert.equal(file.git, 'notIgnored');
        await port.write(file, secret, signal);
        await look('.env', port);
      }
      assert.equal(await ran(), '');
    });

    it('plain git does run it, so the check above can fail', async () => {
      try {
        git('ls-files', '--error-unmatch', '--', '.env');
      } catch {
        // It is not tracked.
      }
      assert.match(await ran(), /program/);
    });
  });

  describe('on disk', () => {
    it('are there or not, with every byte of them', async () => {
      assert.equal((await look('.env')).content, undefined);
      await writeFile(join(folder, '.env'), '\ufeffA=1\r\n# ü\r\n');
      const file = await look('.env');
      assert.equal(file.content?.reveal(), '\ufeffA=1\r\n# ü\r\n');
      assert.deepEqual([file.path, file.label, file.git], [join(folder, '.env'), '.env', 'noRepository']);
    });

    it('are made for their owner alone, and keep a mode that is stricter', async () => {
      await write('.env');
      assert.equal((await stat(join(folder, '.env'))).mode & 0o777, 0o600);
      for (const [before, after] of [
        [0o644, 0o600],
        [0o400, 0o400],
      ] as const) {
        await chmod(join(folder, '.env'), before);
        await write('.env');
        assert.equal((await stat(join(folder, '.env'))).mode & 0o777, after);
      }
      assert.deepEqual(await readdir(folder), ['.env']);
    });

    it('are not written when someone changed them since they were looked at, and nothing is left behind', async () => {
      await writeFile(join(folder, '.env'), 'A=1\n');
      const file = await look('.env');
      await writeFile(join(folder, '.env'), 'A=2\n');
      await assert.rejects(files.write(file, secret, signal), { code: 'changed_since' });
      assert.equal(await read('.env'), 'A=2\n');
      assert.deepEqual(await readdir(folder), ['.env']);
    });

    it('are written by one of two at once, and the other is told', async () => {
      const file = await look('.env');
      const two = await Promise.allSettled(['A=1\n', 'B=2\n'].map((text) => files.write(file, SecretText.of(text), signal)));
      assert.deepEqual(
        two.map(({ status }) => status),
        ['fulfilled', 'rejected'],
      );
      assert.equal(await read('.env'), 'A=1\n');
    });

    it('are refused when too long or not UTF-8, which writing would spoil', async () => {
      await writeFile(join(folder, '.env'), Buffer.from([0x41, 0x3d, 0xff]));
      await assert.rejects(look('.env'), { code: 'invalid_state', message: /UTF-8/ });
      await writeFile(join(folder, '.env'), 'A'.repeat(262_145));
      await assert.rejects(look('.env'), { code: 'limit_exceeded' });
    });

    it('are replaced and not written through where they have a second name elsewhere', async () => {
      await writeFile(join(base, 'other'), 'A=1\n');
      await link(join(base, 'other'), join(folder, '.env'));
      await write('.env');
      assert.equal(await readFile(join(base, 'other'), 'utf8'), 'A=1\n');
    });
  });

  describe('are refused', () => {
    for (const path of [
      'env',
      '.environment',
      '.env.',
      '.env.*',
      '.env.a b',
      '.envrc',
      '.env.[a]',
      '.env.local\n',
      'x/.git/config',
      '/etc/passwd',
    ])
      it(`by the name ${JSON.stringify(path)}`, () => assert.rejects(look(path), { code: 'invalid_input' }));

    for (const path of ['../.env', '../shop2/.env', 'none/.env', '/.env', '/etc/.env', '//server/share/.env'])
      it(`outside of every open folder: ${path}`, async () => {
        await mkdir(join(base, 'shop2'));
        await assert.rejects(look(path), { code: 'invalid_input', message: /in none of the open folders/ });
      });

    it('where a link leads out of the folder, and not where one leads about inside it', async () => {
      await mkdir(join(base, 'secret'));
      await writeFile(join(base, 'secret', '.env'), 'A=1\n');
      await symlink(join(base, 'secret'), join(folder, 'out'));
      await mkdir(join(folder, 'api'));
      await symlink(join(folder, 'api'), join(folder, 'in'));
      await assert.rejects(look('out/.env'), { code: 'invalid_input' });
      assert.equal((await look('in/.env')).path, join(folder, 'api', '.env'));
    });

    it('as a link, a folder or a pipe, without waiting for what would come out of it', async () => {
      await symlink('/etc/passwd', join(folder, '.env'));
      await assert.rejects(look('.env'), { code: 'invalid_state', message: /is a link/ });
      await mkdir(join(folder, '.env.d'));
      await assert.rejects(look('.env.d'), { code: 'invalid_state' });
      execFileSync('/usr/bin/env', ['mkfifo', join(folder, '.env.pipe')]);
      await assert.rejects(look('.env.pipe'), { code: 'invalid_state' });
    });

    it('when their folder became a link to elsewhere while a person was asked', async () => {
      await mkdir(join(folder, 'api'));
      await mkdir(join(base, 'elsewhere'));
      const file = await look('api/.env');
      await rename(join(folder, 'api'), join(folder, 'old'));
      await symlink(join(base, 'elsewhere'), join(folder, 'api'));
      await assert.rejects(files.write(file, secret, signal), { code: 'invalid_input' });
      assert.deepEqual(await readdir(join(base, 'elsewhere')), []);
    });

    it('by another case of a name that is there, unless both are', async () => {
      await writeFile(join(folder, '.env.local'), 'A=1\n');
      await assert.rejects(look('.env.Local'), { code: 'invalid_input', message: /^\.env\.Local is not there, and \.env\.local is\./ });
      await writeFile(join(folder, '.env.Local'), 'A=2\n');
      assert.equal((await look('.env.Local')).content?.reveal(), 'A=2\n');
    });

    it('where no folder is open', () => assert.rejects(look('.env', over([])), { code: 'invalid_state' }));

    it('without a whole path where two open folders could be meant', async () => {
      const second = join(base, 'second');
      await mkdir(second);
      const both = over([folder, second]);
      await assert.rejects(look('.env', both), { code: 'invalid_input', message: /more than one/ });
      assert.equal((await look(join(second, '.env'), both)).label, 'second/.env');
    });
  });

  it('stand beside the variables Custody was started with, of which only own ones count', () => {
    const port = over([], { TOKEN: 'x' });
    assert.equal(port.variable('TOKEN')?.reveal(), 'x');
    for (const name of ['NONE', 'toString', '__proto__']) assert.equal(port.variable(name), undefined);
  });
});
