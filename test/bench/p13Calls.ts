import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServicePool } from '../../src/aws/servicePool.ts';
import type { Account } from '../../src/core/account.ts';
import { person } from '../../src/core/caller.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import { benchCustody, poolFor } from './benchCustody.ts';
import type { Goal } from './goal.ts';
import { openTree } from './treeWorld.ts';

/** Calls that arrived at the endpoint. */
export interface CallCounts {
  /** For one get of a value. */
  readonly get: number;
  /** For opening a region that was opened before. */
  readonly warmExpand: number;
  /** For 20 values at once. */
  readonly batch: number;
  /** AssumeRole for 32 calls at once, in two regions, on a role that nobody assumed yet. */
  readonly assumeRole: number;
  /** The same again, for calls after the end of that sign-in. */
  readonly assumeRoleAgain: number;
}

/** How far the clocks are ahead. */
interface Clock {
  here: number;
  ofAws: number;
}

export const coldCalls = 32;

export async function countCalls(): Promise<CallCounts> {
  const clock: Clock = { here: 0, ofAws: 0 };
  // Answers take as long as AWS's do, so that all who need a sign-in come before it is made.
  const sandbox = await startSandbox({ seed: true, latencyMs: 40, now: () => Date.now() + clock.ofAws });
  try {
    return { ...(await countViewCalls(sandbox)), ...(await countAssumeRoles(sandbox, clock)) };
  } finally {
    await sandbox.close();
  }
}

async function countViewCalls(sandbox: Sandbox): Promise<Omit<CallCounts, 'assumeRole' | 'assumeRoleAgain'>> {
  const { endpoint, credentials, region, accountId } = sandbox;
  const account: Account = { kind: 'sandbox', name: 'sandbox', regions: [region], access: 'destroy', host: 'here', accountId };
  const custody = benchCustody({ account, pool: poolFor(endpoint, { ...credentials }), append: async () => undefined });
  const world = await openTree(custody, account, region);
  const counted = async (work: () => Promise<unknown>): Promise<number> => {
    const before = sandbox.requests().length;
    await work();
    return sandbox.requests().length - before;
  };

  const list = await custody.execute(custody.operations.listSecrets, { caller: person, input: { account: account.name, region } });
  const secret = list.ok ? list.output.secrets.find(({ deletedDate }) => deletedDate === undefined) : undefined;
  if (!secret) throw new Error('The sandbox lists no secret.');
  const get = await counted(async () => {
    const input = { account: account.name, region, secret_id: secret.arn };
    const outcome = await custody.execute(custody.operations.getSecretValue, { caller: person, input });
    if (!outcome.ok) throw outcome.error;
  });
  const batch = await counted(async () => {
    const names = list.ok ? list.output.secrets.filter(({ deletedDate }) => deletedDate === undefined).map(({ name }) => name) : [];
    const twenty = [...names, ...Array.from({ length: 20 }, (_, index) => `missing/${index}`)].slice(0, 20);
    const input = { account: account.name, region, secret_ids: twenty };
    const outcome = await custody.execute(custody.operations.batchGetSecretValue, { caller: person, input });
    if (!outcome.ok) throw outcome.error;
  });
  const cold = await counted(async () => world.tree.getChildren(world.region));
  if (cold !== 1) throw new Error(`Opening a region took ${cold} calls.`);
  const warmExpand = await counted(async () => world.tree.getChildren(world.region));
  return { get, batch, warmExpand };
}

async function countAssumeRoles(sandbox: Sandbox, clock: Clock): Promise<Pick<CallCounts, 'assumeRole' | 'assumeRoleAgain'>> {
  const { endpoint, credentials, regions } = sandbox;
  const folder = await mkdtemp(join(tmpdir(), 'custody-bench-'));
  try {
    const files = { config: join(folder, 'config'), credentials: join(folder, 'credentials') };
    const { accessKeyId, secretAccessKey } = credentials;
    await writeFile(files.credentials, `[base]\naws_access_key_id=${accessKeyId}\naws_secret_access_key=${secretAccessKey}\n`, {
      mode: 0o600,
    });
    const account: Account = {
      kind: 'role',
      name: 'role',
      profile: 'base',
      roleArn: 'arn:aws:iam::222233334444:role/reader',
      durationSeconds: 900,
      regions: [...regions],
      access: 'destroy',
      host: 'here',
    };
    const pool = createServicePool({ files, endpoint, sandbox: async () => sandbox, now: () => Date.now() + clock.here });
    const { execute, operations } = benchCustody({ account, pool, append: async () => undefined });
    const assumed = async (): Promise<number> => {
      const from = sandbox.requests().length;
      const outcomes = await Promise.all(
        Array.from({ length: coldCalls }, (_, index) =>
          execute(operations.listSecrets, {
            caller: person,
            input: { account: account.name, region: regions[index % regions.length], search: `word${index}` },
          }),
        ),
      );
      for (const outcome of outcomes) if (!outcome.ok) throw outcome.error;
      return sandbox
        .requests()
        .slice(from)
        .filter(({ operation }) => operation === 'AssumeRole').length;
    };
    const assumeRole = await assumed();
    // A quarter of an hour later here; AWS takes a signature that is not five minutes old.
    Object.assign(clock, { here: 906_000, ofAws: 270_000 });
    return { assumeRole, assumeRoleAgain: await assumed() };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export const callsToAws: Goal = {
  id: 'P13',
  title: 'Calls to AWS',
  async measure() {
    const { get, batch, warmExpand, assumeRole, assumeRoleAgain } = await countCalls();
    return {
      figures: [
        { part: 'one get', value: get, goal: 1, unit: 'calls' },
        { part: 'a batch of 20 values', value: batch, goal: 1, unit: 'calls' },
        { part: 'warm expand', value: warmExpand, goal: 0, unit: 'calls' },
        { part: `AssumeRole for ${coldCalls} cold calls`, value: assumeRole, goal: 1, unit: 'calls' },
        { part: `AssumeRole for ${coldCalls} calls after the end of a sign-in`, value: assumeRoleAgain, goal: 1, unit: 'calls' },
      ],
      how: 'requests counted at the sandbox, through the one path, the adapter and the tree',
    };
  },
};
