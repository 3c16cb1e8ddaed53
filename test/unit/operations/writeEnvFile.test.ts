import assert from 'node:assert/strict';
import * as z from 'zod';
import { person } from '../../../src/core/caller.ts';
import { createGrants } from '../../../src/core/grants.ts';
import { writeEnvFile } from '../../../src/core/operations/writeEnvFile.ts';
import { SecretText } from '../../../src/core/secretText.ts';
import { accepting, addSamples, agent, createWorld, declining, type World } from '../executeWorld.ts';

const value = 'Xk29$mQp!vL4';
const input = { secret_id: 'prod/db', path: 'api/.env' };

function ready(): World {
  const world = createWorld();
  addSamples(world);
  world.answer = accepting;
  return world;
}

describe('write_env_file', () => {
  it('writes each key as a variable and tells the agent their names alone', async () => {
    const world = ready();
    assert.equal(await world.text('write_env_file', input), 'Wrote USERNAME, PASSWORD to api/.env.');
    assert.equal(world.envFiles.files.get('api/.env'), `USERNAME=postgres-admin-7\nPASSWORD='${value}'\n`);
    const said = JSON.stringify([world.cards, world.log, world.records]);
    for (const part of [value, 'postgres-admin-7']) assert.ok(!said.includes(part));
  });

  it('shows on the card what becomes of which key, which lines are replaced, and who may read the file', async () => {
    const world = ready();
    world.envFiles.files.set('api/.env', 'PASSWORD=old-password-1\nPORT=1\n');
    const text = await world.text('write_env_file', input);
    assert.equal(text, 'Wrote USERNAME, PASSWORD to api/.env.\nReplaced: PASSWORD.');
    assert.equal(world.envFiles.files.get('api/.env'), `PASSWORD='${value}'\nPORT=1\nUSERNAME=postgres-admin-7\n`);
    const [card] = world.cards;
    assert.equal(card?.headline, 'Write 2 values of prod/db to api/.env');
    assert.deepEqual(card?.consequences, [
      'Written: username as USERNAME, password as PASSWORD.',
      'Replaced in the file: PASSWORD. Other lines stay.',
      'Git ignores the file.',
      'Anything that reads the file gets the values, and so does an agent that may read files.',
    ]);
    assert.ok(!JSON.stringify(world.cards).includes('old-password-1'));
  });

  for (const [git, words] of [
    ['notIgnored', 'api/.env is not ignored by git. Allowing this adds it to .gitignore first.'],
    ['noRepository', 'The folder is in no git repository.'],
    ['unknown', 'Nobody knows whether git ignores the file, because git could not be asked. It could be committed.'],
  ] as const) {
    it(`says on the card what git makes of the file: ${git}`, async () => {
      const world = ready();
      world.envFiles.git = git;
      const text = await world.text('write_env_file', input);
      assert.equal(/added to \.gitignore/.test(text), git === 'notIgnored');
      assert.equal(world.cards[0]?.consequences[2], words);
    });
  }

  it('writes nothing to a file that git tracks, and asks nobody', async () => {
    const world = ready();
    world.envFiles.git = 'tracked';
    const { code, message } = await world.refusal('write_env_file', input);
    assert.deepEqual([code, world.cards, world.envFiles.written], ['invalid_state', [], []]);
    assert.match(message, /api\/\.env is tracked by git/);
  });

  it('writes nothing when the person declines', async () => {
    const world = ready();
    world.answer = declining;
    assert.equal((await world.refusal('write_env_file', input)).code, 'approval_declined');
    assert.deepEqual(world.envFiles.written, []);
  });

  for (const [what, change] of [
    ['the file', (world: World) => world.envFiles.files.set('api/.env', 'USERNAME=mine\n')],
    ['what git makes of it', (world: World) => (world.envFiles.git = 'notIgnored')],
    [
      'the value',
      (world: World) =>
        Object.assign(world.secrets.find('prod/db') ?? {}, { versions: [{ versionId: '2'.repeat(36), stages: ['AWSCURRENT'] }] }),
    ],
  ] as const) {
    it(`writes nothing when ${what} changes while the person is asked`, async () => {
      const world = ready();
      world.answer = (card, signal) => {
        change(world);
        return accepting(card, signal);
      };
      assert.equal((await world.refusal('write_env_file', input)).code, 'changed_since');
      assert.deepEqual(world.envFiles.written, []);
    });
  }

  it('writes the keys that are asked for, and names one that is not there', async () => {
    const world = ready();
    assert.equal(await world.text('write_env_file', { ...input, keys: ['password'] }), 'Wrote PASSWORD to api/.env.');
    assert.match((await world.refusal('write_env_file', { ...input, keys: ['pass', 'password'] })).message, /has no key pass\.$/);
  });

  it('takes a prefix of a person, who names the variables, and of no agent', async () => {
    const world = ready();
    const asked = { ...input, prefix: 'DB_' };
    assert.equal(await world.text('write_env_file', asked, { caller: person }), 'Wrote DB_USERNAME, DB_PASSWORD to api/.env.');
    assert.equal((await world.refusal('write_env_file', asked)).code, 'unknown_argument');
  });

  for (const [what, secret, expected] of [
    ['a plain text, named after its secret', 'token-31-Kd', 'API_KEY=token-31-Kd\n'],
    ['a key that begins with a digit', '{"1a":"x"}', '_1A=x\n'],
    ['a number and what nests, as they are stored', '{"port":5432,"more":{"a":[1]}}', `PORT=5432\nMORE='{"a":[1]}'\n`],
  ] as const) {
    it(`writes ${what}`, async () => {
      const world = ready();
      world.secrets.add('prod/api-key', secret);
      await world.text('write_env_file', { secret_id: 'prod/api-key', path: '.env' });
      assert.equal(world.envFiles.files.get('.env'), expected);
    });
  }

  for (const [what, secret, message] of [
    ['a binary value', SecretText.ofBase64('AAEC'), /is binary/],
    [
      'more keys than a card can show',
      JSON.stringify(Object.fromEntries(Array.from({ length: 201 }, (_, at) => [`k${at}`, 'x']))),
      / has 201 keys\.$/,
    ],
    ['two keys of one name', '{"a-b":"1","A_B":"2"}', /Two keys .* A_B/],
    ['a key longer than a name', JSON.stringify({ ['k'.repeat(129)]: 'x' }), /is too long for the name of a variable/],
    ['a value that no .env file holds safely', '{"a":"it\'s `id` 4Q"}', /no \.env file can hold safely/],
  ] as const) {
    it(`refuses ${what} before anyone is asked`, async () => {
      const world = ready();
      world.secrets.add('odd', secret);
      const refused = await world.refusal('write_env_file', { secret_id: 'odd', path: '.env' });
      assert.match(refused.message, message);
      assert.ok(!refused.sentence.includes('4Q'));
      assert.deepEqual([world.cards, world.envFiles.written], [[], []]);
    });
  }

  it('refuses a secret that is scheduled for deletion', async () => {
    assert.equal((await ready().refusal('write_env_file', { secret_id: 'old/db', path: '.env' })).code, 'secret_pending_deletion');
  });

  describe('once it was allowed for the session', () => {
    const other = { ...agent, client: 'client-2' };

    /** Where the card of the first write said that the file is new, and every later card is declined. */
    async function granted(grants = createGrants()): Promise<World> {
      const world = createWorld({ grants });
      addSamples(world);
      world.answer = async (card, signal) => ({ ...(await accepting(card, signal)), grant: 'session' });
      await world.text('write_env_file', input);
      assert.match(world.cards[0]?.consequences.join() ?? '', /The file is new/);
      world.answer = declining;
      return world;
    }
    const rotate = (world: World): void => {
      world.secrets.add('prod/db', '{"username":"postgres-admin-7","password":"Nq81-rotated-x"}');
    };

    it('replaces without a card what it wrote itself, again and again, and what is gone', async () => {
      const world = await granted();
      for (const change of [
        () => undefined,
        rotate,
        () => undefined,
        () => world.envFiles.files.set('api/.env', 'MINE=1\n'),
        () => world.envFiles.files.delete('api/.env'),
      ]) {
        change(world);
        await world.text('write_env_file', input);
      }
      assert.equal(world.cards.length, 1);
      assert.match(world.envFiles.files.get('api/.env') ?? '', /PASSWORD=Nq81-rotated-x/);
    });

    const others: Readonly<Record<string, (world: World) => unknown>> = {
      'the person wrote': (world) => world.envFiles.files.set('api/.env', 'USERNAME=postgres-admin-7\nPASSWORD=own-4711-kept\n'),
      'another client was allowed to write': async (world) => {
        rotate(world);
        world.answer = accepting;
        await world.text('write_env_file', input, { caller: other });
        world.answer = declining;
        world.cards.splice(1);
      },
    };
    for (const [who, write] of Object.entries(others)) {
      it(`asks anew before it replaces what ${who}`, async () => {
        const world = await granted();
        await write(world);
        const there = world.envFiles.files.get('api/.env');
        assert.equal((await world.refusal('write_env_file', input)).code, 'approval_declined');
        assert.match(world.cards[1]?.consequences.join() ?? '', /Replaced in the file: USERNAME, PASSWORD/);
        assert.equal(world.envFiles.files.get('api/.env'), there);
        world.answer = accepting;
        await world.text('write_env_file', input);
        world.answer = declining;
        await world.text('write_env_file', input);
        assert.equal(world.cards.length, 3, 'what it was allowed to write since is its own');
      });

      it(`would be seen to replace what ${who} if a grant covered whatever stands there`, async () => {
        const world = await granted({ ...createGrants(), replacesOwn: () => true });
        await write(world);
        await world.text('write_env_file', input);
        assert.equal(world.cards.length, 1);
      });
    }
  });

  it('names as its destination the file, the variables and what git makes of them, so that a grant holds for no other', async () => {
    const world = ready();
    const of = async (git: 'ignored' | 'notIgnored', keys?: readonly string[]): Promise<unknown> => {
      world.envFiles.git = git;
      const destinations: unknown[] = [];
      const prepare = writeEnvFile.prepare;
      const spied = {
        ...writeEnvFile,
        prepare: (raw: unknown) =>
          ((prepared) => ({
            ...prepared,
            run: async (...given: Parameters<typeof prepared.run>) => (
              destinations.push(prepared.destination(given[1])),
              prepared.run(...given)
            ),
          }))(prepare(raw)),
      };
      await world.execute(spied, { input: { ...input, ...(keys ? { keys } : {}) }, caller: person });
      return destinations[0];
    };
    const arn = world.secrets.find('prod/db')?.arn;
    const { contents, ...destination } = z
      .looseObject({ contents: z.record(z.string(), z.record(z.string(), z.string())) })
      .parse(await of('ignored'));
    assert.deepEqual(
      Object.values(contents).map((each) => Object.keys(each)),
      [[], ['USERNAME', 'PASSWORD']],
    );
    assert.ok(!JSON.stringify(contents).includes(value));
    assert.deepEqual(destination, {
      kind: 'file',
      label: 'api/.env',
      identity: { path: '/srv/api/.env', names: ['USERNAME', 'PASSWORD'], git: 'ignored' },
      secrets: [
        { arn, key: 'username' },
        { arn, key: 'password' },
      ],
    });
    assert.notDeepEqual(await of('notIgnored'), await of('ignored'));
    assert.notDeepEqual(await of('ignored', ['password']), await of('ignored'));
  });
});
