import * as z from 'zod';
import { envelopeOf } from '../../src/core/protocol.ts';

// What a page that is not ours could send: every message of a schema, spoiled in every way there is.

type Bag = Readonly<Record<string, unknown>>;

/** One good message of each type that a schema knows, made from the schema itself, so that a new one is forged too. */
export function goodMessages(schema: z.ZodType): readonly Bag[] {
  const { oneOf = [] }: { readonly oneOf?: readonly JsonSchema[] } = JSON.parse(JSON.stringify(z.toJSONSchema(schema, { io: 'input' })));
  if (oneOf.length === 0) throw new Error('The schema is no union of messages any more.');
  const all = oneOf.flatMap((each) => [exampleBag(each, false), exampleBag(each, true)]);
  // Most messages have nothing that may be left out.
  return all.filter((each, index) => all.findIndex((other) => JSON.stringify(other) === JSON.stringify(each)) === index);
}

interface JsonSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly oneOf?: readonly JsonSchema[];
}

function exampleBag({ properties = {}, required = [] }: JsonSchema, whole: boolean): Bag {
  const wanted = Object.entries(properties).filter(([key]) => whole || required.includes(key));
  return Object.fromEntries(wanted.map(([key, of]) => [key, example(of, whole)]));
}

function example(schema: JsonSchema, whole: boolean): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.oneOf?.[0]) return example(schema.oneOf[0], whole);
  if (schema.type === 'object') return exampleBag(schema, whole);
  if (schema.type === 'array') return schema.items ? [example(schema.items, whole)] : [];
  if (schema.type === 'integer') return 0;
  return schema.type === 'boolean' ? true : 'forged';
}

const otherThings: readonly unknown[] = [null, 7.5, -1, Number.NaN, [], {}, true, 'x'.repeat(300_000), ['ready'], { toString: 'x' }];

/** The same message, no longer what the schema takes: types, keys, sizes and prototypes. */
function spoilt(message: Bag): readonly unknown[] {
  const keys = Object.keys(message);
  return [
    ...keys.flatMap((key) => otherThings.map((thing) => ({ ...message, [key]: thing }))),
    ...keys.map((key) => Object.fromEntries(Object.entries(message).filter(([name]) => name !== key))),
    { ...message, extra: 1 },
    { ...message, nonce: 'inside' },
    { ...message, type: `${String(message['type'])} ` },
    { ...message, type: 'execute', operation: 'delete_secret' },
    JSON.parse(JSON.stringify(message).replace(/}$/, ',"__proto__":{"type":"reveal"}}')),
    { message },
    [message],
    JSON.stringify(message),
  ];
}

/** Envelopes around a message that are not the panel's own. */
function wrongEnvelopes(message: unknown, nonce: string, others: readonly string[]): readonly unknown[] {
  return [
    message,
    { message },
    { nonce: '', message },
    { nonce: nonce.slice(1), message },
    { nonce: nonce.toUpperCase() === nonce ? nonce.toLowerCase() : nonce.toUpperCase(), message },
    { nonce: [nonce], message },
    { nonce: `${nonce} `, message },
    { nonce, message, extra: true },
    { nonce: null, message },
    { nonce: { toString: nonce }, message },
    ...others.map((other) => ({ nonce: other, message })),
  ];
}

export interface ForgeOptions {
  readonly schema: z.ZodType;
  readonly nonce: string;
  /** Nonces of other panels, open or closed. */
  readonly others: readonly string[];
  /** Messages that fit what is on the panel now, beside those made from the schema. */
  readonly fitting: readonly Bag[];
  readonly count: number;
}

/** So many envelopes that a panel must take for nothing; never one that its schema and nonce let in. */
export function forgedEnvelopes({ schema, nonce, others, fitting, count }: ForgeOptions): readonly unknown[] {
  const known = envelopeOf(schema);
  const good = [...fitting, ...goodMessages(schema)];
  const once = [
    ...good.flatMap((message) => wrongEnvelopes(message, nonce, others)),
    ...good.flatMap((message) => spoilt(message).flatMap((each) => [{ nonce, message: each }, ...wrongEnvelopes(each, nonce, others)])),
  ];
  // A message without fields makes the same text whole and cut down.
  const forged = [...new Set(once)].filter((each) => {
    const parsed = known.safeParse(each);
    return !parsed.success || parsed.data.nonce !== nonce;
  });
  if (forged.length < count) throw new Error(`Only ${forged.length} messages could be forged.`);
  // Spread over all of them, whichever come first.
  return Array.from({ length: count }, (_, index) => forged[Math.floor((index * forged.length) / count)]);
}
