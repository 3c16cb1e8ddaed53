import assert from 'node:assert/strict';
import { person } from '../../../src/core/caller.ts';
import { SecretText } from '../../../src/core/secretText.ts';
import { accepting, addSamples, createWorld, type World, type WorldOptions } from '../executeWorld.ts';
import { arnOf } from '../fakeSecrets.ts';

const inTenMinutes = (): number => Date.parse('2026-11-21T12:05:00Z');
const prod = { secret_id: 'prod/db' };

function ready(options?: WorldOptions): World {
  const world = createWorld(options);
  addSamples(world);
  world.answer = accepting;
  return world;
}

/** The stored value, which a test may look at. */
function valueOf(world: World, name = 'prod/db'): string {
  return world.secrets.find(name)?.value.reveal() ?? assert.fail(name);
}

describe('put_secret_value', () => {
  it('stores a generated value under the token that was written down, and tells its version and nothing of it', async () => {
    const world = ready();
    const text = await world.text('put_secret_value', { ...prod, value: 'generate', length: 40, symbols: false });
    assert.match(valueOf(world), /^[A-Za-z0-9]{40}$/);
    const { versionId = '' } = world.secrets.find('prod/db')?.versions[0] ?? {};
    assert.equal(world.records.find(({ phase }) => phase === 'sending')?.clientRequestToken, versionId);
    assert.equal(text, `Changed prod/db, version ${versionId}\narn: ${arnOf('prod/db')}`);
  });

  it('changes one key of a JSON secret and keeps the others in their place, numbers digit by digit', async () => {
    const world = ready();
    world.secrets.add('app/keys', '{"a":12345678901234567890,"password":"old","z":{"n":1.0}}');
    await world.text('put_secret_value', { secret_id: 'app/keys', value: 'generate', key: 'password' });
    assert.match(valueOf(world, 'app/keys'), /^\{"a":12345678901234567890,"password":"[^"]{32}","z":\{"n":1.0\}\}$/);
    await world.text('put_secret_value', { secret_id: 'app/keys', value: 'generate', key: 'new' });
    assert.match(valueOf(world, 'app/keys'), /,"new":"[^"]{32}"\}$/);
  });

  for (const [what, value] of [
    ['plain text', 'just-a-text-9Qd'],
    ['a list', '["a"]'],
    ['broken JSON', '{"a":'],
    ['binary', SecretText.ofBase64(Buffer.from('{"a":1}').toString('base64'))],
  ] as const) {
    it(`refuses a key in a secret that is ${what}, and stores nothing`, async () => {
      const world = ready();
      world.secrets.add('app/other', value);
      const error = await world.refusal('put_secret_value', { secret_id: 'app/other', value: 'generate', key: 'a' });
      assert.equal(error.code, 'invalid_state');
      assert.match(error.message, /^app\/other in account main is no JSON object, so it has no key a\.$/);
      assert.equal(world.count('putSecretValue'), 0);
    });
  }

  it('does not overwrite what someone else stored between the question and the write', async () => {
    const world = ready();
    world.secrets.before.getSecretValue = () => {
      const secret = world.secrets.find('prod/db') ?? assert.fail();
      secret.versions = [{ versionId: '99999999-9999-4999-8999-999999999999', stages: ['AWSCURRENT'] }];
    };
    assert.equal((await world.refusal('put_secret_value', { ...prod, value: 'generate', key: 'password' })).code, 'changed_since');
    assert.equal(world.count('putSecretValue'), 0);
  });

  it('tells of a version that someone else stored in the very last moment, and nothing where there was none', async () => {
    const world = ready();
    const theirs = '99999999-9999-4999-8999-999999999999';
    assert.doesNotMatch(await world.text('put_secret_value', { ...prod, value: 'generate' }), /replaced/);
    world.secrets.before.putSecretValue = () => {
      const secret = world.secrets.find('prod/db') ?? assert.fail();
      secret.versions = [{ versionId: theirs, stages: ['AWSCURRENT'] }, ...secret.versions.map((version) => ({ ...version, stages: [] }))];
    };
    const text = await world.text('put_secret_value', { ...prod, value: 'generate' });
    assert.match(
      text,
      new RegExp(`^Version ${theirs}, stored by someone else a moment before, was replaced; it is AWSPREVIOUS now\\.$`, 'm'),
    );
  });

  it('is refused without a question when the version it is based on is no longer the current one', async () => {
    const world = ready();
    const { versionId = '' } = world.secrets.find('prod/db')?.versions[0] ?? {};
    await world.text('put_secret_value', { ...prod, value: 'generate', if_version: versionId });
    const error = await world.refusal('put_secret_value', { ...prod, value: 'generate', if_version: versionId });
    assert.equal(error.code, 'changed_since');
    assert.match(error.message, /was changed meanwhile: its current version is [0-9a-f-]{36}\.$/);
    assert.deepEqual([world.cards.length, world.count('putSecretValue')], [1, 1]);
  });

  it('asks a person too, since it replaces what is there, and stores what they typed', async () => {
    const world = ready({ caller: person });
    const value = SecretText.of('typed-in-our-form-5Xc');
    await world.text('put_secret_value', { ...prod, value: 'person' }, { value });
    assert.deepEqual([world.cards.length, valueOf(world)], [1, 'typed-in-our-form-5Xc']);
  });

  it('says on the card what follows: readers, the value before, rotation, the owner, and a change just made', async () => {
    const world = ready({ now: inTenMinutes });
    const secret = world.secrets.find('prod/db') ?? assert.fail();
    Object.assign(secret, { rotationEnabled: true, owningService: 'rds', lastChangedDate: '2026-11-21T12:00:00Z' });
    await world.text('put_secret_value', { ...prod, value: 'generate' });
    const said = world.cards[0]?.consequences.join(' ') ?? '';
    for (const words of ['gets the new value', 'AWSPREVIOUS', 'Nobody sees it', 'rotates by itself', 'managed by rds', 'ten minutes']) {
      assert.ok(said.includes(words), words);
    }
  });

  it('says on the card that every key goes when none is named, and not when one is', async () => {
    const world = ready();
    await world.text('put_secret_value', { ...prod, value: 'generate', key: 'password' });
    await world.text('put_secret_value', { ...prod, value: 'generate' });
    assert.deepEqual(
      world.cards.map(({ consequences }) => consequences.includes('The whole value is replaced, with every key in it.')),
      [false, true],
    );
  });

  it('stores the first value of a secret that has none, and says that a key of it can not be changed yet', async () => {
    const world = ready();
    (world.secrets.find('prod/db') ?? assert.fail()).versions = [];
    const error = await world.refusal('put_secret_value', { ...prod, value: 'generate', key: 'password' });
    assert.equal(error.code, 'invalid_state');
    assert.match(error.sentence, /prod\/db in account .* has no value yet.*leave out "key"/);
    assert.deepEqual([world.cards.length, world.count('getSecretValue')], [0, 0]);
    await world.text('put_secret_value', { ...prod, value: 'generate' });
    const said = world.cards[0]?.consequences.join(' ') ?? '';
    assert.match(said, /It has no value yet: this is its first\./);
    assert.doesNotMatch(said, /AWSPREVIOUS|every key/);
  });

  it('says nothing of a change long ago', async () => {
    const world = ready({ now: inTenMinutes });
    Object.assign(world.secrets.find('prod/db') ?? assert.fail(), { lastChangedDate: '2026-11-21T11:54:00Z' });
    await world.text('put_secret_value', { ...prod, value: 'generate' });
    assert.ok(!world.cards[0]?.consequences.join(' ').includes('ten minutes'));
  });

  it('asks no question about a secret that is scheduled for deletion', async () => {
    const world = ready();
    assert.equal((await world.refusal('put_secret_value', { secret_id: 'old/db', value: 'generate' })).code, 'secret_pending_deletion');
    assert.deepEqual(world.cards, []);
  });
});

describe('update_secret', () => {
  it('sends what was given and nothing else, and shows both on the card', async () => {
    const world = ready();
    await world.text('update_secret', { ...prod, description: 'orders', kms_key_id: 'alias/app' });
    assert.deepEqual(world.secrets.calls.at(-1)?.asked, { secretId: arnOf('prod/db'), description: 'orders', kmsKeyId: 'alias/app' });
    await world.text('update_secret', { ...prod, description: '' });
    assert.deepEqual(world.secrets.calls.at(-1)?.asked, { secretId: arnOf('prod/db'), description: '' });
    assert.match(world.cards[0]?.consequences.join(' ') ?? '', /becomes "orders".*encrypted with alias\/app/);
  });

  it('asks no question when nothing is to change', async () => {
    const world = ready();
    assert.equal((await world.refusal('update_secret', prod)).code, 'invalid_input');
    assert.deepEqual(world.cards, []);
  });
});

describe('tag_resource and untag_resource', () => {
  it('add, change and remove tags, and say which on the card', async () => {
    const world = ready();
    await world.text('tag_resource', { ...prod, tags: { team: 'orders', env: 'test' } });
    assert.deepEqual(world.secrets.find('prod/db')?.tags, { team: 'orders', env: 'test' });
    assert.deepEqual(world.cards[0]?.consequences.slice(0, 2), ['Adds team=orders.', 'Changes env from prod to test.']);
    await world.text('untag_resource', { ...prod, tag_keys: ['env'] });
    assert.deepEqual(world.secrets.find('prod/db')?.tags, { team: 'orders' });
    assert.equal(world.cards[1]?.consequences[0], 'Removes env=test.');
  });

  it('are refused without a question for no tags, a fifty-first, one of AWS, and one that is not there', async () => {
    const world = ready();
    Object.assign(world.secrets.find('prod/db') ?? assert.fail(), {
      tags: Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`t${n}`, ''])),
    });
    for (const [tags, code] of [
      [{}, 'invalid_input'],
      [{ t50: '' }, 'limit_exceeded'],
      [{ 'aws:x': '' }, 'invalid_input'],
    ] as const) {
      assert.equal((await world.refusal('tag_resource', { ...prod, tags })).code, code);
    }
    await world.text('tag_resource', { ...prod, tags: { t49: 'changed' } });
    // Those that AWS has set do not count.
    const own = Object.fromEntries(Array.from({ length: 49 }, (_, n) => [`t${n}`, '']));
    Object.assign(world.secrets.find('prod/db') ?? assert.fail(), { tags: { ...own, 'aws:cloudformation:stack-name': 'a', 'AWS:x': '' } });
    await world.text('tag_resource', { ...prod, tags: { t49: '' } });
    assert.equal((await world.refusal('tag_resource', { ...prod, tags: { t50: '' } })).code, 'limit_exceeded');
    assert.equal((await world.refusal('untag_resource', { ...prod, tag_keys: ['t1', 'nope'] })).code, 'invalid_state');
    assert.deepEqual([world.cards.length, world.count('untagResource')], [2, 0]);
  });
});

describe('list_secret_version_ids', () => {
  it('gives a line a version with its labels, and the token of the next page', async () => {
    const world = ready();
    await world.text('put_secret_value', { ...prod, value: 'generate' });
    const lines = (await world.text('list_secret_version_ids', { ...prod, include_deprecated: true })).split('\n');
    assert.equal(lines[0], '2 versions (id|labels|created)');
    assert.match(lines[1] ?? '', /^[0-9a-f-]{36}\|AWSCURRENT\|$/);
    assert.match(lines[2] ?? '', /^[0-9a-f-]{36}\|AWSPREVIOUS\|$/);
    assert.deepEqual(world.secrets.calls.at(-1)?.asked, { secretId: 'prod/db', includeDeprecated: true, maxResults: 100 });
  });
});
