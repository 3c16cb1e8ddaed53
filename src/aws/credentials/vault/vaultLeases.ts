import { setTimeout as delay } from 'node:timers/promises';
import type { AwsCredentialIdentity } from '@smithy/types';
import type { VaultAccount } from '../../../core/account.ts';
import { canonicalJson, hashOf } from '../../../core/canonicalJson.ts';
import { CustodyError } from '../../../core/errors.ts';
import type { SecretText } from '../../../core/secretText.ts';
import { parseIssued, type IssuedLease } from './vaultAnswers.ts';
import { askVault, type VaultPlace } from './vaultRequest.ts';

export interface VaultLeases {
  /** Credentials of a lease that still lives: the one there is, or a new one. `again` says that AWS refused the last. */
  credentials(request: LeaseRequest): Promise<AwsCredentialIdentity>;
  /** Gives leases back to Vault, of one account or of all. Never throws: a lease that Vault does not take runs out by itself. */
  revoke(account?: string): Promise<{ readonly revoked: number; readonly failed: number }>;
  /** Gives back those that none of these accounts stands on as it is. */
  keepOnly(accounts: readonly VaultAccount[]): Promise<void>;
}

export interface LeaseRequest {
  readonly account: VaultAccount;
  readonly token: SecretText;
  readonly again: boolean;
  /** Whether AWS knows the key by now: a user that was just made takes seconds to be known everywhere. */
  readonly isKnown: (credentials: AwsCredentialIdentity) => Promise<boolean>;
}

interface VaultLeasesOptions {
  /** Told each text that must never be shown. */
  readonly know?: (value: SecretText) => void;
  /** Shows that something takes its time. */
  readonly progress?: <T>(text: string, work: () => Promise<T>) => Promise<T>;
  readonly now?: () => number;
  readonly wait?: (ms: number) => Promise<unknown>;
}

interface Lease {
  readonly key: string;
  /** Of what the lease was asked for, whoever asked. */
  readonly accountKey: string;
  readonly place: VaultPlace;
  /** Kept to give the lease back after the account is gone. */
  readonly token: SecretText;
  readonly issued: IssuedLease;
  readonly issuedAt: number;
  readonly endsAt: number;
  /** A user of IAM that AWS may not know yet. */
  isSettled: boolean;
}

const settleMs = 20_000;
const settlePauseMs = 1_000;
/** For so long after it was made a refusal means that a user is not known everywhere yet. */
const youngMs = 60_000;
const marginMs = 60_000;

