import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { createServicePool } from '../../src/aws/servicePool.ts';
import type { Account } from '../../src/core/account.ts';
import { person } from '../../src/core/caller.ts';
import { operations } from '../../src/core/operations/index.ts';
import { SecretText } from '../../src/core/secretText.ts';
import { createCustody } from '../../src/custody.ts';
import { openAuditFile } from '../../src/storage/auditFile.ts';
import { readLeftovers } from '../../src/storage/leftovers.ts';
import type { HostOrder, HostReport, OwnEnd } from './killing.ts';

// A host that is killed: settles what the one before it left, does again what did not happen, and makes one change.
// Given one JSON argument; it reports to its parent, and may be told to end itself at a point of its own log.

const order: HostOrder = JSON.parse(process.argv[2] ?? '');
const { endpoint, credentials, folder, call, end, blind = false } = order;
const account: Account = { kind: 'sandbox', name: 'main', regions: ['eu-west-1'], access: 'destroy', host: 'here' };
const pool = createServicePool({
  files: { config: '', credentials: '' },
  endpoint: undefined,
  sandbox: async () => ({ endpoint, credentials }),
});
const file = await openAuditFile(folder);
let isArmed = false;

async function append(lines: string): Promise<void> {
  const phase = /"phase":"(\w+)"/.exec(lines)?.[1];
  endIf(`before ${phase}`);
  if (isArmed && end === `half ${phase}`) await file.append(lines.slice(0, lines.length / 2));
  endIf(`half ${phase}`);
  await file.append(lines);
  endIf(`after ${phase}`);
}

function endIf(point: string): void {
  const wanted: OwnEnd | undefined = isArmed ? end : undefined;
  if (wanted === point) process.kill(process.pid, 'SIGKILL');
}

const custody = createCustody({
  accounts: async () => [account],
  service: (of, region, caller) => pool.service(of, region, caller),
  present: async (card) => ({ kind: 'accepted', id: card.id, ...(card.typeToConfirm === undefined ? {} : { typed: card.typeToConfirm }) }),
  append,
  showSecret: () => false,
  settings: () => ({ maximumAccess: 'destroy', allowForceDelete: false }),
  assertTrusted: () => undefined,
  // The same looks, fifty times as close together.
  wait: (ms) => delay(ms / 50),
});

async function run(name: string, input: unknown): Promise<string> {
  const operation = operations.find((one) => one.name === name);
  if (!operation) throw new Error(`There is no operation ${name}.`);
  const outcome = await custody.execute(operation, { input, caller: person });
  return outcome.ok ? 'ok' : outcome.error.code;
}

/** The defence off: no look, no precondition, a token of its own. */
async function createAgain(name: string): Promise<void> {
  const service = await pool.service(account, 'eu-west-1', person);
  const secret = { name, value: SecretText.of('a-value-of-a-redo-1'), clientRequestToken: randomUUID() };
  await service.createSecret(secret, new AbortController().signal).catch(() => undefined);
}

const leftovers = await readLeftovers(folder);
const settled = await custody.settleLeftovers(leftovers);
const notDone = settled.filter(({ result }) => result === 'not_done');
for (const { record } of notDone) await run(record.operation, JSON.parse(record.arguments ?? '{}'));
if (blind) for (const { secret } of leftovers) await createAgain(secret ?? '');
report({ kind: 'settled', settled: settled.map(({ record, result }) => ({ secret: record.secret ?? '', result })) });
if (call) {
  isArmed = true;
  report({ kind: 'ended', result: await run(call.name, call.input) });
}
process.disconnect();

function report(what: HostReport): void {
  process.send?.(what);
}
