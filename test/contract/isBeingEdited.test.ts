import assert from 'node:assert/strict';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isBeingEdited } from '../../src/vscode/env/isBeingEdited.ts';

describe('A file that an editor may hold changes of', () => {
  let base: string;
  let path: string;
  const document = (fsPath: string, isDirty = true, scheme = 'file') => ({ isDirty, uri: { scheme, fsPath } });

  beforeEach(async () => {
    base = await realpath(await mkdtemp(join(tmpdir(), 'custody-edited-')));
    await mkdir(join(base, 'shop'));
    path = join(base, 'shop', '.env');
    await writeFile(path, 'A=1\n');
    await writeFile(join(base, 'shop', '.env.local'), 'A=1\n');
    await symlink(join(base, 'shop'), join(base, 'linked'));
  });
  afterEach(() => rm(base, { recursive: true }));

  it('is found by its own path, and by that of a folder that links to its own', async () => {
    assert.equal(await isBeingEdited(path, [document(path)]), true);
    assert.equal(await isBeingEdited(path, [document(join(base, 'linked', '.env'))]), true);
    assert.equal(await isBeingEdited(join(base, 'linked', '.env'), [document(path)]), true);
  });

  it('is not another one, one without changes, or a document that is no file', async () => {
    const documents = [document(join(base, 'linked', '.env.local')), document(path, false), document(path, true, 'untitled')];
    assert.equal(await isBeingEdited(path, documents), false);
    assert.equal(await isBeingEdited(path, []), false);
  });

  it('is still known by its path once it is gone', async () => {
    await rm(path);
    assert.equal(await isBeingEdited(path, [document(path)]), true);
  });
});
