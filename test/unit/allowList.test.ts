import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { allowListOf, allowListText, allows, assertMayCreate, assertMayTag, judgeId, type AllowList } from '../../src/core/allowList.ts';
import { readPrefixes, readTags } from '../../src/core/allowListInput.ts';
import { mainAccount } from './executeWorld.ts';
import { throwsWith } from './support.ts';

const none: AllowList['tags'] = [];
const web = [{ key: 'team', value: 'web' }];
const arn = (tail: string): string => `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${tail}`;

describe('which secrets agents meet', () => {
  const rows: readonly (readonly [AllowList, string, Readonly<Record<string, string>>, boolean])[] = [
    [{ prefixes: ['shop/'], tags: none }, 'shop/db', {}, true],
    [{ prefixes: ['shop/'], tags: none }, 'shop', {}, false],
    [{ prefixes: ['shop/'], tags: none }, 'Shop/db', {}, false],
    [{ prefixes: ['shop/'], tags: none }, 'prod/shop/db', {}, false],
    [{ prefixes: ['shop/', 'prod/a'], tags: none }, 'prod/api', {}, true],
    [{ prefixes: [], tags: web }, 'shop/db', {}, false],
    [{ prefixes: [], tags: web }, 'shop/db', { team: 'web' }, true],
    [{ prefixes: [], tags: web }, 'shop/db', { team: 'webs' }, false],
    [{ prefixes: [], tags: web }, 'shop/db', { Team: 'web' }, false],
    [{ prefixes: [], tags: [{ key: 'constructor', value: 'x' }] }, 'shop/db', {}, false],
    [{ prefixes: [], tags: [{ key: 'empty', value: '' }] }, 'shop/db', { empty: '' }, true],
    [{ prefixes: [], tags: [{ key: 'empty', value: '' }] }, 'shop/db', {}, false],
    [{ prefixes: ['shop/'], tags: web }, 'prod/db', { team: 'web' }, true],
    [{ prefixes: ['shop/'], tags: web }, 'shop/db', {}, true],
    [{ prefixes: ['shop/'], tags: web }, 'prod/db', { team: 'ops' }, false],
  ];
  for (const [allow, name, tags, expected] of rows) {
    it(`${expected ? 'has' : 'has not'} ${name} ${JSON.stringify(tags)} for ${allowListText(allow)}`, () => {
      assert.equal(allows(allow, { name, tags }), expected);
    });
  }

  it('is no list at all where it is empty or left out: all of them', () => {
    assert.equal(allowListOf(mainAccount), undefined);
    assert.equal(allowListOf({ ...mainAccount, allow: { prefixes: [], tags: [] } }), undefined);
    const allow = { prefixes: ['a'], tags: [] };
    assert.equal(allowListOf({ ...mainAccount, allow }), allow);
  });

  const ids: readonly (readonly [AllowList, string, ReturnType<typeof judgeId>])[] = [
    [{ prefixes: ['shop/'], tags: none }, 'shop/db', 'inside'],
    [{ prefixes: ['shop/'], tags: none }, 'prod/db', 'outside'],
    [{ prefixes: ['shop/'], tags: web }, 'prod/db', 'unknown'],
    [{ prefixes: ['shop/'], tags: none }, arn('shop/db-AbCdEf'), 'inside'],
    [{ prefixes: ['shop/'], tags: none }, arn('prod/db-AbCdEf'), 'outside'],
    [{ prefixes: ['shop/my-'], tags: none }, arn('shop/my-secret'), 'unknown'],
    [{ prefixes: ['shop/db-A'], tags: none }, arn('shop/db-AbCdEf'), 'unknown'],
    [{ prefixes: ['arn:'], tags: none }, arn('prod/db-AbCdEf'), 'outside'],
    [{ prefixes: ['shop/'], tags: none }, 'arn:shop/db', 'outside'],
  ];
  for (const [allow, id, expected] of ids) {
    it(`takes ${id} for ${expected} with ${allowListText(allow)}, before anything is read`, () => {
      assert.equal(judgeId(allow, id), expected);
    });
  }

  it('never disagrees between an id and the secret it leads to', () => {
    const piece = fc.stringMatching(/^[ab/-]{0,4}$/);
    const suffix = fc.constantFrom('AbCdEf', 'aaaaaa', 'ab-abb');
    const tag = fc.record({ key: fc.constantFrom('a', 'b'), value: fc.constantFrom('a', 'b') });
    const list = fc.record({ prefixes: fc.array(piece.filter(Boolean), { maxLength: 3 }), tags: fc.array(tag, { maxLength: 2 }) });
    const some = list.filter(({ prefixes, tags }) => prefixes.length + tags.length > 0);
    const secret = fc.record({
      name: fc.tuple(piece, suffix).map(([a, b]) => `${a}-${b}`),
      tags: fc.dictionary(fc.constantFrom('a', 'b'), fc.constantFrom('a', 'b')),
    });
    const seen = new Set<string>();
    fc.assert(
      fc.property(some, secret, suffix, fc.constantFrom('name', 'arn', 'partial'), (allow, { name, tags }, random, form) => {
        const id = form === 'name' ? name : arn(form === 'partial' ? name : `${name}-${random}`);
        const judged = judgeId(allow, id);
        seen.add(judged);
        if (judged === 'inside') assert.equal(allows(allow, { name, tags }), true);
        if (judged === 'outside') assert.equal(allows(allow, { name, tags }), false);
      }),
      { numRuns: 2_000 },
    );
    assert.deepEqual([...seen].sort(), ['inside', 'outside', 'unknown']);
  });

  it('wants the prefix of a new secret, whatever tags the agent gives it, and the tag where there are only tags', () => {
    const both = { prefixes: ['shop/'], tags: web };
    assertMayCreate(both, { name: 'shop/new', tags: {} }, 'main');
    throwsWith('outside_allow_list', () => assertMayCreate(both, { name: 'prod/new', tags: { team: 'web' } }, 'main'));
    const tagged = { prefixes: [], tags: web };
    assertMayCreate(tagged, { name: 'prod/new', tags: { team: 'web' } }, 'main');
    const error = throwsWith('outside_allow_list', () => assertMayCreate(tagged, { name: 'prod/new', tags: { team: 'ops' } }, 'main'));
    assert.equal(
      error.sentence,
      'A secret that an agent creates in account main needs the tag team=web. The person can change this with "Custody: Set Allow-List for Agents".',
    );
    assertMayCreate(undefined, { name: 'anything', tags: {} }, 'main');
  });

  it('rests on tags that agents may not touch', () => {
    throwsWith('outside_allow_list', () => assertMayTag({ prefixes: [], tags: web }, ['cost', 'team'], 'main'));
    assertMayTag({ prefixes: [], tags: web }, ['cost'], 'main');
    assertMayTag(undefined, ['team'], 'main');
  });
});

