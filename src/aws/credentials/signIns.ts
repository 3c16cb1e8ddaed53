import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types';
import type { Account } from '../../core/account.ts';
import { canonicalJson } from '../../core/canonicalJson.ts';
import { CustodyError, type ErrorCode } from '../../core/errors.ts';
import { agentSessionName } from '../../core/agentSession.ts';
import type { Caller } from '../../core/caller.ts';
import type { CallerIdentity } from '../../core/secretsService.ts';
import { soonMs, sourceOf, type SignInStatus } from '../../core/signInStatus.ts';
import { toAwsError } from '../errors.ts';
import { isOldSignIn } from '../sendRequest.ts';
import { refusedToAgent, type AgentSession } from './agentSessions.ts';
import { credentialsOf, type CredentialsContext } from './credentialsOf.ts';
import { holdCredentials, type Clock, type HeldCredentials } from './heldCredentials.ts';

/** What the clients of an account tell of its sign-in, and learn of it. */
export interface SignInWatch {
  /** Who is signed in now, if AWS was asked. Signs nobody in. */
  readonly identity: () => CallerIdentity | undefined;
  /** Whose these credentials are, if AWS was asked. */
  readonly identityOf: (credentials: object) => CallerIdentity | undefined;
  readonly identified: (credentials: object, identity: CallerIdentity) => void;
  /** AWS took the sign-in. */
  readonly answered: () => void;
  readonly failed: (error: CustodyError) => void;
}

/** For credentials whose sign-in nobody keeps. */
export const unwatched: SignInWatch = {
  identity: () => undefined,
  identityOf: () => undefined,
  identified: () => undefined,
  answered: () => undefined,
  failed: () => undefined,
};

export interface SignIns {
  /** Shared by every region of an account, and by all accounts of a profile, so that one sign-in serves them. */
  provider(account: Account, agent?: AgentSession): AwsCredentialIdentityProvider;
  watch(account: Account, agent?: AgentSession): SignInWatch;
  /** An agent's own session where it has one by now, else the person's. */
  status(account: Account, caller?: Caller): SignInStatus;
  /** Forgets the sign-in, and the one it is made from. */
  drop(account: Account): void;
  dispose(): void;
}

export interface SignInsOptions extends Partial<Clock> {
  /** Told when the status of a sign-in is another, and when one ends or is about to. */
  readonly onChange?: () => void;
  /** Calls at that moment, and returns what takes it back. */
  readonly at?: (moment: number, call: () => void) => () => void;
}

interface SignIn {
  readonly held: HeldCredentials;
  /** What a role is assumed from. */
  readonly bases: readonly HeldCredentials[];
  problem: CustodyError | undefined;
}

/** Clients come and go, and each has a session in each account it called. More than there are services, so that a drop reaches each. */
const maxAgents = 64;

const signInProblems: ReadonlySet<ErrorCode> = new Set([
  'credentials_expired',
  'credentials_missing',
  'profile_missing',
  'not_allowed',
  'wrong_account',
]);

