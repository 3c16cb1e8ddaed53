import { setImmediate as turn } from 'node:timers/promises';
import * as fc from 'fast-check';
import type { ApprovalAnswer, ApprovalCard } from '../../src/core/approval.ts';
import type { Execute } from '../../src/core/execute.ts';
import { operations } from '../../src/core/operations/index.ts';
import { SecretText } from '../../src/core/secretText.ts';
import type { FrontDoor } from '../../src/mcp/http.ts';
import type { Canary } from '../canaries/canaries.ts';
import { windowsOf } from '../canaries/pieces.ts';
import { createScanner, heldText, type Held } from '../canaries/scanner.ts';
import { goodHeaders, hello, modern, modernHeaders, note, post, rpc } from '../contract/frontDoors.ts';
import { canary, memoryCustody } from '../contract/memoryCustody.ts';
import type { RawAnswer } from '../contract/rawHttp.ts';
import { makeInput } from './inputs.ts';
import { createRandom, type Random } from './random.ts';

/** What the person types on a card. */
const typed = 'typed-By-a-Person!9Kq4';

const asCanary = (name: string, value: string): Canary => ({
  name,
  shape: 'password',
  value,
  binary: false,
  fields: {},
  pieces: windowsOf(value),
});
const scanner = createScanner([asCanary('stored', canary), asCanary('typed', typed)]);

const guesses: readonly string[] = [
  canary,
  `x${canary}y`,
  Buffer.from(canary).toString('base64'),
  Buffer.from(canary).toString('hex'),
  encodeURIComponent(canary),
  canary.slice(0, 9),
  'An0ther-Value!7f3a9',
  '{{resolve:secretsmanager:prod/db:SecretString:password}}',
];

const kinds = [
  'tool',
  'tool',
  'tool',
  'change',
  'change',
  'guess',
  'parallel',
  'cancel',
  'hangUp',
  'again',
  'resource',
  'prompt',
  'completion',
] as const;
const answers = ['yes', 'yes', 'no', 'replayed', 'late', 'throws'] as const;

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
  /** Changes that reached the service without a card that a person accepted for them. */
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
}

const changing = operations.filter(({ risk }) => risk === 'write' || risk === 'destructive');
/** The service's method by the title that stands on the card. */
const methods = new Map(changing.map(({ title, api = '' }) => [title, `${api.charAt(0).toLowerCase()}${api.slice(1)}`]));

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
  const granted: { readonly method: string | undefined; readonly secret: string }[] = [];
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
    if (how === 'no') return { kind: 'declined' };
    if (how === 'throws') throw new Error('The card broke.');
    if (how === 'replayed') return { ...yes, id: shown.at(-2)?.id ?? 'made up' };
    if (how === 'late') {
      const closed = new Promise<void>((resolve) => aborted.addEventListener('abort', () => resolve(), { once: true }));
      await Promise.race([closed, stepOver.promise]);
    }
    if (aborted.aborted) count('a yes after its call had ended');
    else granted.push({ method: methods.get(card.operation), secret: card.arn ?? card.secret });
    return yes;
  }

  function watch<Service extends object>(service: Service): Service {
    return new Proxy(service, {
      get(target, key) {
        const found: unknown = Reflect.get(target, key);
        if (typeof found !== 'function' || isSettingUp || ![...methods.values()].includes(String(key))) return found;
        return (...args: readonly unknown[]): unknown => {
          const wanted = JSON.stringify(args[0]);
          const at = granted.findIndex(({ method, secret }) => method === key && wanted.includes(secret));
          if (at < 0) tally.unapproved.push(`${String(key)} ${wanted}`);
          else tally.approved.push(String(key));
          // A yes counts once.
          if (at >= 0) granted.splice(at, 1);
          return Reflect.apply(found, target, args);
        };
      },
    });
  }

  const custody = memoryCustody(present, () => (time += 4_000), watch);
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
  tally.leaks.push(...scanner.scan(held).map((hit) => `${hit.canary} as ${hit.encoding} in ${hit.where}`));
  const log = await custody.takeLog();
  if (log.includes(canary) || log.includes(typed)) tally.leaks.push('the audit log');

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

interface Sending {
  readonly isModern?: boolean;
  readonly name?: string;
  readonly signal?: AbortSignal;
}

type Sent = readonly [method: string, params: object, sending: Sending];

const said: readonly (readonly [string, RegExp])[] = [
  ['refused for a value', /with a secret value in an argument/],
  ['paused', /Agents are paused/],
  ['declined', /The person declined/],
];

const call = (name: string, input: unknown, isModern: boolean): Sent => ['tools/call', { name, arguments: input }, { isModern, name }];

function toolCall(random: Random, isModern: boolean): Sent {
  const operation = random.pick(operations);
  const input = makeInput(operation, random);
  // A value that was never known cannot be told from any other text, so none is sent but by a guess.
  return call(operation.name, input, isModern && typeof input === 'object');
}

const prod = { secret_id: 'prod/db' };
const version = '00000000-0000-4000-8000-000000000000';

/** A change that succeeds if a person allows it. */
function goodChange(random: Random, isModern: boolean): Sent {
  const [name, input] = random.pick<readonly [string, object]>([
    ['create_secret', { name: `new/${random.hex(6)}`, value: random.pick(['generate', 'person']) }],
    ['put_secret_value', { ...prod, value: random.pick(['generate', 'person']), key: 'password' }],
    ['update_secret', { ...prod, description: `orders ${random.hex(4)}` }],
    ['tag_resource', { ...prod, tags: { owner: random.hex(4) } }],
    ['untag_resource', { ...prod, tag_keys: ['stage'] }],
    ['delete_secret', { secret_id: 'old/key' }],
    ['delete_secret', prod],
    ['restore_secret', { secret_id: random.pick(['old/key', 'prod/db']) }],
    ['put_resource_policy', { ...prod, policy: '{"Statement":[]}' }],
    ['delete_resource_policy', prod],
    ['rotate_secret', { ...prod, rotation_lambda_arn: 'arn:aws:lambda:eu-west-1:111122223333:function:rotate' }],
    ['cancel_rotate_secret', prod],
    ['update_secret_version_stage', { ...prod, version_stage: `CANARY-${random.below(9)}`, move_to_version_id: version }],
    ['replicate_secret_to_regions', { ...prod, regions: ['us-east-1'] }],
    ['remove_regions_from_replication', { secret_id: random.pick(['old/key', 'prod/db']), regions: ['us-east-1'] }],
    ['stop_replication_to_replica', { secret_id: 'near/db', region: 'us-east-1' }],
  ]);
  return call(name, input, isModern);
}

/** A good change, or a search, with a guess in some argument, key or name. */
function withGuess(random: Random, isModern: boolean): Sent {
  const guess = random.pick(guesses);
  const [name, input] = random.pick<readonly [string, object]>([
    ['list_secrets', { search: guess }],
    ['describe_secret', { secret_id: guess }],
    ['update_secret', { ...prod, description: guess }],
    ['tag_resource', { ...prod, tags: { [guess]: 'x' } }],
    ['tag_resource', { ...prod, tags: { [guess]: 7 } }],
    ['tag_resource', { ...prod, tags: { [canary.slice(0, 9)]: canary.slice(9) } }],
    ['create_secret', { name: 'new/guess', value: guess }],
    ['get_secret_value', { ...prod, [guess]: true }],
    [guess, {}],
  ]);
  return call(name, input, isModern && /^[\w]+$/.test(name));
}