describe('an allow-list as it is typed', () => {
  it('is beginnings and tags with commas between them, each once', () => {
    assert.deepEqual(readPrefixes(' shop/ ,staging/,, shop/'), { items: ['shop/', 'staging/'] });
    assert.deepEqual(readPrefixes('rds!db-'), { items: ['rds!db-'] });
    assert.deepEqual(readPrefixes(' '), { items: [] });
    assert.deepEqual(readTags('team=web, env = dev,note=a=b,empty='), {
      items: [
        { key: 'team', value: 'web' },
        { key: 'env', value: 'dev' },
        { key: 'note', value: 'a=b' },
        { key: 'empty', value: '' },
      ],
    });
  });

  it('is refused with the part that is wrong', () => {
    for (const text of ['shop/*', 'a b', 'ä', '!rds'])
      assert.match(String(Object.values(readPrefixes(text))[0]), new RegExp(`^“${text.replace('*', '\\*')}” `));
    for (const text of ['team', '=web', `${'k'.repeat(129)}=v`]) assert.ok('problem' in readTags(text), text);
    const many = Array.from({ length: 21 }, (_, index) => `p${index}`);
    assert.ok('problem' in readPrefixes(many.join()));
    assert.ok('problem' in readTags(many.map((key) => `${key}=v`).join()));
  });
});
