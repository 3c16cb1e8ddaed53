import assert from 'node:assert/strict';
import { useDoors, type Defence } from '../contract/frontDoors.ts';
import { openSocket, readToEnd } from '../contract/rawHttp.ts';
import { judge } from './oracle.ts';
import { matrixCases } from './matrix.ts';
import { createRandom, seed } from './random.ts';
import { requestOf, type WireCase } from './requests.ts';
import { mutatedCases, shapeCases } from './shapes.ts';
import { assertAlive, assertFaultless, gateOf, tryCases, type Tally } from './wireDoor.ts';

describe(`The front door on the wire (seed ${seed})`, () => {
  const doors = useDoors();

  async function run(make: (gate: ReturnType<typeof gateOf>) => readonly WireCase[], off: readonly Defence[] = []): Promise<Tally> {
    // Every look at the clock is a second later, so that no run of wrong tokens begins a pause.
    let now = 0;
    const door = await doors.open(off, { hooks: { now: () => (now += 1_000) } });
    return tryCases(doors, door, make(gateOf(door)));
  }

  it('lets in what the rules let in, and nothing else, over every rule with every other', async () => {
    const tally = await run((gate) => matrixCases(gate, seed));
    assertFaultless(tally);
    assert.ok(tally.cases > 2_000, `${tally.cases} requests`);
  });

  it('lets in what the rules let in, and nothing else, in the shapes that smuggle requests', async () => {
    assertFaultless(await run(shapeCases));
  });

  it('lets in what the rules let in, and nothing else, when bytes of a good request are changed', async () => {
    assertFaultless(await run((gate) => mutatedCases(gate, 3_000, seed)));
  });

  it('hangs up on senders that stop anywhere in a request, and serves others meanwhile', async () => {
    const door = await doors.open([], { hooks: { headersTimeoutMs: 100, requestTimeoutMs: 300 } });
    const whole = requestOf({}, gateOf(door));
    const random = createRandom(seed);
    const cuts = Array.from({ length: 50 }, () => random.below(whole.length));
    const started = performance.now();
    const slow = cuts.map(async (cut) => {
      assert.equal(judge(whole.slice(0, cut), gateOf(door)).most, 0);
      const socket = await openSocket(door.port);
      socket.write(whole.slice(0, cut));
      await readToEnd(socket);
    });
    await assertAlive(door);
    assert.equal(doors.entered, 1);
    await Promise.all(slow);
    assert.ok(performance.now() - started < 5_000);
    await assertAlive(door);
    assert.equal(doors.entered, 2);
  });

  for (const defence of ['host', 'origin', 'path', 'token', 'method', 'bodyCap', 'depth'] as const) {
    it(`is seen to let others in without the defence "${defence}"`, async () => {
      const { letIn, refused } = await run((gate) => matrixCases(gate, seed), [defence]);
      assert.notEqual(letIn.length, 0);
      assert.deepEqual(refused, []);
    });
  }
  // Behind these two the SDK would refuse as well, in words of its own.
  for (const defence of ['array', 'contentType'] as const) {
    it(`is seen to answer otherwise without the defence "${defence}"`, async () => {
      const { letIn, answeredOtherwise } = await run((gate) => matrixCases(gate, seed), [defence]);
      assert.deepEqual(letIn, []);
      assert.notEqual(answeredOtherwise.length, 0);
    });
  }
});
