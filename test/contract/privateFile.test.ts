import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
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

  it('has a name that .env* in .gitignore ignores, and is hidden beside any other', async () => {
    const seen: string[] = [];
    const justBefore = async (): Promise<void> => void seen.push(...(await readdir(folder)));
    await writePrivateFile(join(folder, '.env.local'), bytes, { justBefore });
    assert.match(seen.join(), /^\.env\.local\.[0-9a-f]{12}~$/);
    execFileSync('git', ['-C', folder, 'init', '--quiet']);
    await writeFile(join(folder, '.gitignore'), '.env*\n');
    assert.equal(execFileSync('git', ['-C', folder, 'check-ignore', ...seen], { encoding: 'utf8' }).trim(), seen.join());
    await writePrivateFile(join(folder, 'key.bin'), bytes, { justBefore });
    assert.ok(seen.some((name) => /^\.key\.bin\.[0-9a-f]{12}~$/.test(name)));
  });

  it('goes at the next write where a process died on it, and nothing else does', async () => {
    const names = ['.env.0123456789ab~', '.env.0123456789ac~', '.env.local.0123456789ab~', '.env.0123456789ab', '.env.mine~'];
    for (const name of names) await writeFile(join(folder, name), bytes);
    const earlier = new Date(Date.now() - 120_000);
    for (const name of names.filter((each) => each !== '.env.0123456789ac~')) await utimes(join(folder, name), earlier, earlier);
    await writePrivateFile(join(folder, '.env'), bytes);
    assert.deepEqual((await readdir(folder)).sort(), ['.env', ...names.slice(1)].sort());
  });
});
