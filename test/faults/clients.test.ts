import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { Server } from '@modelcontextprotocol/server';
import { createApprovals, type ApprovalAnswer } from '../../src/core/approval.ts';
import { CustodyError } from '../../src/core/errors.ts';
import type { Execute, Outcome } from '../../src/core/execute.ts';
import { operations } from '../../src/core/operations/index.ts';
import { openFrontDoor, type FrontDoor, type FrontDoorHooks } from '../../src/mcp/http.ts';
import { createMcpServer, type Toolbox } from '../../src/mcp/server.ts';
import { toolsets } from '../../src/core/toolsets.ts';
import { toolsOf } from '../../src/mcp/tools.ts';
import { post, rpc } from '../contract/frontDoors.ts';
import { memoryCustody } from '../contract/memoryCustody.ts';
import { createRandom, seed } from '../wire/random.ts';
import { echoOf, echoOperation, modernClient, oldClient, textIn, type EchoClient } from './echo.ts';
import { uncaughtDuring } from './rejections.ts';
import { brokenAt, cardFor, seams, things, wayNames, type Seam } from './seams.ts';
import { canary } from './validAnswers.ts';

const clientCount = 50;
/** Two thousand a second; CUSTODY_CALLS=50000 makes as many as SECURITY.md names. */
const calls = Number(process.env['CUSTODY_CALLS'] ?? 10_000);

/** A call that nobody can cancel. */
const endless = { signal: new AbortController().signal, cancel: () => undefined, end: () => undefined };

describe('F25: fifty clients that give every call the same id', () => {
  const doors: FrontDoor[] = [];
  const clients: EchoClient[] = [];
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await Promise.all(doors.splice(0).map((door) => door.close()));
  });

  async function openDoor(operation = echoOperation(createRandom(seed)), hooks?: (toolbox: Toolbox) => FrontDoorHooks): Promise<FrontDoor> {
    // They send more than agents may in an hour.
    const guesses = { check: () => undefined, hit: () => undefined, forgive: () => undefined };
    const { execute } = memoryCustody(undefined, undefined, undefined, { guesses });
    const toolbox = { execute, operations: [operation], tools: toolsOf([operation]), toolsets, version: '1' };
    // Thirty calls at once are let in, and here fifty come.
    const door = await openFrontDoor({ execute, operations: [operation], hooks: { off: new Set(['calls']), ...hooks?.(toolbox) } });
    doors.push(door);
    return door;
  }

  /** Half of them speak either revision. Each calls again as soon as it was answered. */
  async function crossedIn(door: FrontDoor, total: number): Promise<{ readonly answered: number; readonly crossed: readonly string[] }> {
    for (let index = 0; index < clientCount; index += 1) {
      clients.push(index % 2 === 0 ? await oldClient(door, `client-${index}`) : modernClient(door, `client-${index}`));
    }
    let answered = 0;
    const crossed: string[] = [];
    const work = clients.map(async (client) => {
      for (let round = 0; round < total / clientCount; round += 1) {
        const text = `${client.name}/${round}`;
        const said = textIn(await client.call(text));
        answered += 1;
        if (said !== echoOf(client.name, text)) crossed.push(said);
      }
    });
    await Promise.all(work);
    return { answered, crossed };
  }

  it(`each get the answers to their own ${calls / clientCount} calls and to no other's`, async () => {
    const door = await openDoor();
    assert.deepEqual(await crossedIn(door, calls), { answered: calls, crossed: [] });
    assert.equal(door.inFlight(), 0);
  });

  it('are taken for one another when one server object serves them all, and the same check says so', async () => {
    const door = await openDoor(undefined, (toolbox) => {
      let shared: ReturnType<typeof createMcpServer> | undefined;
      return { createServer: (exchange) => (shared ??= createMcpServer(toolbox, { ...exchange, call: endless })) };
    });
    const { crossed } = await crossedIn(door, 500);
    assert.ok(
      crossed.some((said) => /^client-(\d+) asked client-(?!\1\/)/.test(said)),
      crossed[0],
    );
  });

  it('get one another’s answers when calls share what they remember, and the same check says so', async () => {
    const { crossed } = await crossedIn(await openDoor(echoOperation(createRandom(seed), { text: '' })), 500);
    assert.ok(
      crossed.some((said) => /^client-(\d+) asked client-(?!\1\/)/.test(said)),
      crossed[0],
    );
  });
});

