import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { Account } from '../../../src/core/account.ts';
import { person, type Caller } from '../../../src/core/caller.ts';
import { compareValues } from '../../../src/core/compareValues.ts';
import { fingerprintOf } from '../../../src/core/fingerprint.ts';
import { SecretText } from '../../../src/core/secretText.ts';
import {
  addSamples,
  agent,
  blindRedactor,
  createWorld,
  elsewhereRegion,
  mainAccount,
  type World,
  type WorldOptions,
} from '../executeWorld.ts';
import { arnOf, createFakeSecrets, fakeRegion } from '../fakeSecrets.ts';

function ready(options?: WorldOptions): World {
  const world = createWorld(options);
  addSamples(world);
  return world;
}

const compare = (world: World, a: unknown, b: unknown): Promise<string> => {
  world.secrets.add('one', JSON.stringify(a));
  world.secrets.add('other', JSON.stringify(b));
  return world.text('compare_secrets', { secret_id: 'one', other: 'other' });
};

const token = 'Xk29mQpvL4Zt8RwN3bHs7';

const printsIn = (lines: readonly string[]): readonly string[] => lines.flatMap((line) => [...new Set(line.match(/\b[0-9a-f]{8}\b/g))]);
/** Those that two lines have. */
const twice = (prints: readonly string[]): readonly string[] => prints.filter((print, at) => prints.indexOf(print) !== at);