/** The leases of this window, in memory alone: when the editor is killed, nobody gives them back and they run out at Vault. */
export function createVaultLeases(options: VaultLeasesOptions = {}): VaultLeases {
  const { know = () => undefined, progress = (_text, work) => work(), now = Date.now, wait = delay } = options;
  const leases = new Set<Lease>();
  const issuing = new Map<string, Promise<Lease>>();
  let revocations = 0;

  /** A short lease is used for nine tenths of its time, or it would be made anew for each call. */
  const isLiving = ({ endsAt, issuedAt }: Lease): boolean => now() < endsAt - Math.min(marginMs, (endsAt - issuedAt) / 10);

  async function issue(account: VaultAccount, token: SecretText, key: string): Promise<Lease> {
    const before = revocations;
    know(token);
    const { mount, path, role, ttlSeconds } = account;
    const body = path === 'sts' && ttlSeconds !== undefined ? { ttl: `${ttlSeconds}s` } : {};
    const call = path === 'sts' ? ({ method: 'POST', body } as const) : ({ method: 'GET' } as const);
    const answer = await askVault(account, token, { ...call, path: [...mount.split('/'), path, role] });
    const issued = read(answer, account);
    for (const value of [issued.secretAccessKey, issued.sessionToken, issued.id]) if (value) know(value);
    const issuedAt = now();
    const lease: Lease = {
      key,
      accountKey: keyOf(account),
      place: account,
      token,
      issued,
      issuedAt,
      endsAt: issuedAt + issued.seconds * 1_000,
      isSettled: issued.sessionToken !== undefined,
    };
    // Asked for before the person gave all back, and so not wanted any more.
    if (revocations !== before) {
      await giveBack(lease);
      throw new CustodyError('cancelled', `The lease of account ${account.name} was given back.`);
    }
    leases.add(lease);
    return lease;
  }

  async function settle(lease: Lease, isKnown: LeaseRequest['isKnown']): Promise<void> {
    const until = now() + settleMs;
    const asked = async (): Promise<void> => {
      while (!(await isKnown(identityOf(lease)))) {
        if (now() >= until) {
          throw new CustodyError(
            'credentials_missing',
            `AWS does not know the user yet that Vault made for account ${lease.place.name}.`,
            'Try again in a few seconds.',
          );
        }
        await wait(settlePauseMs);
      }
    };
    await progress(`Custody: waiting for AWS to know the new user of ${lease.place.name}…`, asked);
    lease.isSettled = true;
  }

  async function giveBack(lease: Lease): Promise<boolean> {
    leases.delete(lease);
    if (lease.endsAt <= now() || lease.issued.id.byteLength === 0) return true;
    try {
      await askVault(lease.place, lease.token, { method: 'POST', path: ['sys', 'leases', 'revoke'], body: { lease_id: lease.issued.id } });
      return true;
    } catch {
      return false;
    }
  }

  return {
    async credentials({ account, token, again, isKnown }) {
      // Under its token, so that one typed anew is tried. Into a hash, in memory.
      const key = hashOf({ account: keyOf(account), token: token.reveal() });
      for (const lease of leases) if (lease.endsAt <= now()) leases.delete(lease);
      let lease = [...leases].find((each) => each.key === key && isLiving(each));
      if (lease && again) {
        const isYoungUser = lease.issued.sessionToken === undefined && now() - lease.issuedAt < youngMs;
        if (isYoungUser) {
          // Making another user would only start the wait anew.
          lease.isSettled = false;
          await wait(settlePauseMs * 3);
        } else {
          void giveBack(lease);
          lease = undefined;
        }
      }
      if (!lease) {
        const mine = issuing.get(key) ?? issue(account, token, key).finally(() => issuing.delete(key));
        issuing.set(key, mine);
        lease = await mine;
      }
      if (!lease.isSettled) await settle(lease, isKnown);
      return identityOf(lease);
    },
    async revoke(account) {
      revocations += 1;
      const mine = [...leases].filter(({ place }) => account === undefined || place.name === account);
      const done = await Promise.all(mine.map(giveBack));
      const revoked = done.filter(Boolean).length;
      return { revoked, failed: done.length - revoked };
    },
    async keepOnly(accounts) {
      const keys = new Set(accounts.map(keyOf));
      await Promise.all([...leases].filter(({ accountKey }) => !keys.has(accountKey)).map(giveBack));
    },
  };
}

function read(answer: unknown, { name }: VaultAccount): IssuedLease {
  try {
    return parseIssued(answer);
  } catch {
    // What zod says may quote what was answered.
    throw new CustodyError(
      'malformed_answer',
      `What answered for account ${name} does not read like Vault's AWS engine.`,
      'Check address and mount with "Custody: Edit Account".',
    );
  }
}

function identityOf({ issued, endsAt }: Lease): AwsCredentialIdentity {
  const { accessKeyId, secretAccessKey, sessionToken } = issued;
  // To the SDK, which signs requests with them.
  return {
    accessKeyId: accessKeyId.reveal(),
    secretAccessKey: secretAccessKey.reveal(),
    ...(sessionToken ? { sessionToken: sessionToken.reveal() } : {}),
    expiration: new Date(endsAt),
  };
}

function keyOf({ name, address, namespace, mount, path, role, ttlSeconds }: VaultAccount): string {
  return canonicalJson({ name, address, namespace, mount, path, role, ttlSeconds });
}
