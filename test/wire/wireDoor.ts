import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import type { FrontDoor } from '../../src/mcp/http.ts';
import { operations } from '../../src/core/operations/index.ts';
import { toolsOf } from '../../src/mcp/tools.ts';
import { listAccounts, post, tokenOf, type Doors } from '../contract/frontDoors.ts';
import { openSocket } from '../contract/rawHttp.ts';
import { judge, type Gate } from './oracle.ts';
import type { WireCase } from './requests.ts';

const patienceMs = 3_000;

export interface Tally {
  readonly cases: number;
  readonly letIn: readonly string[];
  readonly refused: readonly string[];
  readonly answeredOtherwise: readonly string[];
}

export function gateOf(door: FrontDoor): Gate {
  return { port: door.port, token: tokenOf(door), tools: toolsOf(operations).map(({ name }) => name) };
}

/** Sends the cases one after another and compares what came through with the oracle. */
export async function tryCases(doors: Doors, door: FrontDoor, cases: readonly WireCase[]): Promise<Tally> {
  const gate = gateOf(door);
  const [letIn, refused, answeredOtherwise]: [string[], string[], string[]] = [[], [], []];
  for (const [index, { what, wire, pieces = 1 }] of cases.entries()) {
    const verdict = judge(wire, gate);
    const before = doors.entered;
    const said = await exchange(door.port, wire, { pieces, stops: verdict.waits });
    const entered = doors.entered - before;
    const statuses = statusesIn(said);
    const told = `${what}: ${entered} entered, answered ${statuses.join(' ') || 'nothing'}, expected ${JSON.stringify(verdict)}`;
    if (entered > verdict.most) letIn.push(told);
    if (entered < verdict.least) refused.push(told);
    const [status] = statuses;
    const right = verdict.status === undefined ? verdict.least > 0 || status === undefined || status >= 200 : status === verdict.status;
    if (!right) answeredOtherwise.push(told);
    if (index % 100 === 99) await assertAlive(door);
  }
  await assertAlive(door);
  return { cases: cases.length, letIn, refused, answeredOtherwise };
}

export function assertFaultless({ letIn, refused, answeredOtherwise }: Tally): void {
  const show = (all: readonly string[]): readonly string[] => all.slice(0, 10);
  assert.deepEqual(show(letIn), [], `${letIn.length} were wrongly let in`);
  assert.deepEqual(show(refused), [], `${refused.length} were wrongly refused`);
  assert.deepEqual(show(answeredOtherwise), [], `${answeredOtherwise.length} got another answer`);
}

export async function assertAlive(door: FrontDoor): Promise<void> {
  const answer = await post(door, { body: listAccounts });
  assert.equal(answer.status, 200, answer.text);
  assert.match(answer.text, /memory/);
}

/** Writes to a connection of its own and reads until the door closes it. */
export async function exchange(
  port: number,
  wire: string,
  { pieces = 1, stops = false }: { readonly pieces?: number; readonly stops?: boolean } = {},
): Promise<string> {
  const socket = await openSocket(port);
  const chunks: Buffer[] = [];
  socket.on('data', (data: Buffer) => chunks.push(data));
  // A door that hangs up while bytes still come may reset the connection.
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  const late = setTimeout(() => socket.destroy(new Error('late')), patienceMs);
  await write(socket, Buffer.from(wire, 'latin1'), pieces);
  if (stops && !socket.destroyed) socket.end();
  await closed;
  clearTimeout(late);
  if (socket.errored?.message === 'late') throw new Error(`Not closed within ${patienceMs} ms: ${JSON.stringify(wire.slice(0, 600))}`);
  return Buffer.concat(chunks).toString('latin1');
}

/** Each piece is handed to the system before the next one is cut. */
async function write(socket: Socket, bytes: Buffer, pieces: number): Promise<void> {
  const size = Math.max(1, Math.ceil(bytes.length / pieces));
  for (let at = 0; at < bytes.length && socket.writable; at += size) {
    await new Promise<void>((resolve) => socket.write(bytes.subarray(at, at + size), () => resolve()));
  }
}

export function statusesIn(said: string): readonly number[] {
  return [...said.matchAll(/(?:^|\n)HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status)).filter((status) => status !== 100);
}
