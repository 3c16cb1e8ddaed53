import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createServicePool } from '../../src/aws/servicePool.ts';
import { findBrokenLine } from '../../src/core/audit.ts';
import { CustodyError } from '../../src/core/errors.ts';
import type { SecretsService } from '../../src/core/secretsService.ts';
import { SecretText } from '../../src/core/secretText.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import { createRandom, seed } from '../wire/random.ts';
import { startInterposer, type Interposer, type PassedChange } from '../fakes/interposer.ts';
import { prepareHosts, type HostCall, type HostEnd, type Hosts, type OwnEnd } from './killing.ts';
import { person } from '../../src/core/caller.ts';

const never = new AbortController().signal;
const kills = 200;
const lanes = 3;

/**
 * Where the process dies, whether the change happens all the same, and whether the next start has something to look
 * up: `maybe` where the process may have got to its last line first.
 */
const points = [
  { point: 'before sending', happens: false, leaves: 'no' },
  { point: 'half sending', happens: false, leaves: 'no' },
  { point: 'after sending', happens: false, leaves: 'yes' },
  { point: 'on arrival, and it is lost', happens: false, leaves: 'yes' },
  { point: 'on arrival, and it is carried out later', happens: true, leaves: 'yes' },
  { point: 'when it is carried out', happens: true, leaves: 'yes' },
  { point: 'just after the answer', happens: true, leaves: 'maybe' },
  { point: 'before outcome', happens: true, leaves: 'yes' },
  { point: 'half outcome', happens: true, leaves: 'yes' },
  { point: 'after outcome', happens: true, leaves: 'no' },
] as const;
type Point = (typeof points)[number]['point'];
const ownEnds: readonly string[] = [
  'before sending',
  'half sending',
  'after sending',
  'before outcome',
  'half outcome',
  'after outcome',
] satisfies OwnEnd[];
const isOwnEnd = (point: string): point is OwnEnd => ownEnds.includes(point);

/** A chain of hosts over one log folder, each killed and followed by the next. */
interface Lane {
  readonly service: SecretsService;
  readonly interposer: Interposer;
  readonly start: (call: HostCall | undefined, point?: Point, blind?: boolean) => Promise<HostEnd>;
  readonly folder: string;
  readonly close: () => Promise<void>;
}

