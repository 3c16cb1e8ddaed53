import type { Account } from '../../core/account.ts';
import { agentPolicy } from '../../core/agentPolicy.ts';
import { agentSessionName, agentsInWords } from '../../core/agentSession.ts';
import { hashOf } from '../../core/canonicalJson.ts';
import type { Caller } from '../../core/caller.ts';
import { CustodyError } from '../../core/errors.ts';
import { noProfile, readProfiles, type AwsFiles, type Profiles } from './awsFiles.ts';

/** What a role is assumed with for an agent, beside what it is assumed with for the person. */
export interface AgentSession {
  /** As CloudTrail shows it. */
  readonly name: string;
  readonly policy: string;
  /** Another for each client and each policy, so that a change of either makes a new session. */
  readonly key: string;
}

export interface AgentSessions {
  /** The session a caller is to have; undefined for the person, and for agents where no session can be limited. */
  of(account: Account, caller: Caller): Promise<AgentSession | undefined>;
  /** Looks at the account's profile, if it has one. */
  learn(account: Account): Promise<void>;
  /** What IAM makes of agents there, in a sentence; undefined while its profile was not looked at. */
  words(account: Account): string | undefined;
}

export function createAgentSessions(files: AwsFiles): AgentSessions {
  /** The role of each profile that was looked at. */
  const rolesOfProfiles = new Map<string, string | undefined>();

  async function roleOf(account: Account): Promise<string | undefined> {
    if (account.kind !== 'profile') return roleArnOf(account);
    const entries = (await readProfiles(files))[account.profile];
    // A file that is being written has no profiles for a moment. Taken for "no role", an agent would get the person's session.
    if (!entries) throw noProfile(account.profile);
    const role = roleForAgents(entries);
    rolesOfProfiles.set(account.profile, role);
    return role;
  }

  return {
    async of(account, caller) {
      if (caller.kind === 'person') return undefined;
      const roleArn = await roleOf(account);
      if (roleArn === undefined) return undefined;
      const { text: policy } = agentPolicy(account, roleArn);
      const name = agentSessionName(caller.client);
      return { name, policy, key: hashOf({ name, policy }) };
    },
    async learn(account) {
      await roleOf(account);
    },
    words(account) {
      // The sandbox has one user and no roles of a person's.
      if (account.kind === 'sandbox' || account.access === 'off') return undefined;
      if (account.kind !== 'profile') return agentsInWords(account, roleArnOf(account));
      return rolesOfProfiles.has(account.profile) ? agentsInWords(account, rolesOfProfiles.get(account.profile)) : undefined;
    },
  };
}

function roleArnOf(account: Account): string | undefined {
  return account.kind === 'role' || account.kind === 'webIdentity' ? account.roleArn : undefined;
}

/** The role of a profile, unless it takes a code: that works once, and a person is not asked for one more for an agent. */
export function roleForAgents(entries: Profiles[string] | undefined): string | undefined {
  return entries?.['mfa_serial'] === undefined ? entries?.['role_arn'] : undefined;
}

/** What the role is assumed with: the agent's name and policy, or the person's name. */
export function sessionParams(agent: AgentSession | undefined, sessionName: string): { RoleSessionName: string; Policy?: string } {
  return agent ? { RoleSessionName: agent.name, Policy: agent.policy } : { RoleSessionName: sessionName };
}

/** Says of an agent's session that STS refused it. The person's would do more than the agent may, so it takes no place of another. */
export function refusedToAgent(thrown: unknown, account: string, { name }: AgentSession): unknown {
  const denied = thrown instanceof CustodyError && thrown.code === 'access_denied';
  if (denied || (thrown instanceof Error && thrown.name === 'AccessDenied'))
    return new CustodyError(
      'access_denied',
      `${denied ? thrown.message : 'Assuming the role is not allowed.'} Agents have a session of their own in account ${account} (${name}), and nothing was done with the person's.`,
      `If "Custody: Test Account" works, the role's trust policy must let in sessions that begin with custody-agent-.`,
    );
  if (thrown instanceof Error && /^(PackedPolicyTooLarge|MalformedPolicyDocument)/.test(thrown.name))
    return new CustodyError(
      'limit_exceeded',
      `STS did not take the session policy that limits agents in account ${account} (${thrown.name}), so nothing was done.`,
      'The person can shorten the list of secrets that agents meet there.',
    );
  return thrown;
}
