import type { Account } from '../core/account.ts';
import type { Caller } from '../core/caller.ts';
import type { SecretsService } from '../core/secretsService.ts';
import { nobodyToAsk, type SignInPrompts } from '../core/signIn.ts';
import type { SignInsPort } from '../core/signInStatus.ts';
import { createAgentSessions, type AgentSession } from './credentials/agentSessions.ts';
import { readProfiles, type AwsFiles } from './credentials/awsFiles.ts';
import type { SandboxConnection } from './credentials/credentialsOf.ts';
import { createMfaSessions } from './credentials/mfaSessions.ts';
import type { OwnSources } from './credentials/ownSources.ts';
import { listProfiles } from './credentials/profileKinds.ts';
import { createSignIns, signInKey, type SignInsOptions } from './credentials/signIns.ts';
import { createSsoSessions } from './credentials/ssoSessions.ts';
import { endpointsFor, endpointsOf, type EndpointOf } from './endpoints.ts';
import { createSecretsManager } from './secretsManager.ts';

const maxServices = 32;

export interface ServicePoolOptions extends SignInsOptions {
  readonly files: AwsFiles;
  /** An endpoint the person named in their own settings, for every service. */
  readonly endpoint: string | undefined;
  readonly sandbox: () => Promise<SandboxConnection>;
  /** Left out where nobody can be asked. */
  readonly prompts?: SignInPrompts;
  /** What accounts stand on that no file names. */
  readonly sources?: OwnSources;
  /** Gives back what the source of an account's sign-in leased, such as Vault. Whether there was such a lease. */
  readonly revoke?: (account: Account) => Promise<boolean>;
}

export interface ServicePool {
  /** The one service of an account in a region for a caller. Named each time, so that none gets the person's by being left out. */
  service(account: Account, region: string, caller: Caller): Promise<SecretsService>;
  readonly signIns: SignInsPort;
  /** Ends its timer. Calls that are on their way go on. */
  dispose(): void;
}

/** Makes one client per account, region and caller, since a new one per call doubles its cost, and keeps the last 32. */
export function createServicePool(options: ServicePoolOptions): ServicePool {
  const { files, endpoint, sandbox, prompts = nobodyToAsk, sources, revoke, ...watching } = options;
  const services = new Map<string, Promise<SecretsService>>();
  // Judged at each use: an endpoint that is refused must not stop the sandbox.
  const endpointOf: EndpointOf = (service, region) => endpointsFor(endpoint)(service, region);
  const signIns = createSignIns(
    {
      files,
      endpointOf,
      sandbox,
      prompts,
      mfaSessions: createMfaSessions(prompts),
      ssoSessions: createSsoSessions({ endpointOf, prompts }),
      sources,
    },
    watching,
  );

  const agents = createAgentSessions(files);

  async function make(account: Account, region: string, agent: AgentSession | undefined): Promise<SecretsService> {
    // For what is said of the account. A file that can't be read is told of by whoever signs in.
    await agents.learn(account).catch(() => undefined);
    const running = account.kind === 'sandbox' ? await sandbox() : undefined;
    return createSecretsManager({
      account: account.name,
      region,
      endpointOf: running ? () => running.endpoint : endpointsOf(account, endpointOf),
      credentials: signIns.provider(account, agent),
      watch: signIns.watch(account, agent),
      ...(account.accountId === undefined ? {} : { accountId: account.accountId }),
    });
  }

  return {
    async service(account, region, caller) {
      const agent = await agents.of(account, caller);
      const place = `${region}\n${account.accountId}\n${agent?.key}\n${signInKey(account)}`;
      const made = services.get(place) ?? make(account, region, agent);
      services.delete(place);
      services.set(place, made);
      // Its sign-in counts as used too, or it could be forgotten first and no drop would reach it.
      if (agent) signIns.provider(account, agent);
      // A failed start is not kept, so that the next call tries again.
      made.catch(() => services.delete(place));
      const oldest = services.keys().next();
      if (services.size > maxServices && !oldest.done) services.delete(oldest.value);
      return made;
    },
    signIns: {
      status: (account, caller) => ({ ...signIns.status(account, caller), agents: agents.words(account) }),
      profiles: async () => listProfiles(await readProfiles(files)),
      async revoke(account) {
        signIns.drop(account);
        return (await revoke?.(account)) ?? false;
      },
    },
    dispose: signIns.dispose,
  };
}
