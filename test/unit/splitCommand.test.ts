import assert from 'node:assert/strict';
import { array, assert as holds, property, string } from 'fast-check';
import { splitCommand } from '../../src/core/splitCommand.ts';

function wordsOf(command: string, isWindows = false): readonly string[] | string {
  const split = splitCommand(command, isWindows);
  return 'problem' in split ? split.problem : [split.program, ...split.args];
}

describe('The command of a credential_process', () => {
  for (const [command, words] of [
    ['/opt/bin/creds', ['/opt/bin/creds']],
    ['  /opt/bin/creds \t --user  me ', ['/opt/bin/creds', '--user', 'me']],
    ['"/path/to/my creds" --user "my name"', ['/path/to/my creds', '--user', 'my name']],
    ["creds 'a b' ''", ['creds', 'a b', '']],
    ['creds a"b c"d', ['creds', 'ab cd']],
    ['creds a\\ b "say \\"hi\\"" "back\\\\slash" "c:\\temp"', ['creds', 'a b', 'say "hi"', 'back\\slash', 'c:\\temp']],
    ["creds '$HOME' '|'", ['creds', '$HOME', '|']],
    ['creds "a;b|c&d(e)"', ['creds', 'a;b|c&d(e)']],
    ['creds a~b', ['creds', 'a~b']],
  ] as const) {
    it(`is split as AWS documents it: ${command}`, () => assert.deepEqual(wordsOf(command), words));
  }

  for (const [command, words] of [
    ['C:\\tools\\creds.exe --user me', ['C:\\tools\\creds.exe', '--user', 'me']],
    ['"C:\\Program Files\\creds.exe" "say \\"hi\\"" it\'s', ['C:\\Program Files\\creds.exe', 'say "hi"', "it's"]],
  ] as const) {
    it(`keeps the backslashes of a path on Windows: ${command}`, () => assert.deepEqual(wordsOf(command, true), words));
  }

  for (const command of [
    'a | b',
    'a && b',
    'a; b',
    'a > f',
    'a < f',
    'a $HOME',
    'a "$HOME"',
    'a `b`',
    'a "$(b)"',
    '(a)',
    '~/bin/a',
    'a\nb',
  ]) {
    it(`is refused where only a shell would understand it: ${JSON.stringify(command)}`, () =>
      assert.match(String(wordsOf(command)), /shell alone/));
  }

  it('gives back every word that stood in quotes, whatever it holds', () => {
    const word = string({ maxLength: 20 }).map((text) => text.replaceAll("'", ''));
    holds(
      property(word.filter(Boolean), array(word, { maxLength: 5 }), (program, args) => {
        const words = [program, ...args];
        assert.deepEqual(wordsOf(words.map((each) => `'${each}'`).join(' ')), words);
      }),
    );
  });

  it('is refused without a program, or with a quote that stays open', () => {
    assert.equal(wordsOf(' '), 'it names no program');
    assert.equal(wordsOf('""'), 'it names no program');
    assert.equal(wordsOf('a "b'), 'a quote in it is not closed');
  });

  it('is refused when it is too long to be read before a yes', () => {
    assert.match(String(wordsOf(`a ${'b'.repeat(999)}`)), /longer than 1000 characters/);
    assert.equal(wordsOf(`a ${'b'.repeat(998)}`).length, 2);
  });

  it('is refused where Windows would start a shell of its own', () => {
    assert.match(String(wordsOf('C:\\tools\\creds.CMD', true)), /\.bat and \.cmd/);
    assert.deepEqual(wordsOf('/opt/creds.cmd'), ['/opt/creds.cmd']);
  });
});
