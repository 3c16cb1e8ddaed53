import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { createSecretIndex, type DrawnSecret, type Level, type SecretIndex } from '../../src/vscode/tree/secretIndex.ts';

const prefix = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:';

function secret(name: string, rest: Partial<DrawnSecret> = {}): DrawnSecret {
  return { name, arn: `${prefix}${name}-a1B2c3`, rotationEnabled: false, ...rest };
}

/** A level worked out from all names at once, as the index was before it kept anything. */
function modelOf(path: string, secrets: readonly DrawnSecret[]): Level {
  const inside = secrets.filter(({ name }) => name.startsWith(path) && name !== path);
  const slashOf = (name: string): number => name.indexOf('/', path.length);
  const isHere = ({ name }: DrawnSecret): boolean => slashOf(name) === -1 || slashOf(name) === name.length - 1;
  const folders = inside.filter((each) => !isHere(each)).map(({ name }) => name.slice(0, slashOf(name) + 1));
  return { folders: [...new Set(folders)].sort(), secrets: inside.filter(isHere) };
}

function sorted({ folders, secrets }: Level): object {
  return { folders, secrets: secrets.map(({ name }) => name).sort() };
}

const names = fc.uniqueArray(fc.string({ unit: fc.constantFrom('a', 'b', '/'), minLength: 1, maxLength: 7 }), { maxLength: 30 });
const paths = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 5 }).map((text) => (text === '' ? '' : `${text}/`)));

describe('the index of a region', () => {
  it('draws every level as if it were worked out anew, whatever the names, the pages and what was drawn in between', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(names, paths)), (pages) => {
        const index = createSecretIndex();
        const all = new Map<string, DrawnSecret>();
        for (const [page, drawn] of pages) {
          index.add(page.map((name) => secret(name)));
          for (const name of page) all.set(name, secret(name));
          for (const path of ['', ...drawn]) assert.deepEqual(sorted(index.level(path)), sorted(modelOf(path, [...all.values()])));
        }
      }),
      { seed: 20_261_121, numRuns: 500 },
    );
  });

  it('control: a level that was drawn and then kept would be wrong after the next page', () => {
    const index = createSecretIndex();
    index.add([secret('a/1')]);
    const kept = index.level('');
    index.add([secret('b/1')]);
    assert.notDeepEqual(sorted(kept), sorted(modelOf('', [secret('a/1'), secret('b/1')])));
  });

  it('gives back each secret as it came, its ARN included', () => {
    const full: DrawnSecret = {
      ...secret('full', { description: 'all of it', rotationEnabled: true }),
      deletedDate: '2026-12-20T00:00:00.000Z',
      owningService: 'rds',
      primaryRegion: 'us-east-1',
    };
    const secrets = [secret('plain'), full, secret('half', { owningService: 'rds' })];
    assert.deepEqual(drawnFrom(secrets).level('').secrets, secrets);
  });

  it('gives back ARNs that are not made as the first was', () => {
    const odd = [
      secret('first'),
      secret('otherPlace', { arn: 'arn:aws-us-gov:secretsmanager:us-gov-west-1:222233334444:secret:otherPlace-x1Y2z3' }),
      secret('noSuffix', { arn: `${prefix}noSuffix` }),
      secret('longSuffix', { arn: `${prefix}longSuffix-a1B2c3d4` }),
      secret('a-b1C2d3', { arn: `${prefix}a-b1C2d3-a1B2c3` }),
    ];
    assert.deepEqual(drawnFrom(odd).level('').secrets, odd);
    assert.deepEqual(drawnFrom(odd.toReversed()).level('').secrets, odd.toReversed());
  });

  it('holds a secret once for its ARN, as it came last and where it came first', () => {
    const index = drawnFrom([secret('a', { description: 'old' }), secret('b')]);
    index.level('');
    index.add([secret('a', { description: 'new' })]);
    assert.deepEqual(index.level('').secrets, [secret('a', { description: 'new' }), secret('b')]);
  });

  it('counts a secret once, however often and on however many pages it came, drawn in between or not', () => {
    const again = secret('a', { arn: `${prefix}a-z9Y8x7` });
    const index = drawnFrom([secret('a'), secret('a', { description: 'new' }), secret('b/1')]);
    index.level('');
    assert.equal(index.size, 2);
    index.add([secret('b/1'), secret('a'), again, again, secret('a')]);
    assert.equal(index.size, 3);
  });

  it('is one flat list in the order they came, where it has no folders', () => {
    const index = createSecretIndex({ flat: true, descending: true });
    index.add([secret('z/2'), secret('a/b/1')]);
    index.level('');
    index.add([secret('a/b/3'), secret('z/2')]);
    const { folders, secrets } = index.level('');
    assert.deepEqual(folders, []);
    assert.deepEqual(
      secrets.map(({ name }) => name),
      ['z/2', 'a/b/1', 'a/b/3'],
    );
  });

  it('has folders from the end of the alphabet where names descend', () => {
    const index = createSecretIndex({ flat: false, descending: true });
    index.add([secret('c/1'), secret('b'), secret('a/1')]);
    assert.deepEqual(index.level('').folders, ['c/', 'a/']);
  });

  it('holds two secrets of one name that have different ARNs, such as one that was created again, each once', () => {
    const again = secret('a', { arn: `${prefix}a-z9Y8x7` });
    const index = drawnFrom([secret('a'), again, again, secret('a')]);
    assert.deepEqual(index.level('').secrets, [secret('a'), again]);
  });
});

function drawnFrom(secrets: readonly DrawnSecret[]): SecretIndex {
  const index = createSecretIndex();
  index.add(secrets);
  return index;
}
