import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { makeCanaries, shapes } from './canaries.ts';
import { encodings, leakOf } from './encodings.ts';
import { createScanner } from './scanner.ts';

const canaries = makeCanaries();
const scanner = createScanner(canaries);

describe('the scanner for canaries', () => {
  it('knows two hundred canaries of twelve shapes, each by its parts in eight encodings', () => {
    assert.equal(canaries.length, 200);
    assert.equal(new Set(canaries.map(({ shape }) => shape)).size, 12);
    assert.equal(encodings.length, 8);
    assert.ok(scanner.needles > 10_000, `${scanner.needles} byte strings`);
  });

  for (const encoding of encodings) {
    it(`finds every canary of more than one character in ${encoding}, at every alignment, amid other bytes`, () => {
      for (const canary of canaries.filter(({ shape }) => shape !== 'oneCharacter')) {
        for (const alignment of [0, 1, 2]) {
          const bytes = Buffer.concat([Buffer.from('before '), leakOf(canary, encoding, alignment), Buffer.from(' after')]);
          const hits = scanner.scan([{ where: 'here', bytes }]);
          assert.ok(
            hits.some((hit) => hit.canary === canary.name && hit.encoding === encoding),
            `${canary.name} at ${alignment}`,
          );
          assert.deepEqual([...new Set(hits.map((hit) => hit.canary))], [canary.name]);
        }
      }
    });
  }

  it('finds the first, the middle or the last twenty-odd characters of a long value', () => {
    for (const canary of canaries.filter(({ shape }) => shape === 'long')) {
      for (const part of [canary.value.slice(0, 24), canary.value.slice(-24), canary.value.slice(10_000, 22_000)]) {
        assert.deepEqual([...new Set(scanner.scan([{ where: '', bytes: Buffer.from(part) }]).map((hit) => hit.canary))], [canary.name]);
      }
    }
  });

  it('finds each field of a JSON value on its own', () => {
    for (const canary of canaries) {
      for (const [key, field] of Object.entries(canary.fields)) {
        assert.ok(
          scanner.scan([{ where: key, bytes: Buffer.from(field) }]).some((hit) => hit.canary === canary.name),
          canary.name,
        );
      }
    }
  });

  it('finds nothing where nothing is, names of secrets and random bytes included', () => {
    const names = Buffer.from(canaries.map(({ name }) => name).join('\n') + shapes.join());
    assert.deepEqual(scanner.scan([{ where: 'names', bytes: names }]), []);
    assert.deepEqual(scanner.scan([{ where: 'noise', bytes: randomBytes(4_000_000) }]), []);
  });
});
