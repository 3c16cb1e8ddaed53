import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types';
import { CustodyError } from '../../core/errors.ts';

/** Signed in anew this long before the end, and up to a minute earlier, so that several windows don't do it in one second. */
const renewBeforeMs = 300_000;
const jitterMs = 60_000;
/** How long a renewal that failed is not tried again, while the old credentials live. */
const pauseMs = 30_000;

export interface Clock {
  readonly now: () => number;
  /** From 0 to 1, for the jitter. */
  readonly random: () => number;
}

/** Credentials in memory, got once for all who wait for them. */
export interface HeldCredentials {
  /**
   * Shared by every client. With `forceRefresh` it signs in anew, unless that happened after `olderThan`, when what was
   * refused had left.
   */
  readonly provider: AwsCredentialIdentityProvider;
  /** For roles that are assumed from these: keys without an end are read again, as they may have been replaced in their file. */
  readonly asBase: AwsCredentialIdentityProvider;
  /** Those in use, which may have ended by now. A new object after each sign-in. */
  readonly current: () => AwsCredentialIdentity | undefined;
  /** What the last sign-in failed with, until one succeeds. */
  readonly failure: () => unknown;
  readonly drop: () => void;
}

/**
 * Signs in at the first need, and again before the end while the old credentials still serve: only who finds none
 * that live waits, and fails with all who waited.
 */
export function holdCredentials(
  source: AwsCredentialIdentityProvider,
  { now, random }: Clock,
  onChange: () => void = () => undefined,
): HeldCredentials {
  let current: AwsCredentialIdentity | undefined;
  let gotAt = -Infinity;
  let renewAt = Infinity;
  let failure: unknown;
  let pending: Promise<AwsCredentialIdentity> | undefined;
  /** What was dropped while it was on its way must not come back. */
  let generation = 0;
  /** After a drop, what the source keeps of its own does not do. */
  let isDropped = false;

  async function signIn(mine: number, forced: boolean): Promise<AwsCredentialIdentity> {
    try {
      const found = { ...(await source({ forceRefresh: forced })) };
      if (mine !== generation) return found;
      const ends = found.expiration?.getTime() ?? Infinity;
      current = found;
      gotAt = now();
      failure = undefined;
      isDropped = false;
      // Those that live but minutes would otherwise be renewed at each call.
      renewAt = ends - Math.min(renewBeforeMs + random() * jitterMs, (ends - gotAt) / 2);
      return found;
    } catch (thrown) {
      if (mine === generation) {
        failure = thrown;
        // Whoever left a question is not asked it again before it must be.
        renewAt = thrown instanceof CustodyError && thrown.code === 'cancelled' ? Infinity : now() + pauseMs;
      }
      throw thrown;
    } finally {
      if (mine === generation) {
        pending = undefined;
        onChange();
      }
    }
  }

  function renew(forced: boolean): Promise<AwsCredentialIdentity> {
    pending ??= signIn(generation, forced || isDropped);
    return pending;
  }

  const provider: AwsCredentialIdentityProvider = async (options) => {
    if (options?.['forceRefresh'] === true) {
      const olderThan: unknown = options['olderThan'];
      return current && typeof olderThan === 'number' && olderThan < gotAt ? current : renew(true);
    }
    if (!current || (current.expiration?.getTime() ?? Infinity) <= now()) return renew(false);
    // Nobody waits for it, and `failure` keeps what it failed with.
    if (now() >= renewAt) renew(false).catch(() => undefined);
    return current;
  };

  const asBase: AwsCredentialIdentityProvider = (options) => (current && !current.expiration ? renew(false) : provider(options));

  // Marked as the SDK marks its own, or each client would keep a copy that a new sign-in here does not reach.
  const mark = { memoized: true };
  return {
    provider: Object.assign(provider, mark),
    asBase: Object.assign(asBase, mark),
    current: () => current,
    failure: () => failure,
    drop() {
      generation += 1;
      isDropped = true;
      current = undefined;
      failure = undefined;
      pending = undefined;
      gotAt = -Infinity;
      onChange();
    },
  };
}
