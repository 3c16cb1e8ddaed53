import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServicePool, type ServicePool } from '../../src/aws/servicePool.ts';
import type { Account } from '../../src/core/account.ts';
import { person, type AgentCaller } from '../../src/core/caller.ts';
import { nobodyToAsk, type SignInPrompts } from '../../src/core/signIn.ts';
import { SecretText } from '../../src/core/secretText.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import type { SeenRequest } from '../../src/sandbox/requestLog.ts';

export const never = new AbortController().signal;
export const agent: AgentCaller = { kind: 'agent', client: '0123456789abcdef', claimedName: 'Claude' };
export const agentName = 'custody-agent-0123456789abcdef';
export const personName = 'custody-vscode';
export const roleArn = 'arn:aws:iam::222233334444:role/operator';
export const common = { regions: ['eu-west-1', 'us-east-1'], access: 'write' as const, host: 'here' };
export const role: Extract<Account, { kind: 'role' }> = { ...common, kind: 'role', name: 'role', profile: 'base', roleArn };
export const key = 'arn:aws:kms:eu-west-1:222233334444:key/4b9b5f0e-7c1c-4c8e-9c52-0d1f8f0e6a11';

/** The sandbox with a few secrets behind a role, and the files of a person whose profile `base` may assume any. */
export interface AgentWorld {
  readonly sandbox: Sandbox;
  readonly files: { readonly config: string; readonly credentials: string };
  readonly configure: (...lines: readonly string[]) => Promise<void>;
  readonly pool: (prompts?: Partial<SignInPrompts>) => ServicePool;
  /** What was asked of the sandbox during the work. */
  readonly during: (work: () => Promise<unknown>) => Promise<readonly SeenRequest[]>;
  readonly close: () => Promise<void>;
}

export async function openAgentWorld(): Promise<AgentWorld> {
  const sandbox = await startSandbox();
  const folder = await mkdtemp(join(tmpdir(), 'custody-agents-'));
  const files = { config: join(folder, 'config'), credentials: join(folder, 'credentials') };
  const { accessKeyId, secretAccessKey } = sandbox.credentials;
  await writeFile(files.credentials, `[base]\naws_access_key_id=${accessKeyId}\naws_secret_access_key=${secretAccessKey}\n`);
  const world: AgentWorld = {
    sandbox,
    files,
    configure: (...lines) => writeFile(files.config, lines.join('\n')),
    pool: (prompts = {}) =>
      createServicePool({ files, endpoint: sandbox.endpoint, sandbox: async () => sandbox, prompts: { ...nobodyToAsk, ...prompts } }),
    async during(work) {
      const from = sandbox.requests().length;
      await work();
      return sandbox.requests().slice(from);
    },
    async close() {
      await sandbox.close();
      await rm(folder, { recursive: true });
    },
  };
  await addSecrets(world.pool());
  return world;
}

async function addSecrets(pool: ServicePool): Promise<void> {
  const service = await pool.service(role, 'eu-west-1', person);
  const secrets = {
    'prod/db': {},
    'prod/keyed': { kmsKeyId: key },
    'test/db': { tags: { env: 'test' } },
    'test/other': { tags: { env: 'qa' } },
  };
  for (const [name, more] of Object.entries(secrets))
    await service.createSecret({ name, value: SecretText.of('a value'), clientRequestToken: crypto.randomUUID(), ...more }, never);
}
