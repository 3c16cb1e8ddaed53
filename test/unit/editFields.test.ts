import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { editableFields, isEdited, mergeEdits, type EditedRow } from '../../src/core/editFields.ts';
import { SecretText } from '../../src/core/secretText.ts';

const stored = '{ "user": "app", "pin": 0.10, "id": 123456789012345678901234567890, "pool": {"max": 1.50, "min":[1]}, "10": "ten" }';

/** The rows an edit begins with. */
function untouched(text: string): readonly EditedRow[] {
  return editableFields(SecretText.of(text)).map(({ key = '' }, from) => ({ key, from, text: undefined }));
}

function merge(text: string, rows: readonly EditedRow[]): string {
  const merged = mergeEdits(editableFields(SecretText.of(text)), rows);
  return 'problem' in merged ? assert.fail(merged.problem) : merged.reveal();
}

function problem(text: string, rows: readonly EditedRow[]): string {
  const merged = mergeEdits(editableFields(SecretText.of(text)), rows);
  return 'problem' in merged ? merged.problem : assert.fail('it was merged');
}

const typed = (rows: readonly EditedRow[], key: string, text: string): readonly EditedRow[] =>
  rows.map((row) => (row.key === key ? { ...row, text: SecretText.of(text) } : row));

describe('the merge of edits', () => {
  it('keeps numbers and nested values that were not touched, digit by digit', () => {
    const merged = merge(stored, typed(untouched(stored), 'user', 'other'));
    assert.equal(merged, '{"10":"ten","user":"other","pin":0.10,"id":123456789012345678901234567890,"pool":{"max":1.50,"min":[1]}}');
    // The control: read and written as numbers, they would change.
    assert.doesNotMatch(JSON.stringify(JSON.parse(stored)), /0\.10|123456789012345678901234567890/);
  });

  it('keeps a string of digits a string, and types text into it as text', () => {
    assert.equal(merge('{"pin":"007"}', typed(untouched('{"pin":"007"}'), 'pin', '008')), '{"pin":"008"}');
  });

  it('stores what was typed into a number or a nested value as the JSON it is', () => {
    const rows = typed(typed(untouched(stored), 'id', ' 998877665544332211009988776655.0 '), 'pool', '{"max": 2.00}');
    assert.match(merge(stored, rows), /"id":998877665544332211009988776655\.0,"pool":\{"max": 2\.00\}/);
  });

  it('refuses text that is no JSON where JSON was, naming the key and not the text', () => {
    const said = problem(stored, typed(untouched(stored), 'pin', 'hunter2'));
    assert.match(said, /pin/);
    assert.doesNotMatch(said, /hunter2/);
  });

  it('renames in place, adds at the end and removes', () => {
    const rows = untouched('{"a":1,"b":"two","c":3}')
      .filter(({ key }) => key !== 'c')
      .map((row) => (row.key === 'a' ? { ...row, key: 'first' } : row));
    const more = [...rows, { key: 'd', from: undefined, text: SecretText.of('4') }];
    assert.equal(merge('{"a":1,"b":"two","c":3}', more), '{"first":1,"b":"two","d":"4"}');
  });

  it('lets two keys swap their names', () => {
    const rows = untouched('{"a":"1","b":"2"}').map((row) => ({ ...row, key: row.key === 'a' ? 'b' : 'a' }));
    assert.equal(merge('{"a":"1","b":"2"}', rows), '{"b":"1","a":"2"}');
  });

  it('refuses an empty key, a key given twice, no key at all and a row from nowhere', () => {
    const rows = untouched('{"a":"1","b":"2"}');
    assert.match(problem('{"a":"1"}', []), /at least one key/);
    assert.match(problem('{"a":"1","b":"2"}', [{ key: '', from: 0, text: undefined }]), /every key a name/);
    assert.match(
      problem(
        '{"a":"1","b":"2"}',
        rows.map((row) => ({ ...row, key: 'a' })),
      ),
      /Two keys are called a/,
    );
    assert.match(problem('{"a":"1"}', [{ key: 'a', from: 7, text: undefined }]), /has no value/);
    assert.match(problem('{"a":"1"}', [{ key: 'a', from: 7, text: SecretText.of('forged') }]), /has no value/);
    assert.match(problem('{"a":"1"}', [{ key: 'a', from: undefined, text: undefined }]), /has no value/);
  });

  it('replaces a plain text as a whole, and refuses an empty one and a binary one', () => {
    assert.equal(merge('hello', [{ key: '', from: 0, text: SecretText.of('{"now":"json"}') }]), '{"now":"json"}');
    assert.equal(merge('[1.0]', [{ key: '', from: 0, text: SecretText.of('not json') }]), 'not json');
    assert.match(problem('hello', [{ key: '', from: 0, text: SecretText.of('') }]), /Give the value/);
    const binary = editableFields(SecretText.ofBase64('AAEC'));
    assert.ok('problem' in mergeEdits(binary, [{ key: '', from: 0, text: SecretText.of('text') }]));
  });

  it('knows JSON from text', () => {
    const forms = (text: string) => editableFields(SecretText.of(text)).map(({ isJson }) => isJson);
    assert.deepEqual(forms('{"a":"1","b":1,"c":null,"d":{},"__proto__":"x"}'), [false, true, true, true, false]);
    assert.deepEqual([forms('[1]'), forms('{}'), forms('hello'), forms('12345'), forms('{broken')].flat(), [
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it('tells an edit from none', () => {
    const fields = editableFields(SecretText.of(stored));
    const rows = untouched(stored);
    assert.equal(isEdited(fields, rows), false);
    assert.equal(isEdited(fields, rows.slice(1)), true);
    assert.equal(isEdited(fields, typed(rows, 'pin', '1')), true);
    assert.equal(
      isEdited(
        fields,
        rows.map((row) => ({ ...row, key: `${row.key}x` })),
      ),
      true,
    );
    assert.equal(isEdited([{ key: undefined }], [{ key: '', from: 0, text: undefined }]), false);
  });

  it('changes nothing of any object when nothing was edited', () => {
    const object = fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue(), { minKeys: 1 });
    fc.assert(
      fc.property(object, (value) => {
        const text = JSON.stringify(value);
        assert.deepEqual(JSON.parse(merge(text, untouched(text))), JSON.parse(text));
      }),
    );
  });
});
