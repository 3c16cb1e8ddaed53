import assert from 'node:assert/strict';
import { win32 } from 'node:path';
import { openFolder } from '../../src/run/openFolder.ts';

const there = new Map(['C:\\shop', 'C:\\shop\\api', 'D:\\real', 'D:\\real\\api'].map((each) => [each.toLowerCase(), each]));
there.set('c:\\linked', 'D:\\real');
there.set('c:\\linked\\api', 'D:\\real\\api');
there.set('c:\\shop\\out', 'D:\\real');

describe('openFolder on Windows', () => {
  const looked: string[] = [];
  const find = (wanted: string, ...open: readonly string[]): Promise<string> =>
    openFolder(wanted, open, {
      paths: win32,
      realFolder: async (folder) => (looked.push(folder), there.get(folder.toLowerCase())),
    });

  beforeEach(() => void looked.splice(0));

  for (const wanted of [
    '\\\\other\\share',
    '//other/share',
    '\\\\?\\UNC\\other\\share',
    '\\\\.\\UNC\\other\\share',
    '..\\..\\..\\\\other\\share',
    '\\\\?\\C:\\shop',
    '\\\\.\\pipe\\name',
    'D:\\real',
    'D:other',
    '..',
  ])
    it(`looks at nothing that is outside by its letters: ${wanted}`, async () => {
      await assert.rejects(find(wanted, 'C:\\shop'), { code: 'invalid_input', message: /is no folder inside one that is open\.$/ });
      assert.deepEqual(looked, ['C:\\shop']);
    });

  it('takes what is inside, in any case of its letters, and what is named by the real path of an open folder', async () => {
    assert.equal(await find('api', 'C:\\shop'), 'C:\\shop\\api');
    assert.equal(await find('c:/SHOP/Api', 'C:\\shop'), 'C:\\shop\\api');
    assert.equal(await find('api', 'C:\\linked'), 'D:\\real\\api');
    assert.equal(await find('D:\\real\\api', 'C:\\linked'), 'D:\\real\\api');
    await assert.rejects(find('out', 'C:\\shop'), { code: 'invalid_input' });
    assert.equal(looked.at(-1), 'C:\\shop\\out');
  });

  it('takes a folder of another machine where that is what is open', async () => {
    there.set('\\\\files\\shop\\', '\\\\files\\shop\\').set('\\\\files\\shop\\api', '\\\\files\\shop\\api');
    assert.equal(await find('api', '\\\\files\\shop\\'), '\\\\files\\shop\\api');
    await assert.rejects(find('\\\\files\\other', '\\\\files\\shop\\'), { code: 'invalid_input' });
  });
});
