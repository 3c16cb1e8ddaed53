import { execFileSync } from 'node:child_process';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createSecretsManager } from '../../src/aws/secretsManager.ts';
import type { Account } from '../../src/core/account.ts';
import type { ApprovalCard } from '../../src/core/approval.ts';
import type { SecretsService } from '../../src/core/secretsService.ts';
import { SecretText } from '../../src/core/secretText.ts';
import { createCustody, type Custody } from '../../src/custody.ts';
import { openFrontDoor, type FrontDoor } from '../../src/mcp/http.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import { openAuditFile } from '../../src/storage/auditFile.ts';
import { createEnvFiles } from '../../src/storage/envFiles.ts';
import type { Canary } from './canaries.ts';
import { openWire, type Wire } from './wire.ts';

/** The one path and the front door over a sandbox that holds the canaries, as both roots build them. */
export interface CoreWorld {
  readonly sandbox: Sandbox;
  readonly custody: Custody;
  readonly door: FrontDoor;
  readonly service: (account: Account, region: string) => Promise<SecretsService>;
  readonly wire: Wire;
  readonly auditFolder: string;
  readonly cards: readonly ApprovalCard[];
  /** Many names for the one sandbox account, since an agent's calls are slowed down for each. */
  readonly accounts: readonly Account[];
  /** What the person types on the next card that asks for a value. */
  readonly type: (value: Canary | undefined) => void;
  /** The open folder, a git repository that ignores `.env` files. */
  readonly project: string;
  /** The `.env` files in it that a person allowed values to go to. */
  readonly envFiles: string[];
  /** The variables that Custody is started with. */
  readonly environment: Record<string, string>;
  readonly close: () => Promise<void>;
}

const accountCount = 40;

export async function startSandboxWith(canaries: readonly Canary[]): Promise<Sandbox> {
  const sandbox = await startSandbox();
  const client = new SecretsManagerClient({ endpoint: sandbox.endpoint, region: sandbox.region, credentials: sandbox.credentials });
  await put(client, canaries);
  client.destroy();
  return sandbox;
}

/** Writes each canary as the secret of its name. */
export async function put(client: SecretsManagerClient, canaries: readonly Canary[]): Promise<void> {
  for (const { name, value, binary, shape } of canaries) {
    const held = binary ? { SecretBinary: Buffer.from(value, 'base64') } : { SecretString: value };
    const Tags = [{ Key: 'shape', Value: shape }];
    await client.send(new CreateSecretCommand({ Name: name, Description: `A canary of shape ${shape}`, Tags, ...held }));
  }
}

export interface CoreOptions {
  /** Whom each call goes to; the sandbox where left out. */
  readonly serviceOf?: (account: Account, region: string) => Promise<SecretsService>;
}

export async function openCoreWorld(canaries: readonly Canary[], { serviceOf }: CoreOptions = {}): Promise<CoreWorld> {
  const sandbox = await startSandboxWith(canaries);
  const project = await realpath(await mkdtemp(join(tmpdir(), 'custody-canaries-project-')));
  execFileSync('git', ['init', '--quiet', project]);
  await writeFile(join(project, '.gitignore'), '.env.*\n');
  const environment: Record<string, string> = {};
  const auditFolder = await mkdtemp(join(tmpdir(), 'custody-canaries-'));
  const audit = await openAuditFile(auditFolder);
  const accounts: readonly Account[] = Array.from({ length: accountCount }, (_, index) => ({
    kind: 'sandbox',
    name: `account-${index}`,
    regions: [...sandbox.regions],
    access: 'destroy',
    accountId: sandbox.accountId,
    host: 'here',
  }));
  const services = new Map<string, SecretsService>();
  const cards: ApprovalCard[] = [];
  let typed: Canary | undefined;

  function sandboxService(account: Account, region: string): SecretsService {
    const key = `${account.name} ${region}`;
    const known = services.get(key);
    if (known) return known;
    const credentials = async (): Promise<Sandbox['credentials']> => sandbox.credentials;
    const made = createSecretsManager({ account: account.name, region, endpointOf: () => sandbox.endpoint, credentials });
    services.set(key, made);
    return made;
  }

  const service = serviceOf ?? (async (account: Account, region: string) => sandboxService(account, region));
  const custody = createCustody({
    accounts: async () => accounts,
    service,
    present: async (card) => {
      cards.push(card);
      const value = typed && SecretText.of(typed.value);
      const name = card.typeToConfirm;
      return {
        kind: 'accepted',
        id: card.id,
        ...(name === undefined ? {} : { typed: name }),
        ...(card.wantsValue && value ? { value } : {}),
      };
    },
    append: audit.append,
    envFiles: createEnvFiles({ folders: () => [project], environment }),
    folders: () => [project],
    showSecret: () => true,
    settings: () => ({ maximumAccess: 'destroy', allowForceDelete: true }),
    // Without a pause, so that each misuse gets as far as it can.
    guesses: { check: () => undefined, hit: () => undefined, forgive: () => undefined },
    assertTrusted: () => undefined,
  });
  const door = await openFrontDoor({ execute: custody.execute, operations: custody.registry });
  return {
    sandbox,
    custody,
    door,
    service,
    wire: openWire(door),
    auditFolder,
    cards,
    accounts,
    project,
    envFiles: [],
    environment,
    type: (value) => {
      typed = value;
    },
    async close() {
      await door.close();
      await Promise.all([sandbox.close(), audit.close()]);
      await Promise.all([auditFolder, project].map((folder) => rm(folder, { recursive: true, force: true })));
    },
  };
}
