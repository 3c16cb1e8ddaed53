import assert from 'node:assert/strict';
import { operations } from '../../src/core/operations/index.ts';
import { quoted } from '../../src/core/outputText.ts';
import { createRedactor, type Redactor } from '../../src/core/redact.ts';
import { SecretText } from '../../src/core/secretText.ts';
import { accepting, addSamples, agent, createWorld, sampleFor, type World, type WorldOptions } from './executeWorld.ts';

const value = 'Xk29/mQpv+L4Zt8RwN3 bHs"7CyD';
const [half, other] = [value.slice(0, 14), value.slice(14)];

function ready(options?: WorldOptions): World {
  const redactor = createRedactor();
  redactor.know(SecretText.of(value));
  const world = createWorld({ redactor, ...options });
  addSamples(world);
  world.answer = accepting;
  return world;
}

const bytes = Buffer.from(value);
/** Eight forms, made without the product's own code. */
const forms: Readonly<Record<string, string>> = {
  text: value,
  json: JSON.stringify(value),
  base64: bytes.toString('base64'),
  'base64 within base64': Buffer.from(`user:${value}`).toString('base64'),
  base64url: bytes.toString('base64url'),
  'hex of both cases': [...bytes.toString('hex')].map((digit, at) => (at % 2 === 0 ? digit.toUpperCase() : digit)).join(''),
  percent: encodeURIComponent(value),
  'percent for every byte, in lower case': [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
};

const tools = operations.filter(({ callers }) => callers === 'all');

/** Every argument that a tool lists, with the text in every way JSON has, whether the schema would take it or not. */
function places(operation: (typeof operations)[number], text: string): readonly Record<string, unknown>[] {
  const sample = sampleFor(operation);
  const puts = [text, [text], { [text]: 'a' }, { a: text }, { [text]: 7 }, [[{ deep: text }]]];
  return [
    ...Object.keys(operation.input.shape).flatMap((key) => puts.map((put) => ({ ...sample, [key]: put }))),
    { ...sample, [text]: 'an argument of no tool' },
    { ...sample, unheard: text },
  ];
}

describe('An input that holds a known value', () => {
  for (const [form, text] of Object.entries(forms)) {
    it(`is refused in every argument of every tool as ${form}, and in none where it is not known`, async () => {
      let [refused, taken] = [0, 0];
      // Whatever reads as the value is refused before anything else is looked at, so that no answer confirms more of it.
      const world = ready({ guesses: { check: () => undefined, hit: () => (refused += 1), forgive: () => undefined } });
      const ignorant = ready({ redactor: createRedactor() });
      for (const operation of tools) {
        for (const input of places(operation, text)) {
          const error = await world.refusal(operation.name, input);
          assert.equal(error.code, 'value_in_input', `${operation.name} ${JSON.stringify(input)}`);
          assert.equal(error.message, `${operation.name} was called with a secret value in an argument.`);
          if (operation.risk !== 'read') continue;
          const outcome = await ignorant.run(operation.name, input);
          assert.notEqual(outcome.ok ? 'ok' : outcome.error.code, 'value_in_input');
          taken += 1;
        }
      }
      assert.ok(refused > 300 && taken > 50, `${refused} were refused and ${taken} taken`);
      assert.deepEqual([world.secrets.calls, world.cards], [[], []]);
      assert.ok(!world.log.join('').includes(value));
    });
  }

  for (const [where, input] of [
    ['two items of a list', { tag_keys: [half, other], secret_id: 'prod/db' }],
    ['a key and what stands under it', { tags: { [half]: other }, secret_id: 'prod/db' }],
    ['two arguments that follow one another', { description: half, secret_id: other }],
    ['three parts', { a: value.slice(0, 9), b: value.slice(9, 18), c: value.slice(18) }],
    ['two items as base64', { tag_keys: [forms['base64']?.slice(0, 20), forms['base64']?.slice(20)] }],
  ] as const) {
    it(`is refused where the value is split over ${where}`, async () => {
      assert.equal((await ready().refusal('describe_secret', input)).code, 'value_in_input');
      assert.notEqual((await ready({ redactor: createRedactor() }).refusal('describe_secret', input)).code, 'value_in_input');
    });
  }

  for (const [what, known, sent] of [
    ['with what is not seen in the place of its spaces', 'correct horse 42X', 'correct\u200bhorse\u00ad42X'],
    ['with its accents apart', 'Cr\u00e8me-Br\u00fbl\u00e9e!42', 'Cre\u0300me-Bru\u0302le\u0301e!42'],
    ['in wide letters', 'Summer2024!', 'Ｓｕｍｍｅｒ２０２４！'],
    ['as a path that leads there by a detour', 'Sum/mer/2024!X', 'Sum/x/../mer//./2024!X'],
    ['as a path of Windows', 'Sum/mer/2024!X', 'Sum\\mer\\2024!X'],
  ] as const) {
    it(`is refused ${what}`, async () => {
      const redactor = createRedactor();
      redactor.know(SecretText.of(known));
      const input = { secret_id: 'prod/db', other: `/${sent}/.env` };
      assert.equal((await ready({ redactor }).refusal('compare_secrets', input)).code, 'value_in_input');
      assert.notEqual((await ready().refusal('compare_secrets', input)).code, 'value_in_input');
    });
  }

  describe('in a form that turns into it in the answer alone', () => {
    // A fault of a search shows a question mark for what is not seen.
    const known = 'Who?Knows?It42X';
    const guess = 'nothing:Who\u200bKnows\u200bIt42X';
    const knowing = (): Redactor => {
      const redactor = createRedactor();
      redactor.know(SecretText.of(known));
      return redactor;
    };
    const hitsOf = async (redactor: Redactor, search: string): Promise<readonly [hits: number, said: string]> => {
      let hits = 0;
      const world = ready({ redactor, guesses: { check: () => undefined, hit: () => (hits += 1), forgive: () => undefined } });
      const { sentence } = await world.refusal('list_secrets', { search });
      return [hits, sentence];
    };

    it('counts as a guess that was right', async () => {
      const [hits, said] = await hitsOf(knowing(), guess);
      assert.match(said, /nothing:\[redacted\]/);
      assert.equal(hits, 1);
    });

    it('would not be counted if the answer were only scrubbed', async () => {
      assert.equal((await hitsOf({ ...knowing(), echoes: () => false }, guess))[0], 0);
    });

    it('counts for nothing where the value comes from AWS and not from the agent', async () => {
      let hits = 0;
      const world = ready({ redactor: knowing(), guesses: { check: () => undefined, hit: () => (hits += 1), forgive: () => undefined } });
      Object.assign(world.secrets.find('prod/db') ?? assert.fail(), { description: `it is ${known}` });
      assert.match(await world.text('describe_secret', { secret_id: 'prod/db' }), /it is \[redacted\]/);
      assert.deepEqual([hits, (await hitsOf(knowing(), guess.replace('42', '43')))[0]], [0, 0]);
    });
  });

  it('is not looked for in more than a call may hold, which is answered alike with it and without', async () => {
    const long = 'x'.repeat(65_600);
    const said = await Promise.all(
      [`${long}${value}`, `${long}${value.length}`].map(async (search) => (await ready().refusal('list_secrets', { search })).sentence),
    );
    assert.deepEqual([...new Set(said)], ['A call takes at most 65,536 characters. Send less at once.']);
  });

  it("is refused where the client's own name, or what came beside the arguments, holds it", async () => {
    const named = ready({ caller: { ...agent, claimedName: `Agent ${value}` } });
    assert.equal((await named.refusal('list_accounts', {})).code, 'value_in_input');
    await named.audit.flush();
    assert.ok(!named.log.join('').includes(value));
    assert.ok((await ready({ caller: { ...agent, claimedName: half } }).run('list_accounts', {})).ok);
  });

  it('is no oracle: from the third on, every call gets the same answer, whatever it guesses and whoever makes it', async () => {
    const world = ready();
    for (let guess = 0; guess < 3; guess += 1) await world.refusal('list_secrets', { search: value });
    const said = new Set<string>();
    for (const search of [value, 'wrong', forms['base64'] ?? '', '', `${value}x`])
      for (const name of ['list_secrets', 'describe_secret', 'list_accounts']) said.add((await world.refusal(name, { search })).sentence);
    assert.deepEqual(
      [...said],
      ['Agents are paused, because arguments held secret values three times. Wait a minute, then call again without secret values.'],
    );
  });

  it('would be quoted by what the schema says if it were looked for after the schema', () => {
    const operation = operations.find(({ name }) => name === 'tag_resource') ?? assert.fail();
    const guess = value.replaceAll('"', '');
    assert.throws(
      () => operation.prepare({ secret_id: 'prod/db', tags: { [guess]: 7 } }, 'agent'),
      (thrown: Error) => thrown.message.includes(guess),
    );
  });
});

describe('A known value in what was cut or put on one line', () => {
  const shown = (redactor: Redactor, description: string): Promise<string> => {
    const world = ready({ redactor });
    Object.assign(world.secrets.find('prod/db') ?? assert.fail(), { description });
    return world.text('describe_secret', { secret_id: 'prod/db' });
  };

  /** The beginnings of the value, from the shortest that would tell much. */
  const parts = Array.from({ length: value.length - 7 }, (_, at) => JSON.stringify(value.slice(0, 8 + at)).slice(1, -1));
  const cutAt = (place: number): string => `${'x'.repeat(256 - place)}${value}${'y'.repeat(100)}`;
  const cuts = Array.from({ length: value.length + 1 }, (_, place) => place);

  it('is taken out wherever a cut goes through it', async () => {
    for (const place of cuts) {
      const redactor = createRedactor();
      redactor.know(SecretText.of(value));
      const text = await shown(redactor, cutAt(place));
      assert.ok(!parts.some((part) => text.includes(part)), text);
    }
  });

  it('would stand there in part if it were scrubbed after the cut alone', () => {
    const redactor = createRedactor();
    redactor.know(SecretText.of(value));
    const left = cuts.filter((place) => parts.some((part) => redactor.scrub(quoted(cutAt(place))).includes(part)));
    assert.deepEqual(left, cuts.slice(8, -1));
  });

  it('is taken out of a message of AWS that is cut, in an answer and in an error', async () => {
    const redactor = createRedactor();
    redactor.know(SecretText.of(value));
    for (const place of cuts) {
      const world = ready({ redactor });
      Object.assign(world.secrets.find('far/db') ?? assert.fail(), {
        replicas: [{ region: 'us-west-2', status: 'Failed', message: cutAt(place) }],
        owningService: cutAt(place),
      });
      const text = await world.text('describe_secret', { secret_id: 'far/db' });
      const { sentence } = await world.refusal('cancel_rotate_secret', { secret_id: 'far/db' });
      assert.match(`${text} ${sentence}`, /Failed ".*managed by "x/s);
      assert.ok(!parts.some((part) => `${text} ${sentence}`.includes(part)), sentence);
    }
  });

  it('is taken out where its lines became one', async () => {
    const lines = 'first line of it\nsecond\tline 7Zq!\r\nthird';
    const redactor = createRedactor();
    redactor.know(SecretText.of(lines));
    assert.match(await shown(redactor, `before ${lines} after`), /^description: "before \[redacted\] after"/m);
    assert.match(await shown(createRedactor(), `before ${lines} after`), /second line 7Zq!/);
  });
});
