import assert from 'node:assert/strict';
import { person } from '../../src/core/caller.ts';
import { accepting, addSamples, blindRedactor, createWorld, type World, type WorldOptions } from './executeWorld.ts';

const value = 'c4n4ry-Value!7f3a9';

function ready(options?: WorldOptions): World {
  const world = createWorld(options);
  addSamples(world);
  world.answer = accepting;
  world.envFiles.variables.set('TOKEN', value);
  world.envFiles.variables.set('AWS_SECRET_ACCESS_KEY', value);
  world.envFiles.files.set('.env', `# ours\nTOKEN="${value}"\nEMPTY=\nPORT=8080\n`);
  return world;
}

const stored = (world: World, name: string): string | undefined => world.secrets.find(name)?.value.reveal();
const tools = [
  ['create_secret', { name: 'new/db' }],
  ['put_secret_value', { secret_id: 'prod/db' }],
] as const;

for (const [tool, where] of tools) {
  describe(`The value of ${tool}`, () => {
    const name = tool === 'create_secret' ? 'new/db' : 'prod/db';
    const token = { ...where, value: 'environment', from: 'TOKEN' };

    for (const [input, words] of [
      [token, 'The value is that of the environment variable TOKEN. It goes to AWS unseen by the agent.'],
      [{ ...where, value: 'dotenv', from: '.env#TOKEN' }, 'The value is that of TOKEN in .env. It goes to AWS unseen by the agent.'],
    ] as const) {
      it(`comes from ${input.value}, named on the card, and shows nowhere`, async () => {
        const world = ready();
        const text = await world.text(tool, input);
        assert.equal(stored(world, name), value);
        assert.ok(world.cards[0]?.consequences.includes(words), JSON.stringify(world.cards[0]?.consequences));
        assert.ok(!JSON.stringify([text, world.cards, world.log, world.records]).includes(value));
        assert.ok(world.redactor.findsIn({ text: `x ${value}` }));
      });

      it(`goes under a key of the JSON from ${input.value} too`, async () => {
        const world = ready();
        await world.text(tool, { ...input, key: 'password' });
        assert.ok(stored(world, name)?.includes(`"password":"${value}"`));
      });

      it(`is refused when it changes in ${input.value} while the person is asked`, async () => {
        const world = ready();
        world.answer = (card, signal) => {
          world.envFiles.variables.set('TOKEN', 'another-Value!7f3a9');
          world.envFiles.files.set('.env', 'TOKEN=another-Value\n');
          return accepting(card, signal);
        };
        assert.equal((await world.refusal(tool, input)).code, 'changed_since');
        assert.deepEqual([world.count('createSecret'), world.count('putSecretValue')], [0, 0]);
      });
    }

    it('says on the card that a variable is one of AWS tools', async () => {
      const world = ready();
      await world.text(tool, { ...where, value: 'environment', from: 'AWS_SECRET_ACCESS_KEY' });
      assert.match(world.cards[0]?.consequences.join('\n') ?? '', /AWS_SECRET_ACCESS_KEY\. It is one that AWS tools sign in/);
    });

    for (const from of ['VSCODE_IPC_HOOK', 'ELECTRON_RUN_AS_NODE', 'CUSTODY_TOKEN', 'vscode_token'])
      it(`is not taken from ${from}, which is the editor's own`, async () => {
        const world = ready();
        world.envFiles.variables.set(from, value);
        assert.match((await world.refusal(tool, { ...where, value: 'environment', from })).message, /are the editor's own/);
      });

    for (const literal of ['hunter2', value, '', 'Generate', 7, { value: 'x' }])
      it(`is never an argument: ${JSON.stringify(literal)} is refused with the sources there are, and not repeated`, async () => {
        const world = ready();
        const refused = await world.refusal(tool, { ...where, value: literal });
        assert.equal(refused.code, 'invalid_input');
        assert.match(refused.sentence, /generate makes one, person has the person type it, environment .* dotenv/);
        if (literal !== '' && literal !== 'Generate') assert.ok(!refused.sentence.includes(String(literal === 7 ? '7' : literal)));
        assert.ok(!JSON.stringify(world.log).includes('hunter2'));
        assert.deepEqual(world.cards, []);
      });

    for (const from of ['hunter2!', 'a b', value, '.env#', 'dir/env#A', '.envrc/x#A', '#A', '.env#A#B', 'x\n.env'])
      it(`is not taken from what names neither: ${JSON.stringify(from)}, which is not repeated or written down`, async () => {
        for (const source of ['environment', 'dotenv']) {
          const world = ready();
          const { code, sentence } = await world.refusal(tool, { ...where, value: source, from });
          assert.equal(code, 'invalid_input');
          assert.ok(!sentence.includes(from));
          assert.ok(!JSON.stringify(world.log).includes(JSON.stringify(from).slice(1, -1)));
        }
      });

    for (const [what, input] of [
      ['without from', { value: 'environment' }],
      ['with from beside generate', { value: 'generate', from: 'TOKEN' }],
      ['with from beside person', { value: 'person', from: 'TOKEN' }],
      ['from a variable that is not set', { value: 'environment', from: 'NONE' }],
      ['from a variable where a file was named', { value: 'environment', from: '.env#TOKEN' }],
      ['from a file where a variable was named', { value: 'dotenv', from: 'TOKEN' }],
      ['from a key that is not there', { value: 'dotenv', from: '.env#NONE' }],
      ['from a key without a value', { value: 'dotenv', from: '.env#EMPTY' }],
      ['from a file that is not there', { value: 'dotenv', from: 'api/.env#TOKEN' }],
    ] as const)
      it(`is refused ${what}, and nobody is asked`, async () => {
        const world = ready();
        assert.equal((await world.refusal(tool, { ...where, ...input })).code, 'invalid_input');
        assert.deepEqual(world.cards, []);
      });

    for (const [git, said] of [
      ['tracked', /^\.env is tracked by git, so no value/],
      ['notIgnored', /^\.env is not ignored by git, so no value/],
      ['unknown', /^Git can't say whether it ignores \.env, so no value/],
    ] as const)
      it(`is not taken by an agent from a file of which git says ${git}, and by a person it is`, async () => {
        const world = ready();
        world.envFiles.git = git;
        const input = { ...where, value: 'dotenv', from: '.env#TOKEN' };
        const { code, message } = await world.refusal(tool, input);
        assert.equal(code, 'invalid_state');
        assert.match(message, said);
        await world.text(tool, input, { caller: person });
      });

    it('is taken by an agent from a file outside of any repository', async () => {
      const world = ready();
      world.envFiles.git = 'noRepository';
      await world.text(tool, { ...where, value: 'dotenv', from: '.env#TOKEN' });
      assert.equal(stored(world, name), value);
    });

    it('is too long where AWS would say so, and shows nowhere', async () => {
      const world = ready();
      world.envFiles.variables.set('TOKEN', `${value}${'x'.repeat(65_536)}`);
      const refused = await world.refusal(tool, token);
      assert.equal(refused.code, 'limit_exceeded');
      assert.ok(!refused.sentence.includes(value));
    });

    it('would show without care: a redactor that knows nothing lets an agent send it afterwards', async () => {
      const blind = ready({ redactor: blindRedactor });
      await blind.text(tool, token);
      await blind.text('update_secret', { secret_id: 'prod/db', description: value });
      const world = ready();
      await world.text(tool, token);
      assert.equal((await world.refusal('update_secret', { secret_id: 'prod/db', description: value })).code, 'value_in_input');
    });
  });
}

describe('A whole .env file', () => {
  it('becomes one JSON secret when one is created, with its names on the card', async () => {
    const world = ready();
    await world.text('create_secret', { name: 'new/db', value: 'dotenv', from: '.env' });
    assert.deepEqual(JSON.parse(stored(world, 'new/db') ?? ''), { TOKEN: value, EMPTY: '', PORT: '8080' });
    assert.match(world.cards[0]?.consequences[0] ?? '', /^The value is all of \.env as one JSON object: TOKEN, EMPTY, PORT\./);
  });

  it('does not go under one key, nor over a secret that is there', async () => {
    const world = ready();
    for (const [tool, input] of [
      ['create_secret', { name: 'new/db', key: 'all' }],
      ['put_secret_value', { secret_id: 'prod/db' }],
    ] as const)
      assert.match((await world.refusal(tool, { ...input, value: 'dotenv', from: '.env' })).message, /Name one variable/);
  });
});
