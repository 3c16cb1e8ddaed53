import assert from 'node:assert/strict';
import { windowsProgram } from '../../src/run/windowsProgram.ts';

const there = new Set(['C:\\tools\\psql.exe', 'C:\\more\\psql.exe', 'C:\\more\\run.com', 'C:\\more\\build.v2', 'psql.exe']);
const asked: string[] = [];
const find = (name: string, path: string | undefined): Promise<string | undefined> =>
  windowsProgram(name, { Home: 'C:\\tools', Path: path }, async (file) => {
    asked.push(file);
    return there.has(file);
  });

describe('windowsProgram', () => {
  it('takes a program that is named alone from the folders of PATH, in their order, and never from the working folder', async () => {
    assert.equal(await find('psql', 'C:\\none;C:\\tools;C:\\more'), 'C:\\tools\\psql.exe');
    assert.equal(await find('psql.exe', 'C:\\more;C:\\tools'), 'C:\\more\\psql.exe');
    assert.equal(await find('run', '"C:\\more"'), 'C:\\more\\run.com');
    assert.equal(await find('build.v2', 'C:\\more'), 'C:\\more\\build.v2');
    asked.splice(0);
    for (const path of ['', '.', '.;;bin;..\\tools;C:tools', undefined]) assert.equal(await find('psql', path), undefined, path);
    assert.deepEqual(asked, []);
  });

  it('leaves a program as it is that is named with its folder', async () => {
    for (const name of ['.\\psql', './psql', 'bin\\psql', 'C:\\tools\\psql.exe', 'C:psql'])
      assert.equal(await find(name, 'C:\\tools'), name);
  });
});
