import assert from 'node:assert/strict';
import { operations } from '../../src/core/operations/index.ts';
import { createRedactor, type Redactor } from '../../src/core/redact.ts';
import { SecretText } from '../../src/core/secretText.ts';
import { openFrontDoor } from '../../src/mcp/http.ts';
import { resourceTemplates } from '../../src/mcp/resources.ts';
import { accepting, addSamples, createWorld, sampleFor, type World } from '../unit/executeWorld.ts';
import { connectModernClient } from './mcpClients.ts';

// An agent that sends the first characters of a value, right or wrong, must read answers that are alike: else it learns the
// value a character at a time, by guesses that no refusal counts.

const value = 'sk_live_4Tq9Xk29mQpv';
const [right, wrong] = [value.slice(0, 12), `${value.slice(0, 11)}8`];

function knowing(): Redactor {
  const redactor = createRedactor();
  redactor.know(SecretText.of(value));
  return redactor;
}

/** The defence switched off: the first part of a value that stands before a cut is taken out. */
function scrubbingParts(): Redactor {
  const redactor = knowing();
  const starts = Array.from({ length: value.length - 8 }, (_, at) => value.slice(0, value.length - at));
  const withoutPart = (text: string): string => {
    const start = starts.find((each) => text.endsWith(each));
    return start === undefined ? text : `${text.slice(0, -start.length)}[redacted]`;
  };
  return { ...redactor, scrub: (text) => redactor.scrub(text).split('...').map(withoutPart).join('...') };
}

/** As an agent would write it itself, and so that a cut of ours falls right behind it. */
const dressed: readonly ((guess: string) => string)[] = [
  (guess) => `${guess}...`,
  (guess) => `${'x'.repeat(256 - guess.length)}${guess}yyyy`,
  (guess) => `${'x'.repeat(40 - guess.length)}${guess}yyyy`,
  (guess) => `${'x '.repeat(1_100)}${guess}yyyy`,
  (guess) => `/${guess}.../.env`,
  (guess) => `unheard:${guess}...`,
];

/** Each argument of each tool with the guess in the ways that JSON has. */
const inputs: readonly (readonly [tool: string, input: (text: string) => Record<string, unknown>])[] = operations
  .filter(({ callers }) => callers === 'all')
  .flatMap((operation) =>
    [...Object.keys(operation.input.shape), 'unheard'].flatMap((key) =>
      [(text: string) => text, (text: string) => [text], (text: string) => ({ A: text, [text]: text })].map(
        (put) => [operation.name, (text: string) => ({ ...sampleFor(operation), [key]: put(text) })] as const,
      ),
    ),
  );

/** What differs between the answers to the right guess and the wrong one, which is put in its place first. */
async function differences(redactorOf: () => Redactor): Promise<readonly string[]> {
  const found: string[] = [];
  const echoed = new Set<string>();
  for (const [tool, inputOf] of inputs) {
    for (const dress of dressed) {
      const told = await Promise.all([right, wrong].map((guess) => answerOf(tool, inputOf(dress(guess)), redactorOf())));
      const [ofRight = '', ofWrong = ''] = told;
      if (ofWrong.includes(wrong)) echoed.add(tool);
      if (ofRight !== ofWrong.replaceAll(wrong, right)) found.push(`${tool} ${JSON.stringify(inputOf(dress(right)))}: ${ofRight}`);
    }
  }
  // A tool that quotes nothing shows nothing here: many do.
  assert.ok(echoed.size >= 8, `only ${[...echoed].join(' ')} quote what they were sent`);
  return found;
}

async function answerOf(tool: string, input: unknown, redactor: Redactor): Promise<string> {
  const world = worldWith(redactor);
  const outcome = await world.run(tool, input);
  return (outcome.ok ? outcome.text : `${outcome.error.code} ${outcome.error.sentence}`).replaceAll(
    /[0-9a-f]{8}(-[0-9a-f]{4}){3}-\w+/g,
    'id',
  );
}

function worldWith(redactor: Redactor): World {
  let time = 0;
  // Each look is a minute later, so that no call waits for its turn.
  const world = createWorld({ redactor, now: () => (time += 60_000) });
  addSamples(world);
  world.answer = accepting;
  return world;
}

/** Of everything beside the tools. */
async function otherDifferences(redactor: Redactor): Promise<readonly string[]> {
  const door = await openFrontDoor({ execute: worldWith(redactor).execute, operations });
  const client = await connectModernClient(door);
  const ref = { type: 'ref/resource', uri: resourceTemplates[0]?.uriTemplate ?? '' } as const;
  const asks: readonly ((text: string) => Promise<unknown>)[] = [
    (text) => client.read(`custody://main/eu-west-1/secret/${encodeURIComponent(text)}`),
    (text) => client.read(`custody://main/${encodeURIComponent(text)}/secret/prod/db`),
    (text) => client.read(`custody://${encodeURIComponent(text)}/eu-west-1/secret/prod/db`),
    (text) => client.prompt('rotate_safely', { secret_id: text }),
    (text) => client.prompt('rotate_safely', { secret_id: 'prod/db', account: text }),
    (text) => client.prompt('rotate_safely', { [text]: text }),
    (text) => client.prompt(text),
    (text) => client.complete(ref, { name: 'name', value: text }),
    (text) => client.complete(ref, { name: 'account', value: text }),
    (text) => client.complete(ref, { name: 'region', value: '' }, { account: text }),
    (text) => client.complete({ type: 'ref/prompt', name: 'rotate_safely' }, { name: 'secret_id', value: text }),
    async (text) => (await client.call(text)).text,
  ];
  const found: string[] = [];
  for (const [index, ask] of asks.entries()) {
    for (const dress of dressed) {
      const [ofRight = '', ofWrong = ''] = await Promise.all(
        [right, wrong].map(async (guess) => JSON.stringify(await ask(dress(guess)).catch((thrown: Error) => thrown.message))),
      );
      if (ofRight !== ofWrong.replaceAll(wrong, right)) found.push(`${index}: ${ofRight}`);
    }
  }
  await client.close();
  await door.close();
  return found;
}

describe('A guess of the first characters of a known value', () => {
  it('is answered alike, right or wrong, in every argument of every tool', async () => {
    assert.deepEqual(await differences(knowing), []);
  });

  it('is answered alike by every resource, prompt and completion', async () => {
    assert.deepEqual(await otherDifferences(knowing()), []);
  });

  it('would be confirmed if a part of a value were taken out before a cut', async () => {
    const told = await differences(scrubbingParts);
    for (const tool of ['compare_secrets', 'list_secrets', 'create_secret'])
      assert.ok(
        told.some((each) => each.startsWith(`${tool} `)),
        `${tool} in ${told.length}`,
      );
    assert.ok((await otherDifferences(scrubbingParts())).length >= 2);
  });
});
