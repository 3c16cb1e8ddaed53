import assert from 'node:assert/strict';
import { person } from '../../../src/core/caller.ts';
import { getRandomPassword } from '../../../src/core/operations/getRandomPassword.ts';
import { accepting, addSamples, agent, blindRedactor, createWorld, type World, type WorldOptions } from '../executeWorld.ts';
import { fakePassword } from '../fakeSecrets.ts';

function ready(options?: WorldOptions): World {
  const world = createWorld(options);
  addSamples(world);
  world.answer = accepting;
  return world;
}

describe('get_random_password', () => {
  it('gives a person the password, and no text or log line anything of it but its length', async () => {
    const world = ready();
    const outcome = await world.execute(getRandomPassword, { input: { length: 32 }, caller: person });
    assert.ok(outcome.ok);
    assert.equal(outcome.output.reveal(), fakePassword);
    assert.equal(outcome.text, 'A password of 32 characters.');
    await world.audit.flush();
    assert.ok(world.log.length > 0 && !world.log.join('').includes(fakePassword));
  });

  it('asks the port for exactly what was asked of it, and for what AWS does by default where nothing was', async () => {
    const world = ready({ caller: person });
    await world.text('get_random_password', {
      length: 12,
      exclude_characters: '/@',
      exclude_numbers: true,
      exclude_punctuation: true,
      exclude_uppercase: true,
      exclude_lowercase: false,
      include_space: true,
      require_each_included_type: false,
    });
    await world.text('get_random_password', {});
    const rules = {
      excludeNumbers: false,
      excludePunctuation: false,
      excludeUppercase: false,
      excludeLowercase: false,
      includeSpace: false,
    };
    assert.deepEqual(
      world.secrets.calls.map(({ asked }) => asked),
      [
        {
          ...rules,
          length: 12,
          excludeCharacters: '/@',
          excludeNumbers: true,
          excludePunctuation: true,
          excludeUppercase: true,
          includeSpace: true,
          requireEachIncludedType: false,
        },
        { ...rules, requireEachIncludedType: true },
      ],
    );
  });

  it('takes 1 to 4,096 characters', async () => {
    const world = ready({ caller: person });
    for (const length of [1, 4_096]) await world.text('get_random_password', { length });
    for (const length of [0, 4_097, 1.5]) assert.equal((await world.refusal('get_random_password', { length })).code, 'invalid_input');
  });

  it('is refused to an agent with every right, before anything is generated', async () => {
    const world = ready();
    const error = await world.refusal('get_random_password', {});
    assert.equal(error.code, 'unknown_operation');
    assert.match(error.sentence, /^get_random_password is for people only\. List the tools again/);
    assert.deepEqual(world.secrets.calls, []);
    assert.deepEqual(world.cards, []);
  });

  it('would be run for an agent if nothing said that it is for people', async () => {
    const world = ready();
    const outcome = await world.execute({ ...getRandomPassword, callers: 'all' }, { input: {}, caller: agent });
    assert.ok(outcome.ok);
    assert.equal(world.count('getRandomPassword'), 1);
  });

  it('makes the password known, so that no agent can pass it on in an argument', async () => {
    const refusalAfter = async (options?: WorldOptions): Promise<string> => {
      const world = ready(options);
      await world.text('get_random_password', {}, { caller: person });
      const outcome = await world.run('describe_secret', { secret_id: fakePassword });
      return outcome.ok ? 'ok' : outcome.error.code;
    };
    assert.equal(await refusalAfter(), 'value_in_input');
    assert.equal(await refusalAfter({ redactor: blindRedactor }), 'secret_not_found', 'with the defence off');
  });

  it('fails in a sentence of ours when something foreign is thrown, without what it says', async () => {
    const world = ready({ caller: person });
    world.secrets.before.getRandomPassword = () => Promise.reject(new Error(fakePassword));
    const error = await world.refusal('get_random_password', {});
    assert.equal(error.code, 'internal');
    assert.ok(!error.sentence.includes(fakePassword));
  });
});