describe('F28: something thrown by code that is not ours', () => {
  let execute: Execute;
  let outcome: Outcome<unknown> | undefined;
  let door: FrontDoor;
  const doors: FrontDoor[] = [];

  async function openDoor(hooks: FrontDoorHooks = {}): Promise<FrontDoor> {
    const recorded: Execute = async (operation, asked) => {
      const done = await execute(operation, asked);
      outcome = done;
      return done;
    };
    const opened = await openFrontDoor({ execute: recorded, operations, hooks });
    doors.push(opened);
    return opened;
  }
  beforeEach(async () => {
    door = await openDoor();
  });
  afterEach(() => Promise.all(doors.splice(0).map((each) => each.close())));

  /** What the client got and what came of the call, without what differs from tool to tool. */
  async function call(to: FrontDoor, { tool, input }: Pick<Seam, 'tool' | 'input'>) {
    outcome = undefined;
    const answer = await post(to, { body: rpc('tools/call', { name: tool, arguments: input }) });
    const told = [answer.text, JSON.stringify(outcome)].join();
    return { status: answer.status, code: codeOf(outcome), quotes: told.includes(canary) };
  }

  for (const seam of seams) {
    it(`${seam.name} in ${seam.tool}: ${seam.expected}, whatever is thrown and however, and the next call is done`, async () => {
      for (const way of wayNames.slice(0, seam.isSync ? 1 : undefined)) {
        for (const [what, thing] of Object.entries(things)) {
          const seen: object[] = [];
          const uncaught = await uncaughtDuring(async () => {
            const broken = brokenAt(seam.name, way, thing);
            execute = broken.execute;
            seen.push(await call(door, seam));
            broken.mend();
            seen.push(await call(door, { tool: seam.tool, input: seam.again ?? seam.input }));
          });
          const expected = [seam.expected, 'ok'].map((code) => ({ status: 200, code, quotes: false }));
          assert.deepEqual({ seen, uncaught }, { seen: expected, uncaught: [] }, `${what} ${way}`);
        }
      }
    });
  }

  it('is not heard when a reminder fails, long after the call asked', async () => {
    mock.timers.enable({ apis: ['setInterval'] });
    let reminders = 0;
    const answered = Promise.withResolvers<ApprovalAnswer>();
    const asked = createApprovals(() => answered.promise).ask(cardFor('prod/db'), endless.signal, () => {
      reminders += 1;
      if (reminders > 1) throw new Error(canary);
    });
    await new Promise<void>((resolve) => setImmediate(resolve));
    try {
      // Thrown out of a timer, it would end the editor's whole extension host.
      assert.doesNotThrow(() => mock.timers.tick(10_000));
      assert.equal(reminders, 2);
    } finally {
      mock.timers.reset();
      answered.resolve({ kind: 'declined' });
      await asked.catch(() => undefined);
    }
  });

  it('takes no place in the queue when the open card can’t be told who waits', async () => {
    const answered = Promise.withResolvers<ApprovalAnswer>();
    const approvals = createApprovals((card, _, onWaiting) => {
      onWaiting((waiting) => {
        if (waiting > 0) throw new Error(canary);
      });
      return card.secret === 'first' ? answered.promise : Promise.resolve({ kind: 'accepted', id: card.id });
    });
    const ask = (secret: string): Promise<string> =>
      approvals
        .ask(cardFor(secret), endless.signal, () => undefined)
        .then(
          () => 'accepted',
          (thrown: unknown) => (thrown instanceof CustodyError ? thrown.code : 'internal'),
        );
    const first = ask('first');
    const behind = Array.from({ length: 5 }, (_, index) => ask(`behind ${index}`));
    answered.resolve({ kind: 'declined' });
    assert.deepEqual([await first, ...(await Promise.all(behind))], ['approval_declined', ...Array<string>(5).fill('accepted')]);
    assert.equal(await ask('afterwards'), 'accepted');
  });

  it('reaches the client where nothing stands before the SDK, and the same check says so', async () => {
    const bare = await openDoor({
      createServer: () => {
        const server = new Server({ name: 'bare', version: '1' }, { capabilities: { tools: {} } });
        server.setRequestHandler('tools/call', () => Promise.reject(new Error(canary)));
        return server;
      },
    });
    assert.deepEqual(await call(bare, { tool: 'list_secrets', input: {} }), { status: 200, code: undefined, quotes: true });
  });

  it('is seen when nobody catches it', async () => {
    const lost = new Error(canary);
    assert.deepEqual(await uncaughtDuring(async () => void Promise.reject(lost)), [lost]);
  });
});

function codeOf(outcome: Outcome<unknown> | undefined): string | undefined {
  return outcome?.ok === false ? outcome.error.code : outcome && 'ok';
}
