import assert from 'node:assert/strict';
import { isDeepStrictEqual, inspect } from 'node:util';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { STSClient } from '@aws-sdk/client-sts';
import { clientOptions } from '../../src/aws/clientOptions.ts';
import { createSecretsManager } from '../../src/aws/secretsManager.ts';
import { CustodyError } from '../../src/core/errors.ts';
import { SecretText } from '../../src/core/secretText.ts';
import { createRandom, seed, type Random } from '../wire/random.ts';
import { startCannedEndpoint, type Canned, type CannedEndpoint } from './cannedEndpoint.ts';
import { mutations, type Expected, type Mutation } from './mutations.ts';
import { canary, validAnswers, type Asked } from './validAnswers.ts';

const count = 300;
/** Three attempts and their pauses take a fraction of it; a silent server would take thirty seconds. */
const patienceMs = 5_000;
const region = 'eu-west-1';
const credentials = async () => ({ accessKeyId: 'AKIAEXAMPLE000000000', secretAccessKey: 'example' });

interface Case {
  readonly kind: string;
  readonly asked: Asked;
  readonly canned: Canned;
  readonly expected: Expected;
}

/** What came of asking: an answer, or whatever was thrown. */
type Result = { readonly answer: unknown } | { readonly thrown: unknown };
type Ask = (asked: Asked, endpoint: string) => Promise<unknown>;

const askAdapter: Ask = (asked, endpoint) =>
  validAnswers[asked].ask(createSecretsManager({ account: 'main', region, endpointOf: () => endpoint, credentials }));

/** The SDK with nothing of ours around it. */
const askBare: Ask = (asked, endpoint) => {
  const options = { ...clientOptions(), region, credentials, endpoint, maxAttempts: 1 };
  return validAnswers[asked].askBare(new SecretsManagerClient(options), new STSClient(options));
};

/** Every mutation of every answer once, and then others by chance, with other cuts, types and depths. */
function drawCases(random: Random): readonly Case[] {
  const draw = ({ kind, make, expected }: Mutation, asked: Asked): readonly Case[] => {
    const wanted = expected[asked];
    return wanted ? [{ kind, asked, canned: make(asked, random), expected: wanted }] : [];
  };
  const names = Object.keys(validAnswers).filter(isAsked);
  const cases = mutations.flatMap((mutation) => names.flatMap((asked) => draw(mutation, asked)));
  while (cases.length < count) cases.push(...draw(random.pick(mutations), random.pick(names)));
  return cases;
}

/** Everything of an error that could be shown or logged. */
function textOf(thrown: unknown): string {
  const { stack, cause } = thrown instanceof Error ? thrown : { stack: '', cause: '' };
  return [
    inspect(thrown, { depth: 9, showHidden: true }),
    stack,
    String(cause),
    thrown instanceof CustodyError ? thrown.sentence : '',
  ].join();
}

/** Values compare by what they hold, which they show to nobody. */
function revealed(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null || !('value' in answer) || !(answer.value instanceof SecretText)) return answer;
  return { ...answer, value: answer.value.reveal() };
}

/** What is wrong with a result, if anything. */
function faultOf({ asked, expected }: Case, result: Result): string | undefined {
  if ('answer' in result) {
    const isRight = isDeepStrictEqual(revealed(result.answer), revealed(validAnswers[asked].right));
    return expected === 'right' && isRight ? undefined : `took ${isRight ? 'it for the right answer' : 'a wrong answer for right'}`;
  }
  const { thrown } = result;
  if (textOf(thrown).includes(canary) || textOf(thrown).includes(canary.replaceAll('-', ''))) return 'repeated what stood in the body';
  if (!(thrown instanceof CustodyError)) return `threw ${String(thrown)}`;
  return thrown.code === expected ? undefined : `said ${thrown.code}: ${thrown.message}`;
}

/** The row of the table in words: what comes of reads, and of changes where that differs. */
function codesIn(expected: Mutation['expected']): string {
  const codes = (changes: boolean): string =>
    [...new Set(Object.entries(expected).flatMap(([asked, code]) => (isChange(asked) === changes ? [code] : [])))].join(' or ');
  const [reads, changes] = [codes(false), codes(true)];
  return changes === '' || changes === reads ? reads : `${reads}, of a change ${changes}`;
}

function isChange(asked: string): boolean {
  return isAsked(asked) && validAnswers[asked].changes;
}

function isAsked(name: string): name is Asked {
  return name in validAnswers;
}

describe('F5: 300 answers that are not as they should be', () => {
  const cases = drawCases(createRandom(seed));
  const pairs = mutations.flatMap(({ expected }) => Object.keys(expected)).length;
  let endpoint: CannedEndpoint;
  before(async () => {
    endpoint = await startCannedEndpoint();
  });
  after(() => endpoint.close());

  async function faultsOf(ask: Ask, all: readonly Case[]): Promise<readonly string[]> {
    const faults = all.map(async (each) => {
      const place = endpoint.on(() => each.canned);
      const started = performance.now();
      const result: Result = await ask(each.asked, place.endpoint).then(
        (answer) => ({ answer }),
        (thrown: unknown) => ({ thrown }),
      );
      const ms = performance.now() - started;
      const fault = ms < patienceMs ? faultOf(each, result) : `took ${ms} ms`;
      return fault === undefined ? [] : [`${each.asked}, ${each.kind}: ${fault}, expected ${each.expected}`];
    });
    return (await Promise.all(faults)).flat();
  }

  it('are drawn by a seed, each mutation of each answer at least once', () => {
    assert.equal(new Set(cases.map(({ kind, asked }) => `${kind} ${asked}`)).size, pairs);
    assert.equal(cases.length, count);
    assert.ok(pairs > 200 && pairs < count, `${pairs} pairs`);
  });

  for (const { kind, expected } of mutations) {
    const drawn = cases.filter((each) => each.kind === kind);
    it(`${kind}: ${codesIn(expected)}, and nothing of the body`, async () => {
      assert.deepEqual(await faultsOf(askAdapter, drawn), []);
    });
  }

  describe('through the SDK alone, which parses nothing', () => {
    const letThrough = ['nothing', 'no members', 'a required member missing', 'an ARN of another secret', 'an error in a 200'];
    for (const kind of letThrough) {
      it(`${kind} passes for a success, and the same check says so`, async () => {
        const drawn = cases.filter((each) => each.kind === kind);
        const faults = await faultsOf(askBare, drawn);
        assert.equal(faults.filter((fault) => fault.includes('took a wrong answer for right')).length, drawn.length, faults.join('\n'));
      });
    }

    it('an error quotes its body, and the same check says so', async () => {
      const drawn = cases.filter((each) => each.kind === 'an error named by no one');
      const faults = await faultsOf(askBare, drawn);
      assert.equal(faults.filter((fault) => fault.includes('repeated what stood in the body')).length, drawn.length, faults.join('\n'));
    });
  });
});
