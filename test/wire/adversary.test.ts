import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { Execute, Outcome } from '../../src/core/execute.ts';
import { operations } from '../../src/core/operations/index.ts';
import { openFrontDoor, type FrontDoor } from '../../src/mcp/http.ts';
import { canary, memoryCustody } from '../contract/memoryCustody.ts';
import { encodings } from '../canaries/encodings.ts';
import { emptyTally, play, steps, type Step, type Tally, type Weakness } from './adversary.ts';
import { seed } from './random.ts';

describe(`An agent that means no good (seed ${seed})`, () => {
  let door: FrontDoor;
  let current: Execute = memoryCustody().execute;

  before(async () => {
    door = await openFrontDoor({ execute: (operation, call) => current(operation, call), operations });
  });
  after(() => door.close());

  async function playMany(numRuns: number, weak?: Weakness): Promise<Tally> {
    const tally = emptyTally();
    const property = fc.asyncProperty(steps, async (sequence) => {
      await play(door, (execute) => (current = execute), sequence, tally, weak);
    });
    await fc.assert(property, { seed, numRuns, endOnFailure: true });
    return tally;
  }

  it('gets no value in any byte and no change without a yes for it, over 1,000 sequences of calls', async () => {
    const { leaks, unapproved, approved, seen } = await playMany(1_000);
    assert.deepEqual(leaks.slice(0, 10), []);
    assert.deepEqual(unapproved.slice(0, 10), []);
    // All there is was tried, and much of it got as far as it can.
    const told = JSON.stringify(seen);
    for (const [what, least] of [
      ['guess', 200],
      ['parallel', 200],
      ['cancel', 200],
      ['hangUp', 200],
      ['again', 200],
      ['resource', 200],
      ['prompt', 200],
      ['use', 200],
      ['printed and taken out', 20],
      ['file written', 40],
      ['compared', 40],
      ['run allowed for a while', 3],
      ['write allowed for a while', 10],
      ['completion', 200],
      ['refused for a value', 300],
      ['paused', 50],
      ['declined', 100],
      ['card replayed', 100],
      ['card throws', 50],
      ['a yes after its call had ended', 20],
    ] as const)
      assert.ok((seen[what] ?? 0) >= least, `${what}: ${told}`);
    assert.ok(approved.length > 400, `${approved.length} were approved`);
    assert.ok(new Set(approved).size >= 14, [...new Set(approved)].join(' '));
  });

  it('would be seen to get a value, whole or encoded, from a tool that leaks', async () => {
    const leaky =
      (form: string) =>
      (execute: Execute): Execute =>
      async <Output>(...[operation, call]: Parameters<typeof execute<Output>>): Promise<Outcome<Output>> => {
        const outcome = await execute(operation, call);
        return outcome.ok && operation.name === 'describe_secret' ? { ...outcome, text: `${outcome.text}\n${form}` } : outcome;
      };
    for (const form of [
      canary,
      Buffer.from(`x${canary}`).toString('base64'),
      Buffer.from(canary).toString('hex'),
      encodeURIComponent(canary),
    ])
      assert.notDeepEqual((await playMany(25, { around: leaky(form) })).leaks, []);
  });

  const uses = Array.from({ length: 12 }, (_, dice): Step => ({ kind: 'use', answer: 'yes', dice, modern: false }));

  async function playOne(weak: Weakness): Promise<Tally> {
    const tally = emptyTally();
    await play(door, (execute) => (current = execute), uses, tally, weak);
    return tally;
  }

  it('would be seen to get what a program prints, in each of the encodings, were it not taken out', async () => {
    for (const encoding of encodings) {
      const { leaks } = await playOne({ printing: encoding });
      assert.ok(leaks.includes(`stored as ${encoding} in answer`), `${encoding}: ${leaks.join(', ')}`);
    }
  });

  it('would be seen to start a program and to write a file where no card is shown', async () => {
    const { unapproved } = await playOne({ bypass: true });
    for (const method of ['run', 'write'])
      assert.ok(
        unapproved.some((each) => each.startsWith(`${method} `)),
        method,
      );
  });

  it('would be seen to change something where no card is shown', async () => {
    assert.notDeepEqual((await playMany(25, { bypass: true })).unapproved, []);
  });
});