async function openLane(hosts: Hosts, sandbox: Sandbox): Promise<Lane> {
  const interposer = await startInterposer(sandbox.endpoint);
  const folder = await mkdtemp(join(tmpdir(), 'custody-kills-'));
  const { credentials } = sandbox;
  const pool = createServicePool({ files: { config: '', credentials: '' }, endpoint: undefined, sandbox: async () => sandbox });
  const service = await pool.service(
    { kind: 'sandbox', name: 'main', regions: ['eu-west-1'], access: 'destroy', host: 'here' },
    'eu-west-1',
    person,
  );
  return {
    service,
    interposer,
    folder,
    async start(call, point, blind) {
      const own = point !== undefined && isOwnEnd(point) ? point : undefined;
      let kill = (): void => undefined;
      let isArmed = own === undefined && point !== undefined;
      const target = String(call?.input['name'] ?? call?.input['secret_id']);
      interposer.onStage = async (change, stage) => {
        if (!isArmed || !change.secret.includes(target)) return 'pass';
        if (stage === 'arrived' && point === 'on arrival, and it is lost') return end('lose');
        if (stage === 'arrived' && point === 'on arrival, and it is carried out later') {
          const verdict = end('pass');
          await delay(10);
          return verdict;
        }
        if (stage === 'carriedOut' && point === 'when it is carried out') return end('loseAnswer');
        if (stage === 'answered' && point === 'just after the answer') return end('pass');
        return 'pass';
      };
      function end<Verdict>(verdict: Verdict): Verdict {
        isArmed = false;
        kill();
        return verdict;
      }
      const order = { endpoint: interposer.endpoint, credentials, folder };
      return hosts.run(
        { ...order, ...(call ? { call } : {}), ...(own ? { end: own } : {}), ...(blind ? { blind } : {}) },
        (how) => (kill = how),
      );
    },
    async close() {
      await interposer.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** Makes what the call is to change, and says how to see that it happened. */
async function prepareCall({ service }: Lane, kind: number, name: string): Promise<{ call: HostCall; happened: () => Promise<boolean> }> {
  const found = () =>
    service.describeSecret(name, never).catch((thrown: unknown) => {
      if (thrown instanceof CustodyError && thrown.code === 'secret_not_found') return undefined;
      throw thrown;
    });
  if (kind === 0)
    return { call: { name: 'create_secret', input: { name, value: 'generate' } }, happened: async () => (await found()) !== undefined };
  await service.createSecret({ name, value: SecretText.of('a-value-to-be-deleted-1'), clientRequestToken: crypto.randomUUID() }, never);
  if (kind === 1)
    return {
      call: { name: 'delete_secret', input: { secret_id: name } },
      happened: async () => (await found())?.deletedDate !== undefined,
    };
  await service.deleteSecret({ secretId: name, recoveryWindowInDays: 30 }, never);
  return { call: { name: 'restore_secret', input: { secret_id: name } }, happened: async () => (await found())?.deletedDate === undefined };
}

/** Changes that were sent although the same one had been carried out before. */
function doubles(changes: readonly PassedChange[]): PassedChange[] {
  return changes.filter((change, index) =>
    changes
      .slice(0, index)
      .some((earlier) => earlier.secret === change.secret && earlier.operation === change.operation && earlier.status === 200),
  );
}

async function assertLogsWhole(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const lines = (await readFile(join(folder, name), 'utf8')).split('\n');
    // What stands behind the last line break is empty, or the half line that its process died on.
    lines.pop();
    assert.equal(findBrokenLine(lines), undefined, name);
  }
}

describe('A host that is killed while it makes a change', () => {
  let sandbox: Sandbox;
  let hosts: Hosts;
  before(async () => {
    sandbox = await startSandbox();
    hosts = await prepareHosts();
  });
  after(async () => {
    await sandbox.close();
    await hosts.close();
  });

  it(`${kills} times, at ${points.length} points: the next one says rightly what became of it, and nothing is done twice`, async () => {
    const random = createRandom(seed);
    const plan = Array.from({ length: kills }, (_, index) => ({
      index,
      at: points[index % points.length] ?? points[0],
      kind: random.below(3),
    }));
    const waiting = plan.toReversed();
    const seen = { killed: 0, done: 0, notDone: 0, nothing: 0 };

    async function runLane(): Promise<void> {
      const lane = await openLane(hosts, sandbox);
      for (let next = waiting.pop(); next; next = waiting.pop()) {
        const { index, at, kind } = next;
        const name = `kills/${index}`;
        const { call, happened } = await prepareCall(lane, kind, name);
        const what = `${call.name} killed ${at.point} (${index})`;
        const { result } = await lane.start(call, at.point);
        if (at.leaves !== 'maybe') assert.equal(result, undefined, `${what}: was killed`);
        // What is still on its way when its sender dies is seen when the next host looks.
        if (at.point !== 'on arrival, and it is carried out later') assert.equal(await happened(), at.happens, what);
        // The next host: settles, and does again what did not happen.
        const { settled } = await lane.start(undefined);
        const expected = [{ secret: name, result: at.happens ? 'done' : 'not_done' }];
        if (at.leaves === 'no' || (at.leaves === 'maybe' && settled.length === 0)) assert.deepEqual(settled, [], what);
        else assert.deepEqual(settled, expected, what);
        assert.equal(await happened(), at.happens || at.leaves === 'yes', `${what}: done again`);
        // And nothing is left for the one after it.
        seen.killed += 1;
        if (settled.length === 0) seen.nothing += 1;
        else if (at.happens) seen.done += 1;
        else seen.notDone += 1;
      }
      assert.deepEqual((await lane.start(undefined)).settled, []);
      assert.deepEqual(doubles(lane.interposer.changes), []);
      await assertLogsWhole(lane.folder);
      await lane.close();
    }

    await Promise.all(Array.from({ length: lanes }, runLane));
    assert.equal(seen.killed, kills);
    assert.ok(seen.done >= kills / 4 && seen.notDone >= kills / 6, JSON.stringify(seen));
  });

  it('would do a change twice if it were done again without a look', async () => {
    const lane = await openLane(hosts, sandbox);
    const { call } = await prepareCall(lane, 0, 'kills/blind');
    await lane.start(call, 'when it is carried out');
    await lane.start(undefined, undefined, true);
    assert.equal(doubles(lane.interposer.changes).length, 1);
    await lane.close();
  });
});
