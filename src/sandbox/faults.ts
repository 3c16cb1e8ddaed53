import { AwsError } from './awsError.ts';
import { jsonReply } from './protocol.ts';
import type { Protocol, Reply } from './protocol.ts';

/** What may go wrong and how often; the same seed makes the same faults in the same order of requests. */
export type Faults = {
  seed: number;
  /** How probable it is that a request is refused as one too many, and nothing is done. */
  throttle?: number;
  /** How probable it is that a request is carried out and the connection cut without an answer. */
  drop?: number;
  /** How probable it is that a request is carried out and the connection cut within the answer. */
  truncate?: number;
  /** How probable it is that the members of an answer have other types than documented. */
  wrongShape?: number;
  /** The least and the most time an answer is held back. */
  delayMs?: readonly [number, number];
  /** How far the clock is ahead of the caller's, or behind it when negative. */
  clockSkewMs?: number;
};

const kinds = ['throttle', 'drop', 'truncate', 'wrongShape'] as const;
export type Fault = (typeof kinds)[number];
export type Mishap = { fault: Fault | undefined; delayMs: number };

/** Draws what happens to each request in turn. */
export function createMishaps(faults: Faults | undefined): () => Mishap {
  if (faults === undefined) return () => ({ fault: undefined, delayMs: 0 });
  const random = createRandom(faults.seed);
  const [least, most] = faults.delayMs ?? [0, 0];
  return () => {
    // Every number is drawn each time, so that switching one fault on leaves the others where they are.
    const draws = kinds.map((kind) => ({ kind, happens: random() < (faults[kind] ?? 0) }));
    const delayMs = Math.round(least + random() * (most - least));
    return { fault: draws.find((draw) => draw.happens)?.kind, delayMs };
  };
}

/** The refusal of a request that is one too many. */
export function throttled(protocol: Protocol): AwsError {
  return new AwsError(protocol === 'json' ? 'ThrottlingException' : 'Throttling', 'Rate exceeded');
}

/** An answer whose members are all there, each with another type than it should have. */
export function misshapen(reply: Reply): Reply {
  if (reply.status !== 200 || !reply.body.startsWith('{')) return reply;
  const members = Object.entries(JSON.parse(reply.body));
  return jsonReply(200, Object.fromEntries(members.map(([name, value]) => [name, otherType(value)])));
}

function otherType(value: unknown): unknown {
  if (typeof value === 'string') return { text: value.length };
  return Array.isArray(value) ? 'not a list' : ['not the right type'];
}

// Mulberry32: a few lines, even enough for this, and the same on every machine.
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
