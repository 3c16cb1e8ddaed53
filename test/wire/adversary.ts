import { tmpdir } from 'node:os';
import { setImmediate as turn } from 'node:timers/promises';
import * as fc from 'fast-check';
import type { ApprovalAnswer, ApprovalCard } from '../../src/core/approval.ts';
import type { Execute } from '../../src/core/execute.ts';
import { createRedactor } from '../../src/core/redact.ts';
import { SecretText } from '../../src/core/secretText.ts';
import type { FrontDoor } from '../../src/mcp/http.ts';
import { createPrograms } from '../../src/run/programs.ts';
import type { Canary } from '../canaries/canaries.ts';
import { leakOf, type Encoding } from '../canaries/encodings.ts';
import { windowsOf } from '../canaries/pieces.ts';
import { createScanner, heldText, type Held } from '../canaries/scanner.ts';
import { goodHeaders, hello, modern, modernHeaders, note, post, rpc } from '../contract/frontDoors.ts';
import { canary, memoryCustody } from '../contract/memoryCustody.ts';
import type { RawAnswer } from '../contract/rawHttp.ts';
import { createFakePrograms, type FakePrograms } from '../fakes/fakePrograms.ts';
import { memoryEnvFiles, type MemoryEnvFiles } from '../fakes/memoryEnvFiles.ts';
import { poll } from '../harness/poll.ts';
import { blindRedactor } from '../unit/executeWorld.ts';
import { goodChange, goodUse, guesses, toolCall, withGuess, type Sending } from './adversaryCalls.ts';
import { isEffect, yesTo, type Yes } from './effects.ts';
import { createRandom, type Random } from './random.ts';

/** What the person types on a card. */
const typed = 'typed-By-a-Person!9Kq4';
const inVariable = 'of-A-Variable?Q7x2-zz';
const inFile = 'of-A-File=R4m8/yy.Tq';

const asCanary = (name: string, value: string): Canary => ({
  name,
  shape: 'password',
  value,
  binary: false,
  fields: {},
  pieces: windowsOf(value),
});
const stored = asCanary('stored', canary);
const scanner = createScanner([stored, ...Object.entries({ typed, inVariable, inFile }).map((each) => asCanary(...each))]);

const kinds = [
  'tool',
  'tool',
  'tool',
  'change',
  'change',
  'use',
  'guess',
  'parallel',
  'cancel',
  'hangUp',
  'again',
  'resource',
  'prompt',
  'completion',
] as const;
const answers = ['yes', 'yes', 'for a while', 'no', 'replayed', 'late', 'throws'] as const;

export interface Step {
  readonly kind: (typeof kinds)[number];
  readonly answer: (typeof answers)[number];
  readonly dice: number;
  readonly modern: boolean;
}

/** A few steps of an agent that means no good. */
export const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({ kind: fc.constantFrom(...kinds), answer: fc.constantFrom(...answers), dice: fc.nat(), modern: fc.boolean() }),
  { minLength: 3, maxLength: 8 },
);

/** What came of some sequences. */
export interface Tally {
  readonly leaks: string[];
  /** Changes that reached the service, programs that started and files that were written without a yes to a card for them. */
  readonly unapproved: string[];
  readonly approved: string[];
  /** How often each kind of step was made, and how often each of some things was said. */
  readonly seen: Record<string, number>;
}

export const emptyTally = (): Tally => ({ leaks: [], unapproved: [], approved: [], seen: {} });

/** Switches a defence off. */
export interface Weakness {
  /** Goes between the front door and the one path. */
  readonly around?: (execute: Execute) => Execute;
  /** Accepts without showing a card. */
  readonly bypass?: boolean;
  /** Programs print the value in this encoding, and nothing takes it out. */
  readonly printing?: Encoding;
}

const signal = new AbortController().signal;

