import type { Account } from './account.ts';
import type { Caller } from './caller.ts';
import { variablesOf } from './environmentNames.ts';
import type { CustodyError } from './errors.ts';
import { plain, word } from './outputText.ts';
import type { CallerIdentity } from './secretsService.ts';

/** What is known of an account's sign-in without asking anyone. Never a key, not even its first characters. */
export interface SignInStatus {
  readonly account: string;
  /** Where its credentials come from, in words. */
  readonly source: string;
  /** Credentials are held that have not ended. */
  readonly signedIn: boolean;
  /** Who AWS says it is, once it was asked. */
  readonly identity: CallerIdentity | undefined;
  /** ISO 8601; undefined for keys, which have no end. */
  readonly expires: string | undefined;
  /** What is wrong, and what to do. */
  readonly problem: CustodyError | undefined;
  /** What IAM makes of agents there, in a sentence; undefined where that is not known, or nothing to say. */
  readonly agents: string | undefined;
}

/** A profile of the AWS configuration. */
export interface Profile {
  readonly name: string;
  /** How it signs in: `sso`, `role`, `keys`, ... */
  readonly kind: string;
  readonly region: string | undefined;
  /** Signing in may take a person: a browser, or a code of a device. */
  readonly needsPerson: boolean;
}

/** The port to the sign-ins of all accounts. No key can be read through it. */
export interface SignInsPort {
  /** As the caller is signed in: an agent may have a session of its own. */
  status(account: Account, caller?: Caller): SignInStatus;
  profiles(): Promise<readonly Profile[]>;
  /** Drops the sign-in, and gives back what its source leased. Whether there was such a lease. */
  revoke(account: Account): Promise<boolean>;
}

/** Where no sign-ins are kept. */
export const noSignIns: SignInsPort = {
  status: (account) => ({
    account: account.name,
    source: sourceOf(account),
    signedIn: false,
    identity: undefined,
    expires: undefined,
    problem: undefined,
    agents: undefined,
  }),
  profiles: async () => [],
  revoke: async () => false,
};

/** Where an account's credentials come from, in words. */
export function sourceOf(account: Account): string {
  switch (account.kind) {
    case 'profile':
      return `profile ${plain(account.profile)}`;
    case 'role':
      return `role ${nameOfRole(account.roleArn)} from ${account.source === undefined ? `profile ${plain(account.profile ?? '')}` : `account ${account.source}`}`;
    case 'keys':
      return 'typed access keys';
    case 'environment':
      return `the variable ${variablesOf(account.prefix).accessKeyId}`;
    case 'webIdentity':
      return `role ${nameOfRole(account.roleArn)} by a token file`;
    case 'vault':
      return `Vault ${plain(`${account.mount}/${account.path}/${account.role}`)}`;
    case 'sandbox':
      return 'sandbox';
  }
}

function nameOfRole(arn: string): string {
  return arn.split('/').at(-1) ?? '';
}

/** The profiles that an account signs in by. */
export function sourceProfiles(account: Account): readonly string[] {
  return 'profile' in account && account.profile !== undefined ? [account.profile] : [];
}

export const soonMs = 15 * 60_000;

/** Whether a sign-in ends so soon that it is worth saying. */
export function endsSoon({ signedIn, expires }: SignInStatus, now: number): boolean {
  return signedIn && expires !== undefined && Date.parse(expires) - now <= soonMs;
}

/** A status in one line of words. */
export function statusLine({ source, signedIn, identity, expires, problem, agents }: SignInStatus): string {
  const who = identity === undefined ? '' : ` as ${word(identity.arn)}`;
  const until = expires === undefined ? '' : ` until ${word(expires)}`;
  return `${source}, ${signedIn ? `signed in${who}${until}` : 'not signed in'}${problem ? `. ${problem.sentence}` : ''}${agents === undefined ? '' : `${problem ? '' : '.'} ${agents}`}`;
}
