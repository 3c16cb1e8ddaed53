import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { CustodyError } from '../../src/core/errors.ts';
import { parseSecretFilter, type SecretFilter, type SecretSearch } from '../../src/core/secretFilter.ts';

const ten = Array.from({ length: 10 }, (_, index) => `v${index}`);

const read: readonly { text: string; filters: readonly SecretFilter[]; rest?: Partial<SecretSearch> }[] = [
  { text: '', filters: [] },
  { text: '  \t ', filters: [] },
  { text: 'orders', filters: [{ key: 'all', values: ['orders'] }] },
  {
    text: ' orders   database ',
    filters: [
      { key: 'all', values: ['orders'] },
      { key: 'all', values: ['database'] },
    ],
  },
  { text: '"orders database"', filters: [{ key: 'all', values: ['orders database'] }] },
  { text: '"arn:aws"', filters: [{ key: 'all', values: ['arn:aws'] }] },
  { text: '10.0.0.1:5432', filters: [{ key: 'all', values: ['10.0.0.1:5432'] }] },
  { text: 'name:prod/', filters: [{ key: 'name', values: ['prod/'] }] },
  { text: 'NAME:Prod/', filters: [{ key: 'name', values: ['Prod/'] }] },
  { text: 'name:a:b', filters: [{ key: 'name', values: ['a:b'] }] },
  { text: 'description:"my shop"', filters: [{ key: 'description', values: ['my shop'] }] },
  { text: 'tag-key:team', filters: [{ key: 'tag-key', values: ['team'] }] },
  { text: 'tag-value:shop', filters: [{ key: 'tag-value', values: ['shop'] }] },
  { text: 'owning-service:rds', filters: [{ key: 'owning-service', values: ['rds'] }] },
  { text: 'owner:rds', filters: [{ key: 'owning-service', values: ['rds'] }] },
  { text: 'primary-region:eu-', filters: [{ key: 'primary-region', values: ['eu-'] }] },
  { text: 'region:eu-', filters: [{ key: 'primary-region', values: ['eu-'] }] },
  { text: 'owner:rds owning-service:"my service"', filters: [{ key: 'owning-service', values: ['rds', 'my service'] }] },
  { text: `name:${ten.join(' name:')}`, filters: [{ key: 'name', values: ten }] },
  {
    text: 'name:prod/ db name:dev/ tag-key:team',
    filters: [
      { key: 'all', values: ['db'] },
      { key: 'name', values: ['prod/', 'dev/'] },
      { key: 'tag-key', values: ['team'] },
    ],
  },
  {
    text: 'name:prod/ name:!prod/old name:"!prod/test" !legacy',
    filters: [
      { key: 'name', values: ['!prod/old'] },
      { key: 'name', values: ['!prod/test'] },
      { key: 'all', values: ['!legacy'] },
      { key: 'name', values: ['prod/'] },
    ],
  },
  { text: 'is:deleted', filters: [], rest: { deletedOnly: true } },
  { text: 'sort:name', filters: [], rest: { sortBy: 'name', sortOrder: 'asc' } },
  { text: 'sort:-created', filters: [], rest: { sortBy: 'created-date', sortOrder: 'desc' } },
  { text: 'sort:changed', filters: [], rest: { sortBy: 'last-changed-date', sortOrder: 'asc' } },
  { text: 'sort:-accessed x', filters: [{ key: 'all', values: ['x'] }], rest: { sortBy: 'last-accessed-date', sortOrder: 'desc' } },
];

const refused: readonly { text: string; message: RegExp }[] = [
  { text: 'nme:prod/', message: /^The word nme:prod\/ at column 1 names no filter; there are name, description, / },
  { text: 'db  nme:prod/', message: /^The word nme:prod\/ at column 5 names no filter/ },
  { text: 'name:', message: /^The word name: at column 1 has no value\.$/ },
  { text: 'a name:!', message: /^The word name:! at column 3 has no value\.$/ },
  { text: 'name:""', message: /^The word name:"" at column 1 has no value\.$/ },
  { text: '""', message: /^The word "" at column 1 has no value\.$/ },
  { text: '!', message: /^The word ! at column 1 has no value\.$/ },
  { text: '!name:x', message: /^The word !name:x at column 1 has its exclamation mark in front; it belongs before the value/ },
  { text: 'a "b c', message: /^The word "b c at column 3 has a quote that nothing closes\.$/ },
  { text: 'description:"b c', message: /^The word "b c at column 13 has a quote that nothing closes\.$/ },
  { text: 'prod*', message: /^The word prod\* at column 1 has a character that AWS does not search for/ },
  { text: 'käse', message: /^The word käse at column 1 has a character/ },
  { text: 'is:live', message: /^The word is:live at column 1 is not known; the only one is is:deleted\.$/ },
  { text: 'sort:size', message: /^The word sort:size at column 1 names no order; there are name, created, changed, accessed/ },
  { text: 'sort:', message: /^The word sort: at column 1 names no order/ },
  { text: 'sort:name sort:-name', message: /^The word sort:-name at column 11 sorts a second time\.$/ },
  { text: `name:${ten.join(' name:')} name:last`, message: /^The word name:last at column 81 is one more than the 10 values/ },
  { text: `!${ten.join(' !')} last`, message: /^The word last at column 41 is one more than the 10 filters/ },
  { text: 'a'.repeat(513), message: /^The word a{40} at column 1 is longer than the 512 characters/ },
];

describe('a search', () => {
  for (const { text, filters, rest = {} } of read) {
    it(`reads ${text.slice(0, 60) || 'nothing'}`, () => {
      assert.deepEqual(parseSecretFilter(text), { filters, deletedOnly: false, ...rest });
    });
  }

  for (const { text, message } of refused) {
    it(`refuses ${text.slice(0, 60)}, naming the word at fault and its column`, () => {
      assert.throws(() => parseSecretFilter(text), { code: 'invalid_input', message });
    });
  }

  const piece = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.constantFrom(
        'name:',
        'tag-key:',
        'owner:',
        'sort:',
        'is:',
        'deleted',
        '-',
        'changed',
        '!',
        '"',
        ' ',
        ':',
        'a',
        'prod/',
      ),
    },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 3 }) },
  );
  const texts = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));

  /** What ListSecrets documents of filters. */
  const isTaken = ({ filters }: SecretSearch): boolean =>
    filters.length <= 10 &&
    filters.every(
      ({ values }) => values.length >= 1 && values.length <= 10 && values.every((value) => /^!?[a-zA-Z0-9 :_@/+=.\-!]{1,511}$/.test(value)),
    );

  it('throws nothing but a CustodyError, and gives nothing that AWS would refuse, whatever is typed', () => {
    const outcomes = { taken: 0, refused: 0 };
    fc.assert(
      fc.property(texts, (text) => {
        try {
          assert.ok(isTaken(parseSecretFilter(text)), text);
          outcomes.taken += 1;
        } catch (thrown) {
          assert.ok(thrown instanceof CustodyError, String(thrown));
          assert.match(thrown.message, /^The word .* at column [1-9]\d* .*\.$/su);
          outcomes.refused += 1;
        }
      }),
      { seed: 20_261_121, numRuns: 3_000 },
    );
    // Both sides of the property were met.
    assert.ok(outcomes.taken > 200 && outcomes.refused > 200, JSON.stringify(outcomes));
  });

  it('control: one filter more than AWS takes would be noticed', () => {
    assert.equal(isTaken({ filters: Array.from({ length: 11 }, () => ({ key: 'name', values: ['a'] })), deletedOnly: false }), false);
  });
});