/** Plays a sequence in a world of its own behind a door that goes on, and counts what came of it. */
export async function play(
  door: FrontDoor,
  use: (execute: Execute) => void,
  sequence: readonly Step[],
  tally: Tally,
  weak: Weakness = {},
): Promise<void> {
  const count = (what: string): void => void (tally.seen[what] = (tally.seen[what] ?? 0) + 1);
  const granted: Yes[] = [];
  const shown: ApprovalCard[] = [];
  let answer: Step['answer'] = 'no';
  let stepOver = Promise.withResolvers<void>();
  let time = Date.now();
  let isSettingUp = true;

  async function present(card: ApprovalCard, aborted: AbortSignal): Promise<ApprovalAnswer> {
    const how = answer;
    shown.push(card);
    count(`card ${how}`);
    const yes: ApprovalAnswer = {
      kind: 'accepted',
      id: card.id,
      ...(card.typeToConfirm === undefined ? {} : { typed: card.typeToConfirm }),
      ...(card.wantsValue ? { value: SecretText.of(typed) } : {}),
    };
    if (weak.bypass) return yes;
    const given: ApprovalAnswer = how === 'for a while' ? { ...yes, grant: '15 minutes' } : yes;
    if (how === 'no') return { kind: 'declined' };
    if (how === 'throws') throw new Error('The card broke.');
    if (how === 'replayed') return { ...yes, id: shown.at(-2)?.id ?? 'made up' };
    if (how === 'late') {
      const closed = new Promise<void>((resolve) => aborted.addEventListener('abort', () => resolve(), { once: true }));
      await Promise.race([closed, stepOver.promise]);
    }
    if (aborted.aborted) count('a yes after its call had ended');
    else granted.push(...yesTo(card, given, time));
    return given;
  }

  function watch<Port extends object>(port: Port): Port {
    return new Proxy(port, {
      get(target, key) {
        const found: unknown = Reflect.get(target, key);
        if (typeof found !== 'function' || isSettingUp || !isEffect(key)) return found;
        return (...args: readonly unknown[]): unknown => {
          const at = granted.findIndex(({ method, fits, until = time }) => method === key && time <= until && fits(args));
          const how = granted[at];
          if (how === undefined) tally.unapproved.push(`${String(key)} ${JSON.stringify(args[0])}`);
          else tally.approved.push(String(key));
          if (how?.until !== undefined) count(`${String(key)} allowed for a while`);
          // Any other yes counts once.
          else if (how !== undefined) granted.splice(at, 1);
          return Reflect.apply(found, target, args);
        };
      },
    });
  }

  const redactor = weak.printing === undefined ? createRedactor() : blindRedactor;
  const custody = memoryCustody(present, () => (time += 4_000), watch, {
    redactor,
    programs: watch(
      weak.printing === undefined ? createPrograms({ redactor, folders: () => [tmpdir()] }) : printingPrograms(weak.printing),
    ),
    envFiles: watch(envFilesWith({ variable: inVariable, file: inFile })),
  });
  const { secrets } = custody;
  await secrets.tagResource({ secretId: 'prod/db', tags: { team: 'core', stage: 'test' } }, signal);
  await secrets.replicateSecretToRegions({ secretId: 'old/key', regions: [{ region: 'us-east-1' }], overwrite: false }, signal);
  await secrets.putResourcePolicy({ secretId: 'prod/db', policy: '{"Statement":[]}', blockPublicPolicy: true }, signal);
  isSettingUp = false;
  const execute = weak.around?.(custody.execute) ?? custody.execute;
  use(execute);
  const held: Held[] = [];
  const session = await hello(door, 'an agent that means no good');
  const keep = (raw: RawAnswer): RawAnswer => {
    held.push(heldText('answer', raw.text), heldText('headers', Object.values(raw.headers).flat().join('\n')));
    for (const [what, pattern] of said) if (pattern.test(raw.text)) count(what);
    return raw;
  };
  let last = rpc('tools/list', {});
  let id = 0;
  const headers = goodHeaders(door, { 'mcp-session-id': session });
  const ask = async (method: string, params: object, { isModern = false, name = '', signal: ended }: Sending = {}): Promise<void> => {
    id += 1;
    if (isModern) keep(await post(door, { headers: goodHeaders(door, modernHeaders(method, name)), body: modern(method, params) }));
    else {
      last = rpc(method, params, id);
      // A request that its sender hangs up on has no answer.
      await post(door, { headers, body: last, ...(ended ? { signal: ended } : {}) }).then(keep, () => undefined);
    }
  };
  // From here on the values are known, as those are that an agent can be after.
  for (const secret_id of ['prod/db', 'old/key']) await ask('tools/call', { name: 'get_secret_value', arguments: { secret_id } });

  for (const step of sequence) {
    const random = createRandom(step.dice);
    answer = step.answer;
    stepOver = Promise.withResolvers<void>();
    count(step.kind);
    await playStep(step, random);
    stepOver.resolve();
  }
  // A program whose client hung up is on its way out.
  await poll(() => door.inFlight() === 0, { what: 'every call ended', everyMs: 5 });
  held.push(heldText('cards', JSON.stringify(shown)));
  tally.leaks.push(...scanner.scan(held).map((hit) => `${hit.canary} as ${hit.encoding} in ${hit.where}`));
  const log = await custody.takeLog();
  if ([canary, typed, inVariable, inFile].some((value) => log.includes(value))) tally.leaks.push('the audit log');

  async function playStep(step: Step, random: Random): Promise<void> {
    const { kind, modern: isModern } = step;
    const soon = async (work: Promise<void>): Promise<void> => {
      // A late yes waits for the end of its call, or of the step.
      for (let waited = 0; waited < 50 && step.answer === 'late' && door.inFlight() > 0; waited += 1) await turn();
      stepOver.resolve();
      await work;
    };
    if (kind === 'tool') return soon(ask(...toolCall(random, isModern)));
    if (kind === 'change') return soon(ask(...goodChange(random, isModern)));
    if (kind === 'use') return soon(ask(...goodUse(random, isModern)));
    if (kind === 'guess') return soon(ask(...withGuess(random, isModern)));
    if (kind === 'parallel') {
      const several = Array.from({ length: 2 + random.below(3) }, () =>
        random.chance(0.5) ? goodChange(random, isModern) : withGuess(random, false),
      );
      return soon(Promise.all(several.map((one) => ask(...one))).then(() => undefined));
    }
    if (kind === 'again') return soon(post(door, { headers, body: last }).then((raw) => void keep(raw)));
    if (kind === 'cancel' || kind === 'hangUp') {
      const controller = new AbortController();
      const [method, params] = goodChange(random, false);
      const work = ask(method, params, { signal: controller.signal });
      for (let waited = 0; waited < random.below(40); waited += 1) await turn();
      if (kind === 'hangUp') controller.abort();
      else keep(await post(door, { headers, body: note('notifications/cancelled', { requestId: id }) }));
      return soon(work);
    }
    const text = random.chance(0.3) ? random.pick(guesses) : random.pick(['prod/db', 'memory', 'old/key', 'gone', '']);
    if (kind === 'resource') {
      const uri = random.chance(0.2) ? 'custody://accounts' : `custody://memory/eu-west-1/secret/${text}`;
      return ask('resources/read', { uri }, { isModern: isModern && /^[\x20-\x7e]*$/.test(uri), name: uri });
    }
    if (kind === 'prompt') {
      const name = random.pick(['rotate_safely', 'find_stale_secrets', 'use_secret_in_command', 'none']);
      return ask('prompts/get', { name, arguments: { [random.pick(['account', 'secret_id', text])]: text } }, { isModern, name });
    }
    const ref = { type: 'ref/resource', uri: 'custody://{account}/{region}/secret/{+name}' };
    return ask('completion/complete', { ref, argument: { name: random.pick(['account', 'region', 'name']), value: text } }, { isModern });
  }
}

function printingPrograms(encoding: Encoding): FakePrograms {
  const programs = createFakePrograms();
  programs.end = () => ({ output: leakOf(stored, encoding).toString() });
  return programs;
}

function envFilesWith({ variable, file }: { readonly variable: string; readonly file: string }): MemoryEnvFiles {
  const envFiles = memoryEnvFiles({ TOKEN: variable });
  envFiles.files.set('.env', `KEY='${file}'\n`);
  return envFiles;
}

const said: readonly (readonly [string, RegExp])[] = [
  ['refused for a value', /with a secret value in an argument/],
  ['paused', /Agents are paused/],
  ['declined', /The person declined/],
  ['printed and taken out', /values were removed from its output/],
  ['file written', /Wrote PASSWORD to /],
  ['compared', /^[^]*second: \S+ version/],
];