/** Keeps one sign-in per account, which is made once however many calls wait for it, and what is known of each. */
export function createSignIns(context: CredentialsContext, options: SignInsOptions = {}): SignIns {
  const { now = Date.now, random = Math.random, onChange = () => undefined, at = callAt } = options;
  const signIns = new Map<string, SignIn>();
  /** Those of agents, the one that was used last at the end. */
  const ofAgents = new Map<string, SignIn>();
  const profiles = new Map<string, HeldCredentials>();
  const identities = new WeakMap<object, CallerIdentity>();
  let forgetMoment = (): void => undefined;

  function changed(): void {
    forgetMoment();
    const ends = [...signIns.values()].flatMap(({ held }) => held.current()?.expiration?.getTime() ?? []);
    const moments = ends.flatMap((end) => [end - soonMs, end]).filter((moment) => moment > now());
    // One timer for all of them, for the next thing there is to say.
    forgetMoment = moments.length === 0 ? () => undefined : at(Math.min(...moments), changed);
    onChange();
  }

  const hold = (source: AwsCredentialIdentityProvider): HeldCredentials => holdCredentials(source, { now, random }, changed);

  /** A profile's own sign-in. A profile that a role's STS or another endpoint serves is not the same one. */
  function ofProfile(profile: string, place: string, source: AwsCredentialIdentityProvider): HeldCredentials {
    const key = `${profile}\n${place}`;
    const known = profiles.get(key) ?? hold(source);
    profiles.set(key, known);
    return known;
  }

  function make(account: Account, agent?: AgentSession): SignIn {
    const bases: HeldCredentials[] = [];
    const shared: CredentialsContext['shared'] = (profile, place, source) => {
      const base = ofProfile(profile, place, source);
      bases.push(base);
      return base.asBase;
    };
    const told = (source: AwsCredentialIdentityProvider): AwsCredentialIdentityProvider =>
      agent ? (asked) => source(asked).catch((thrown: unknown) => Promise.reject(refusedToAgent(thrown, account.name, agent))) : source;
    const source = credentialsOf(account, { ...context, agent, shared });
    const [only] = bases;
    if (!only) return { held: hold(told(source)), bases, problem: undefined };
    if (account.kind === 'profile') return { held: only, bases: [], problem: undefined };
    // Made anew for each sign-in: the SDK keeps the sessions of roles on the way, and a new sign-in is to be new all the way.
    const assume: AwsCredentialIdentityProvider = (asked) =>
      credentialsOf(account, { ...context, agent, shared: () => only.asBase })(asked);
    return { held: hold(told((asked) => assumeAgain(() => assume(asked), only, now))), bases, problem: undefined };
  }

  function signInOfAgent(account: Account, agent: AgentSession): SignIn {
    const place = `${placeOfAgents(account)}${agent.name}\n${agent.key}`;
    const signIn = ofAgents.get(place) ?? make(account, agent);
    ofAgents.delete(place);
    ofAgents.set(place, signIn);
    const oldest = ofAgents.keys().next();
    if (ofAgents.size > maxAgents && !oldest.done) ofAgents.delete(oldest.value);
    return signIn;
  }

  function signInOf(account: Account, agent?: AgentSession): SignIn {
    if (agent) return signInOfAgent(account, agent);
    const key = signInKey(account);
    const signIn = signIns.get(key) ?? make(account);
    signIns.set(key, signIn);
    return signIn;
  }

  function ofAgent(account: Account, client: string): SignIn | undefined {
    const start = `${placeOfAgents(account)}${agentSessionName(client)}\n`;
    return [...ofAgents].findLast(([place]) => place.startsWith(start))?.[1];
  }

  function isAlive(credentials: AwsCredentialIdentity | undefined): credentials is AwsCredentialIdentity {
    return credentials !== undefined && (credentials.expiration?.getTime() ?? Infinity) > now();
  }

  function identityIn(held: HeldCredentials): CallerIdentity | undefined {
    const credentials = held.current();
    return isAlive(credentials) ? identities.get(credentials) : undefined;
  }

  function setProblem(signIn: SignIn, problem: CustodyError | undefined): void {
    if (signIn.problem?.sentence === problem?.sentence) return;
    signIn.problem = problem;
    changed();
  }

  return {
    provider: (account, agent) => signInOf(account, agent).held.provider,
    watch(account, agent) {
      const signIn = signInOf(account, agent);
      return {
        identity: () => identityIn(signIn.held),
        identityOf: (credentials) => identities.get(credentials),
        identified(credentials, identity) {
          identities.set(credentials, identity);
          onChange();
        },
        answered: () => setProblem(signIn, undefined),
        failed(error) {
          if (signInProblems.has(error.code)) setProblem(signIn, error);
        },
      };
    },
    status(account, caller) {
      const own = caller?.kind === 'agent' ? ofAgent(account, caller.client) : undefined;
      const signIn = own ?? signIns.get(signInKey(account));
      const credentials = signIn?.held.current();
      const expires = credentials?.expiration?.toISOString();
      const lives = isAlive(credentials);
      const refused = signIn?.problem !== undefined && signIn.problem.code !== 'wrong_account';
      const identity = lives ? identities.get(credentials) : undefined;
      const problem = signIn?.problem ?? elsewhere(account, identity) ?? renewalProblem(account, signIn?.held, lives ? expires : undefined);
      return {
        account: account.name,
        source: sourceOf(account),
        signedIn: lives && !refused,
        identity,
        expires,
        problem,
        agents: undefined,
      };
    },
    drop(account) {
      // Made here if need be: an account that was not used yet may share its profile's sign-in with one that was.
      const signIn = signInOf(account);
      for (const other of signIns.values()) if (other.held === signIn.held) other.problem = undefined;
      const agents = [...ofAgents].filter(([place]) => place.startsWith(placeOfAgents(account))).map(([, each]) => each);
      for (const each of agents) each.problem = undefined;
      for (const held of [signIn.held, ...signIn.bases, ...agents.map((each) => each.held)]) held.drop();
    },
    dispose: () => forgetMoment(),
  };
}

/** A role whose base was refused is assumed once more, from a base that signed in anew. */
async function assumeAgain(
  assume: () => ReturnType<AwsCredentialIdentityProvider>,
  base: HeldCredentials,
  now: () => number,
): ReturnType<AwsCredentialIdentityProvider> {
  const askedAt = now();
  try {
    return await assume();
  } catch (thrown) {
    // A base without an end was read anew just now.
    if (!isOldSignIn(thrown) || !base.current()?.expiration) throw thrown;
    await base.provider({ forceRefresh: true, olderThan: askedAt });
    return assume();
  }
}

/** Reads go on there; changes do not. */
function elsewhere(account: Account, identity: CallerIdentity | undefined): CustodyError | undefined {
  if (!identity || account.accountId === undefined || identity.accountId === account.accountId) return undefined;
  return new CustodyError(
    'wrong_account',
    `Account ${account.name} signs in to AWS account ${identity.accountId}, not to ${account.accountId}, so that nothing is changed through it.`,
  );
}

function renewalProblem(account: Account, held: HeldCredentials | undefined, until: string | undefined): CustodyError | undefined {
  const thrown = held?.failure();
  if (thrown === undefined) return undefined;
  const region = account.regions[0] ?? '';
  const error = toAwsError(thrown, { operation: 'AssumeRole', account: account.name, region, changes: false });
  if (until === undefined) return error;
  return new CustodyError(error.code, `The sign-in works until ${until} and could not be renewed: ${error.message}`, error.next);
}

function callAt(moment: number, call: () => void): () => void {
  // A timer of more than 24.8 days would fire at once.
  const timer = setTimeout(call, Math.min(moment - Date.now(), 2_147_483_647));
  timer.unref();
  return () => clearTimeout(timer);
}

/** What decides how an account signs in. How it is marked, and its level for agents, are no part of that. */
export function signInKey(account: Account): string {
  const { access: _, accountId: __, order: ___, color: ____, production: _____, allow: ______, ...identity } = account;
  return canonicalJson(identity);
}

function placeOfAgents(account: Account): string {
  return `${signInKey(account)}\n`;
}
