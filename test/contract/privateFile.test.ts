import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writePrivateFile } from '../../src/storage/privateFile.ts';

describe('What stands beside a private file until it takes its place', () => {
  let folder: string;
  const bytes = Buffer.from('A=1\n');

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'custody-private-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** Writes in a process of its own, which dies when all is written but not yet in place. */
  const killedWrite = (path: string): void => {
    const source = `import { writePrivateFile } from ${JSON.stringify(import.meta.resolve('../../src/storage/privateFile.ts'))};
      await writePrivateFile(${JSON.stringify(path)}, Buffer.from('A=1'), { justBefore: () => process.kill(process.pid, 'SIGKILL') });`;
    const { signal } = spawnSync(process.execPath, ['--input-type=module', '--eval', source]);
    assert.equal(signal, 'SIGKILL');
  };

  // The second is the line that Custody adds itself; the third is meant to take that back.
  for (const rules of ['', '.env\n', '.env\n!*~\n!.env*\n!made\n'])
    for (const name of ['.env', 'key.bin'])
      it(`is nothing that git adds when its process is killed: ${name}, by the rules ${JSON.stringify(rules)}`, async () => {
        const git = (...args: readonly string[]): string =>
          execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8', stdio: 'pipe' });
        git('init', '--quiet');
        await writeFile(join(folder, '.gitignore'), rules);
        await writeFile(join(folder, `.${name}.0123456789ab~`), bytes);
        killedWrite(join(folder, name));
        const [left = ''] = (await readdir(folder)).filter((each) => /\.[0-9a-f]{12}~$/.test(each) && !each.includes('0123456789ab'));
        assert.equal(await readFile(join(folder, left, 'made'), 'utf8'), 'A=1');
        git('add', '--all', '.');
        // The other file beside it shows that git looks there.
        assert.deepEqual(git('ls-files').trim().split('\n').sort(), [`.${name}.0123456789ab~`, '.gitignore'].sort());
      });

  it('is hidden, and for its owner alone', async () => {
    for (const [name, pattern] of [
      ['.env.local', /^\.env\.local\.[0-9a-f]{12}~$/],
      ['key.bin', /^\.key\.bin\.[0-9a-f]{12}~$/],
    ] as const) {
      const justBefore = async (): Promise<void> => {
        const around = (await readdir(folder)).filter((each) => pattern.test(each));
        assert.equal(around.length, 1);
        assert.equal((await stat(join(folder, ...around))).mode & 0o777, 0o700);
        assert.equal((await stat(join(folder, ...around, 'made'))).mode & 0o777, 0o600);
      };
      await writePrivateFile(join(folder, name), bytes, { justBefore });
    }
    assert.deepEqual((await readdir(folder)).sort(), ['.env.local', 'key.bin']);
  });

  it('goes at the next write where a process died on it, and nothing else does', async () => {
    const names = ['.env.0123456789ab~', '.env.0123456789ac~', '.env.local.0123456789ab~', '.env.0123456789ab', '.env.mine~'];
    for (const name of names) await writeFile(join(folder, name), bytes);
    const folders = ['.env.1123456789ab~', '.env.1123456789ac~'];
    for (const name of folders) await mkdir(join(folder, name));
    await writeFile(join(folder, '.env.1123456789ab~', 'made'), bytes);
    const earlier = new Date(Date.now() - 120_000);
    for (const name of [...names, ...folders].filter((each) => !each.endsWith('ac~'))) await utimes(join(folder, name), earlier, earlier);
    await writePrivateFile(join(folder, '.env'), bytes);
    assert.deepEqual((await readdir(folder)).sort(), ['.env', ...names.slice(1), ...folders.slice(1)].sort());
  });
});