describe('compare_secrets', () => {
  it('says key by key what is the same, with types, rough lengths and fingerprints', async () => {
    const a = { token, user: 'admin', port: 5432, on: true, old: 'aB3$dE6&gH9(' };
    const b = { token, user: 'root', port: '5432', on: true, next: null };
    const lines = (await compare(ready(), a, b)).split('\n').map((line) => line.replace(/[0-9a-f]{8}(?= \||$)/g, '<fingerprint>'));
    assert.deepEqual(lines, [
      '2 different (user, port); 1 only in the first (old); 1 only in the second (next); 2 same (token, on).',
      'first: one version 11111111-1111-1111-1111-111111111111 AWSCURRENT in main (eu-west-1)',
      'second: other version 11111111-1111-1111-1111-111111111111 AWSCURRENT in main (eu-west-1)',
      'token: same, text 16 to 31 bytes <fingerprint>',
      'user: different, text under 8 bytes no fingerprint',
      'port: different, number under 8 bytes no fingerprint | text under 8 bytes no fingerprint',
      'on: same, boolean under 8 bytes no fingerprint',
      'old: only in the first, text 8 to 15 bytes <fingerprint>',
      'next: only in the second, empty under 8 bytes no fingerprint',
    ]);
  });

  it('gives a value another fingerprint under each key, so that a secret of many guesses is one guess at a field', async () => {
    const guesses = Object.fromEntries(
      [...Array.from({ length: 50 }, (_, at) => `Guess${at}!Zz`), token].map((text, at) => [`g${at}`, text]),
    );
    const lines = (await compare(ready(), { token }, guesses)).split('\n').slice(3);
    assert.equal(printsIn(lines).length, 52);
    assert.deepEqual(twice(printsIn(lines)), []);
    // Without the keys in them two would be one, which names the guess that is right.
    const bare = [token, ...Object.values(guesses)].map((text) => fingerprintOf(SecretText.of(text)).slice(0, 8));
    assert.equal(twice(bare).length, 1);
  });

  describe('with a .env file', () => {
    const fields = { token, port: 5432, password: 'hunter2', other: 'aB3$dE6&gH9(' };
    const withFile = (options?: WorldOptions): World => {
      const world = ready(options);
      world.secrets.add('one', JSON.stringify(fields));
      world.envFiles.files.set('.env', `TOKEN=${token}\nport=5432\nPASSWORD=hunter2\nELSE=1\n`);
      return world;
    };
    const ask = (world: World): Promise<string> => world.text('compare_secrets', { secret_id: 'one', other: '.env' });

    it('compares each key with the variable it would be written as, for a person all of them', async () => {
      const [summary, , second] = (await ask(withFile({ caller: person }))).split('\n');
      assert.equal(summary, '1 only in the first (other); 3 same (token, port, password).');
      assert.equal(second, 'second: .env');
    });

    it('confirms no guess that an agent may have written there', async () => {
      const [summary] = (await ask(withFile())).split('\n');
      assert.equal(summary, '1 only in the first (other); 2 too easily guessed to be compared (port, password); 1 same (token).');
      // Without the defence the guess would be confirmed.
      assert.match(await ask(withFile({ caller: person })), /3 same \(token, port, password\)/);
    });

    const texts = Array.from({ length: 150 }, (_, at) => `Guess${at}!Zz`);
    /** What is told of a file of many guesses, one of which is right, for a field of another name. */
    const told = async (caller: Caller): Promise<readonly string[]> => {
      const world = ready({ caller });
      world.secrets.add('one', JSON.stringify({ ...Object.fromEntries(texts.map((_, at) => [`k${at}`, `Filler${at}xyz!A`])), token }));
      const lines = [...texts.slice(1), token].map((text, at) => `K${at}='${text}'`);
      world.envFiles.files.set('.env', [...lines, "TOKEN='nope1234A'"].join('\n'));
      return (await ask(world)).split('\n').slice(3);
    };

    for (const caller of [agent, person])
      it(`holds one guess at a field, whatever stands in its other lines, for ${caller.kind === 'agent' ? 'an agent' : 'a person'}`, async () => {
        assert.deepEqual(twice(printsIn(await told(caller))), []);
      });

    it('tells an agent no fingerprint of a text, to hold against a field of the same name in another secret', async () => {
      // The file is compared with a secret that the agent may spend guesses on; the other is the one it is after.
      const printsFor = async (caller: Caller): Promise<readonly string[]> => {
        const world = ready({ caller });
        world.secrets.add('one', JSON.stringify({ token: 'Own4Value!of5Mine' }));
        world.envFiles.files.set('.env', `TOKEN='${token}'\n`);
        return printsIn((await ask(world)).split('\n').slice(3));
      };
      const [sought = ''] = printsIn((await compare(ready(), { token }, { token })).split('\n').slice(3));
      assert.deepEqual(await printsFor(agent), []);
      // A person's would name the guess.
      assert.ok((await printsFor(person)).includes(sought));
    });

    describe('that an agent changes again and again', () => {
      const withText = (world: World, text: string): void => void world.envFiles.files.set('.env', `TOKEN='${text}'\n`);
      const compared = async (options?: WorldOptions): Promise<World> => {
        const world = withFile(options);
        for (const text of texts.slice(0, 5)) {
          withText(world, text);
          assert.match(await ask(world), /1 different \(token\)/);
        }
        withText(world, token);
        return world;
      };
      const refused = 'Agents have compared 5 different texts with a field of one in account main, which is all they may.';

      it('is compared with a field five times, by all agents together, and then left to the person', async () => {
        const world = await compared();
        const { message, sentence } = await world.refusal('compare_secrets', { secret_id: 'one', other: '.env' });
        assert.equal(message, refused);
        assert.match(sentence, /Ask the person/);
        const another = { caller: { ...agent, client: 'client-2' } };
        assert.equal((await world.refusal('compare_secrets', { secret_id: 'one', other: '.env' }, another)).message, refused);
        assert.match(await world.text('compare_secrets', { secret_id: 'one', other: '.env' }, { caller: person }), /1 same \(token\)/);
      });

      it('is compared again where it holds what it held before, and with a field of another value', async () => {
        const world = await compared();
        withText(world, texts[0] ?? '');
        assert.match(await ask(world), /1 different \(token\)/);
        const next = { versions: [{ versionId: '22222222-2222-2222-2222-222222222222', stages: ['AWSCURRENT'] }] };
        withText(world, token);
        world.secrets.add('one', JSON.stringify({ ...fields, else: 'changed' }), next);
        assert.equal((await world.refusal('compare_secrets', { secret_id: 'one', other: '.env' })).message, refused);
        withText(world, `${token}2`);
        world.secrets.add('one', JSON.stringify({ ...fields, token: `${token}2` }), next);
        assert.match(await ask(world), /1 same \(token\)/);
      });

      it('would be told the right text if nobody counted: a person is', async () => {
        assert.match(await ask(await compared({ caller: person })), /1 same \(token\)/);
      });
    });

    it('says that there is no such file', async () => {
      const world = withFile();
      assert.match(
        (await world.refusal('compare_secrets', { secret_id: 'one', other: 'sub/.env' })).sentence,
        /There is no file sub\/\.env/,
      );
    });
  });

  it('gives the same value the same fingerprint, another one another, and none to what is short or easily guessed', () => {
    const printOf = (value: string): string | undefined => compareValues(SecretText.of(value), SecretText.of('x'))[0]?.first?.fingerprint;
    assert.match(printOf(token) ?? '', /^[0-9a-f]{8}$/);
    assert.equal(printOf(token), printOf(token));
    assert.notEqual(printOf(token), printOf(`${token}x`));
    for (const weak of ['4711', 'hunter2', 'password', 'aaaaaaaaaaaaaaaaaaaa', 'eu-west-1', 'postgres'])
      assert.equal(printOf(weak), undefined, weak);
  });

  it('has a key of its own in each process, so that a fingerprint is of no use elsewhere', async () => {
    const again: { readonly fingerprintOf: typeof fingerprintOf } = await import(`../../../src/core/fingerprint.ts?${Date.now()}`);
    const shown = compareValues(SecretText.of(token), SecretText.of(token))[0]?.first?.fingerprint ?? assert.fail();
    assert.ok(fingerprintOf(SecretText.of(token), 'null').startsWith(shown));
    assert.ok(!again.fingerprintOf(SecretText.of(token), 'null').startsWith(shown));
  });

  it('compares what is no JSON as a whole, and bytes with bytes', () => {
    const bytes = SecretText.ofBase64(Buffer.from('a-binary-value-6Gh').toString('base64'));
    assert.deepEqual(
      compareValues(bytes, bytes).map(({ key, is, first }) => [key, is, first?.type]),
      [[undefined, 'same', 'binary']],
    );
    assert.deepEqual(
      compareValues(SecretText.of('a b'), SecretText.of('a c')).map(({ key, is }) => [key, is]),
      [[undefined, 'different']],
    );
    assert.deepEqual(
      compareValues(SecretText.of('{"__proto__":{"a":1},"list":[1]}'), SecretText.of('text')).map(({ key, is, first }) => [
        key,
        is,
        first?.type,
      ]),
      [
        ['__proto__', 'only_first', 'object'],
        ['list', 'only_first', 'list'],
        [undefined, 'only_second', undefined],
      ],
    );
  });

  it('shows a key that reads like something else in quotes', async () => {
    const text = await compare(ready(), { 'a: same, text': 'x\n' }, { 'b\nfirst: forged': 'y' });
    assert.match(text, /^"a: same, text": only in the first/m);
    assert.doesNotMatch(text, /^first: forged/m);
  });

  // Letters and signs that stand nowhere in the words around, so that nothing is there by chance.
  const value = fc.string({ unit: fc.constantFrom(...'ABCDGHJKQXYZ#%&§éß密'), minLength: 4, maxLength: 60 });
  const keys = ['alpha', 'beta', 'gamma'] as const;
  const secret = fc.oneof(
    value,
    fc.dictionary(fc.constantFrom(...keys), fc.oneof(value, fc.array(value, { maxLength: 2 })), { minKeys: 1 }),
  );

  /** The first piece of 4 characters of any value that stands in the text. */
  function pieceIn(text: string, values: readonly unknown[]): string | undefined {
    const characters = values
      .flatMap((each) => (typeof each === 'string' ? [each] : Object.values(Object(each)).flat()))
      .map((each) => [...String(each)]);
    return characters.flatMap((all) => all.slice(3).map((_, at) => all.slice(at, at + 4).join(''))).find((piece) => text.includes(piece));
  }

  it('tells no 4 characters of any of 300 pairs of values, even with a redactor that knows nothing', async () => {
    await fc.assert(
      fc.asyncProperty(secret, secret, async (a, b) => {
        const world = createWorld({ redactor: blindRedactor });
        world.secrets.add('one', typeof a === 'string' ? a : JSON.stringify(a));
        world.secrets.add('other', typeof b === 'string' ? b : JSON.stringify(b));
        const text = await world.text('compare_secrets', { secret_id: 'one', other: 'other' });
        await world.audit.flush();
        assert.equal(pieceIn(text + world.log.join('') + JSON.stringify(world.cards), [a, b]), undefined);
      }),
      { seed: 20_263, numRuns: 300 },
    );
  });

  it('control: the look above finds a piece where there is one', () => {
    assert.equal(pieceIn('text of ABCDG here', ['XYABCDZZ']), 'ABCD');
    assert.equal(pieceIn('text of ABC here', [{ alpha: ['ABCDE'] }]), undefined);
  });

  it('reads the version that is named: by label, by id, of the same secret or another', async () => {
    const id = '22222222-2222-2222-2222-222222222222';
    for (const [other, asked] of [
      ['AWSPREVIOUS', { secretId: 'prod/db', versionStage: 'AWSPREVIOUS' }],
      [':CANARY', { secretId: 'prod/db', versionStage: 'CANARY' }],
      [id, { secretId: 'prod/db', versionId: id }],
      ['far/db', { secretId: 'far/db' }],
      [`far/db:${id}`, { secretId: 'far/db', versionId: id }],
      [`${arnOf('far/db')}:AWSPENDING`, { secretId: arnOf('far/db'), versionStage: 'AWSPENDING' }],
    ] as const) {
      const world = ready();
      await world.text('compare_secrets', { secret_id: 'prod/db', other });
      assert.deepEqual(
        world.secrets.calls.map((call) => call.asked),
        [{ secretId: 'prod/db' }, asked],
        other,
      );
    }
    for (const other of [':', '::', 'a:b:c', `${arnOf('far/db')}:a:b`]) {
      const world = ready();
      assert.equal((await world.refusal('compare_secrets', { secret_id: 'prod/db', other })).code, 'invalid_input', other);
      assert.deepEqual(world.secrets.calls, []);
    }
  });

  it('goes to another region by the ARN', async () => {
    const world = ready();
    const arn = arnOf('there/db').replace(fakeRegion, elsewhereRegion);
    world.elsewhere.add('there/db', '{"password":"Xk29$mQp!vL4"}', { arn });
    const text = await world.text('compare_secrets', { secret_id: 'prod/db', other: arn });
    assert.match(text, /^1 only in the first \(username\); 1 same \(password\)\.$/m);
    assert.match(text, new RegExp(`^second: there/db .* in main \\(${elsewhereRegion}\\)$`, 'm'));
    const unknown = await world.refusal('compare_secrets', { secret_id: 'prod/db', other: arn.replace(elsewhereRegion, 'ap-south-1') });
    assert.equal(unknown.code, 'region_not_found');
  });

  describe('with another account', () => {
    const there = createFakeSecrets();
    const arn = arnOf('there/db').replace('111122223333', '444455556666');
    there.add('there/db', '{"password":"Xk29$mQp!vL4"}', { arn });
    const accountsWith = (access: Account['access']): readonly Account[] => [
      { ...mainAccount, accountId: '111122223333' },
      { ...mainAccount, name: 'second', accountId: '444455556666', access },
    ];
    const input = { account: 'main', secret_id: 'prod/db', other: arn };

    function world(access: Account['access'], more: WorldOptions = {}): World {
      const here = createFakeSecrets();
      here.add('prod/db', '{"password":"Xk29$mQp!vL4"}');
      return createWorld({
        accounts: accountsWith(access),
        service: async ({ name }) => (name === 'second' ? there : here).service,
        ...more,
      });
    }

    it('goes there by the ARN, where agents have the level of a use there too', async () => {
      const text = await world('use').text('compare_secrets', input);
      assert.match(text, /^1 same \(password\)\.$/m);
      assert.match(text, /^second: there\/db .* in second \(eu-west-1\)$/m);
    });

    it('refuses an agent that has less there', async () => {
      there.calls.length = 0;
      assert.equal((await world('describe').refusal('compare_secrets', input)).code, 'access_level');
      assert.deepEqual(there.calls, []);
    });

    it('looks like no account of ours to an agent where it is off', async () => {
      there.calls.length = 0;
      const off = await world('off').refusal('compare_secrets', input);
      const never = await world('use').refusal('compare_secrets', { ...input, other: arn.replace('444455556666', '777788889999') });
      assert.deepEqual([off.code, off.message], [never.code, never.message]);
      assert.deepEqual(there.calls, []);
    });

    it('refuses it where the setting allows less, and lets a person', async () => {
      assert.equal(
        (await world('destroy', { settings: { maximumAccess: 'describe' } }).refusal('compare_secrets', input)).code,
        'access_level',
      );
      await world('off', { caller: person }).text('compare_secrets', input);
    });
  });
});
