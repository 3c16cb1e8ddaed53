import { includesLevel, type Account } from './account.ts';
import { agentPolicy, type PolicyReach } from './agentPolicy.ts';

const nameBefore = 'custody-agent-';
const longestName = 64;

/** What an agent's session is called in CloudTrail, in the characters of STS. */
export function agentSessionName(client: string): string {
  return `${nameBefore}${client.replaceAll(/[^\w+=,.@-]/g, '-')}`.slice(0, longestName);
}

/** Said where no role is assumed, so that nothing can limit a session. */
export const sharedSession = 'Agents share your own session here; IAM does not tell them apart.';

const limited: Readonly<Record<PolicyReach, string>> = {
  whole: 'Agents have a session of their own here, and IAM holds it to what they may do.',
  coarser:
    'Agents have a session of their own here. Their list is too long for IAM, which holds them to the first part of each prefix; the rest Custody checks alone.',
  level:
    'Agents have a session of their own here. Their list is too long for IAM, which holds them to their level; the list Custody checks alone.',
};

/** What IAM makes of agents in an account whose role it is, in a sentence. */
export function agentsInWords(account: Account, roleArn: string | undefined): string {
  if (roleArn === undefined) return sharedSession;
  const { reach } = agentPolicy(account, roleArn);
  return `${limited[reach]}${reach !== 'level' && createsNothing(account) ? ' By tags alone, IAM lets them create no secret.' : ''}`;
}

/**
 * A secret that is not there yet has no tag to be judged by. To let its creation through would take letting agents tag what
 * is outside, since AWS asks for both alike.
 */
function createsNothing({ access, allow }: Account): boolean {
  return includesLevel(access, 'write') && allow !== undefined && allow.prefixes.length === 0 && allow.tags.length > 0;
}
