import assert from 'node:assert/strict';
import { plainToast } from '../../src/vscode/plainToast.ts';

/** As VS Code looks for links in a notification. */
const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;

describe('a notification about a label that someone else wrote', () => {
  const hostile = ['[Fix](command:workbench.action.quit)', 'a [b](https://c) [d](file:///e "f")', '[[x]](command:y)', '[x](](command:y)'];

  it('has no link in it', () => {
    for (const text of hostile) assert.doesNotMatch(plainToast(text), link);
  });

  it('would have one', () => {
    assert.ok(hostile.some((text) => link.test(text)));
  });
});
