import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { readEnvFile, setInEnvFile } from '../../src/core/envFile.ts';
import { SecretText } from '../../src/core/secretText.ts';

// What version 17 of the package dotenv gives for each.
const rows: readonly (readonly [text: string, variables: Readonly<Record<string, string>>])[] = [
  ['', {}],
  ['\n\n', {}],
  ['A=1', { A: '1' }],
  ['A=1\nB=2', { A: '1', B: '2' }],
  ['A=1\r\nB=2\r\n', { A: '1', B: '2' }],
  ['A=1\rB=2', { A: '1', B: '2' }],
  ['A=1\nA=2', { A: '2' }],
  ['A=', { A: '' }],
  ['A=\nB=2', { A: '', B: '2' }],
  ['A', {}],
  ['=1', {}],
  ['A = 1', { A: '1' }],
  ['  A=1', { A: '1' }],
  ['\tA\t=\t1\t', { A: '1' }],
  ['A=a b', { A: 'a b' }],
  ['A: 1', { A: '1' }],
  ['A:1', {}],
  ['A:\n1', { A: '1' }],
  ['A:\r\n1', { A: '1' }],
  ['export A=1', { A: '1' }],
  ['  export\tA = 1', { A: '1' }],
  ['exportA=1', { exportA: '1' }],
  ['export=1', { export: '1' }],
  ['a.b-c=1', { 'a.b-c': '1' }],
  ['1A=1', { '1A': '1' }],
  ['A B=1', {}],
  ['Ü=1', {}],
  ['# A=1', {}],
  ['#A=1\nB=2', { B: '2' }],
  ['A=1 # note', { A: '1' }],
  ['A=1#note', { A: '1' }],
  ['A=#note', { A: '' }],
  ['A= # note', { A: '' }],
  ["A='1#2'", { A: '1#2' }],
  ['A="1#2" # note', { A: '1#2' }],
  ['A=`1#2`#note', { A: '1#2' }],
  ["A='x'", { A: 'x' }],
  ['A="x"', { A: 'x' }],
  ['A=`x`', { A: 'x' }],
  ["A=''", { A: '' }],
  ['A=""', { A: '' }],
  ["A=' x '", { A: ' x ' }],
  ['A="it\'s"', { A: "it's" }],
  ['A=`it\'s "x"`', { A: 'it\'s "x"' }],
  ['A="a\\nb"', { A: 'a\nb' }],
  ['A="a\\rb"', { A: 'a\rb' }],
  ['A="a\\tb"', { A: 'a\\tb' }],
  ["A='a\\nb'", { A: 'a\\nb' }],
  ['A=a\\nb', { A: 'a\\nb' }],
  ['A="a\nb"\nB=2', { A: 'a\nb', B: '2' }],
  ['A="a\r\nb"', { A: 'a\nb' }],
  ["A='a\nb\n'", { A: 'a\nb\n' }],
  ['A="a\\"b"', { A: 'a\\"b' }],
  ["A='a\\'b'", { A: "a\\'b" }],
  ["A='a\\'", { A: 'a\\' }],
  ['A="a', { A: '"a' }],
  ["A='a\nB=2", { A: "'a", B: '2' }],
  ['A="a" b', { A: '"a" b' }],
  ['A="a\\n" b', { A: '"a\n" b' }],
  ['A=a"b"', { A: 'a"b"' }],
  ['A="a"b"', { A: 'a"b' }],
  ['A=\n"b"', { A: 'b' }],
  ['A=$B', { A: '$B' }],
  ['A="${B}"', { A: '${B}' }],
  ['A={"a":1}', { A: '{"a":1}' }],
  ['A=a=b==', { A: 'a=b==' }],
  ['A=a\\', { A: 'a\\' }],
  ['\ufeffA=1', { A: '1' }],
  ['__proto__=1', JSON.parse('{"__proto__":"1"}')],
  ["A=1\n---\nB='2'", { A: '1', B: '2' }],
  ['A="-----BEGIN\nabc=\n-----END"\n', { A: '-----BEGIN\nabc=\n-----END' }],
];

const variablesOf = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries([...readEnvFile(SecretText.of(text))].map(([name, value]) => [name, value.reveal()]));
const set = (text: string | undefined, variables: Readonly<Record<string, string>>): string =>
  setInEnvFile(
    text === undefined ? undefined : SecretText.of(text),
    new Map(Object.entries(variables).map(([name, value]) => [name, SecretText.of(value)])),
  ).reveal();

