import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServicePool, type ServicePool } from '../../src/aws/servicePool.ts';
import type { Account } from '../../src/core/account.ts';
import { person as caller } from '../../src/core/caller.ts';
import { CustodyError } from '../../src/core/errors.ts';
import type { CallerIdentity, SecretsService } from '../../src/core/secretsService.ts';
import type { MfaQuestion, MachineUse, SignInPrompts } from '../../src/core/signIn.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';

const never = new AbortController().signal;

/** Stands in for the person: what was asked, and what is answered. */
export interface Person {
  readonly codesAsked: MfaQuestion[];
  readonly usesAsked: MachineUse[];
  codes: (string | undefined)[];
  allows: boolean;
}

/** The sandbox and the two files of a person, of which a test writes the first. */
export interface ProfileWorld {
  readonly sandbox: Sandbox;
  readonly folder: string;
  readonly person: Person;
  /** How the person answers. */
  readonly prompts: SignInPrompts;
  readonly pool: (more?: { readonly endpoint?: string; readonly prompts?: Partial<SignInPrompts> }) => ServicePool;
  /** Writes the config file; `base` holds the sandbox's keys. */
  readonly configure: (...lines: readonly string[]) => Promise<void>;
  readonly count: (operation: string) => number;
  readonly close: () => Promise<void>;
}

export async function openProfileWorld(): Promise<ProfileWorld> {
  let shift = 0;
  const sandbox = await startSandbox({ now: () => Date.now() + shift });
  const folder = await mkdtemp(join(tmpdir(), 'custody-profiles-'));
  const files = { config: join(folder, 'config'), credentials: join(folder, 'credentials') };
  const { accessKeyId, secretAccessKey } = sandbox.credentials;
  await writeFile(files.credentials, `[base]\naws_access_key_id=${accessKeyId}\naws_secret_access_key=${secretAccessKey}\n`);
  const person: Person = { codesAsked: [], usesAsked: [], codes: [], allows: false };
  const answers: SignInPrompts = {
    async allows(use) {
      person.usesAsked.push(use);
      return person.allows;
    },
    async askMfaCode(question) {
      person.codesAsked.push(question);
      return person.codes.shift();
    },
    browserIsHere: false,
    signInByBrowser: async () => undefined,
  };
  return {
    sandbox,
    folder,
    person,
    prompts: answers,
    pool: ({ endpoint = sandbox.endpoint, prompts = {} } = {}) =>
      createServicePool({ files, endpoint, sandbox: async () => sandbox, prompts: { ...answers, ...prompts } }),
    configure: (...lines) => writeFile(files.config, lines.join('\n')),
    count: (name) => sandbox.requests().filter(({ operation }) => operation === name).length,
    async close() {
      await sandbox.close();
      await rm(folder, { recursive: true });
    },
  };
}

export function profileAccount(profile: string): Account {
  return { kind: 'profile', name: profile, profile, regions: ['eu-west-1', 'us-east-1'], access: 'destroy', host: 'here' };
}

/** Who a profile signs in as. */
export async function whoIs(pool: ServicePool, profile: string): Promise<CallerIdentity> {
  const service: SecretsService = await pool.service(profileAccount(profile), 'eu-west-1', caller);
  return service.getCallerIdentity(never);
}

export async function failureOf(work: Promise<unknown>): Promise<CustodyError> {
  const thrown: unknown = await work.then(
    () => assert.fail('nothing was thrown'),
    (reason: unknown) => reason,
  );
  assert.ok(thrown instanceof CustodyError, `threw ${String(thrown)}`);
  return thrown;
}