describe('a .env file', () => {
  for (const [text, variables] of rows)
    it(`reads ${JSON.stringify(text)} as dotenv does`, () => assert.deepEqual(variablesOf(text), variables));

  it('is read in a moment, however hostile', () => {
    const many = 80_000;
    for (const text of [
      '\n'.repeat(many),
      'A=" \n'.repeat(many),
      `A${' '.repeat(many)}`,
      "A='x\nB=`\n".repeat(many),
      'A="\\"x'.repeat(many),
    ]) {
      const start = performance.now();
      variablesOf(text);
      assert.ok(performance.now() - start < 2_000, JSON.stringify(text.slice(0, 12)));
    }
  });

  const changes: readonly (readonly [
    what: string,
    text: string | undefined,
    variables: Readonly<Record<string, string>>,
    after: string,
  ])[] = [
    ['is made where there is none', undefined, { A: '1' }, 'A=1\n'],
    ['gets new lines at its end', 'A=1\n', { B: '2' }, 'A=1\nB=2\n'],
    ['gets its last line ended first', 'A=1', { B: '2' }, 'A=1\nB=2\n'],
    ['keeps the ends of its lines', 'A=1\r\n# x\r\n', { A: '2', B: '3' }, 'A=2\r\n# x\r\nB=3\r\n'],
    ['keeps order, comments, blank lines and spaces', '# a\n\n  A = 1 # one\nB=2\n', { A: '3' }, '# a\n\n  A = 3 # one\nB=2\n'],
    ['keeps export', 'export A="1"\n', { A: '2' }, 'export A=2\n'],
    ['keeps a colon', 'A: 1\n', { A: '2' }, 'A: 2\n'],
    ['keeps a comment behind an empty value apart', 'A=#note\n', { A: 'x' }, 'A=x #note\n'],
    ['replaces a value of several lines whole', 'A="a\nb"\nB=2\n', { A: '1' }, 'A=1\nB=2\n'],
    ['replaces of two of one name the one that counts', 'A=1\nA=2\n', { A: '3' }, 'A=1\nA=3\n'],
    ['quotes what is no plain word', '', { A: 'a b', B: 'a#b', C: '', D: '$(id)`id`' }, "A='a b'\nB='a#b'\nC=''\nD='$(id)`id`'\n"],
    ['quotes a text of several lines', '', { A: 'a\n"b"\n' }, 'A=\'a\n"b"\n\'\n'],
    ['writes a new line as \\n where its own are others', 'B=1\r\n', { A: 'a\nb' }, 'B=1\r\nA="a\\nb"\r\n'],
    ['takes double quotes for a single one', '', { A: "it's" }, 'A="it\'s"\n'],
    ['writes a carriage return as \\r', '', { A: 'a\r\nb' }, 'A="a\\r\nb"\n'],
  ];
  for (const [what, text, variables, after] of changes) it(what, () => assert.equal(set(text, variables), after));

  // A shell that reads the file would run or end something of each of them.
  for (const value of ["it's $(id)", "it's `id`", 'it\'s "x"', "x'\\", 'x\\', 'a\0b', '\r$x'])
    it(`is not given ${JSON.stringify(value)}, which no quotes hold safely`, () => {
      assert.throws(
        () => set('', { A: value }),
        (error: Error) => 'code' in error && error.code === 'invalid_state' && !error.message.includes(value),
      );
    });

  for (const name of ['', '1A', 'A-B', 'A B', 'A=B', 'A\nB', 'Ü', `A${'x'.repeat(128)}`])
    it(`is not given a variable named ${JSON.stringify(name.slice(0, 12))}`, () =>
      assert.throws(() => set('', { [name]: 'x' }), { code: 'invalid_input' }));

  it('is not changed where an open quote further up would take in what is added', () => {
    for (const value of ['#x', '\nx']) assert.throws(() => set("A='open\n", { B: value }), { code: 'invalid_state' });
    assert.equal(set("A='open\n", { B: 'word' }), "A='open\nB=word\n");
  });

  const piece = fc.constantFrom(
    'A',
    'KEY',
    'export ',
    '=',
    ': ',
    '"',
    "'",
    '`',
    '\\',
    '\\n',
    '#',
    ' ',
    '\n',
    '\r\n',
    'x',
    'ü',
    '$(',
    'K="v"\n',
    "B='w'\n",
  );
  const text = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(''));

  it('reads back exactly what was set, and all else as before, or is left alone', () => {
    fc.assert(
      fc.property(text, text, fc.string({ unit: 'binary', maxLength: 40 }), (before, value, other) => {
        const variables = { KEY: value, OTHER: other.toWellFormed() };
        let after: string;
        try {
          after = set(before, variables);
        } catch (thrown) {
          assert.ok(thrown instanceof Error && 'code' in thrown, String(thrown));
          return;
        }
        assert.deepEqual(variablesOf(after), { ...variablesOf(before), ...variables });
        // Set once more, nothing moves.
        assert.equal(set(after, variables), after);
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes every value that is generated', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'aZ09!#$%*+,-.=?^_~'), minLength: 1 }), (value) => {
        assert.equal(variablesOf(set('', { A: value }))['A'], value);
      }),
    );
  });
});
