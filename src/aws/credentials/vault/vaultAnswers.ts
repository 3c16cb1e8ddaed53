import * as z from 'zod';
import { SecretText } from '../../../core/secretText.ts';

const text = z.string().min(1).max(8_192);
const seconds = z.number().min(0).max(10_000_000);

/** What Vault's AWS engine gives. Newer versions name the token of a session twice, and both names may be null. */
const issueAnswer = z.object({
  lease_id: z.string().max(1_024).catch(''),
  lease_duration: seconds.catch(0),
  data: z.object({
    access_key: text,
    secret_key: text,
    security_token: text.nullish(),
    session_token: text.nullish(),
    ttl: seconds.optional().catch(undefined),
  }),
});

/** A lease as Vault gave it. */
export interface IssuedLease {
  /** Whoever knows it may give the lease back. */
  readonly id: SecretText;
  /** It is made anew when they are over, and not renewed: most are sessions, which can't be. */
  readonly seconds: number;
  readonly accessKeyId: SecretText;
  readonly secretAccessKey: SecretText;
  /** Only sessions have one; a user of IAM has none. */
  readonly sessionToken: SecretText | undefined;
}

// An answer that names no duration is used for a short time and asked for again.
const unnamedSeconds = 900;

/** Throws where the answer is no lease. */
export function parseIssued(answer: unknown): IssuedLease {
  const { lease_id: id, lease_duration: duration, data } = issueAnswer.parse(answer);
  const token = data.session_token ?? data.security_token;
  return {
    id: SecretText.of(id),
    seconds: duration || data.ttl || unnamedSeconds,
    accessKeyId: SecretText.of(data.access_key),
    secretAccessKey: SecretText.of(data.secret_key),
    sessionToken: token ? SecretText.of(token) : undefined,
  };
}

const errorAnswer = z.object({ errors: z.array(z.string()).catch([]) });

/** Why Vault refused, from its own words, which are not passed on: they may quote what was sent. */
export type VaultRefusal = 'sealed' | 'expired' | 'denied' | 'missing' | 'throttled' | 'failed';

export function readRefusal(status: number, answer: unknown): VaultRefusal {
  const parsed = errorAnswer.safeParse(answer);
  const words = parsed.success ? parsed.data.errors.join('\n') : '';
  if (/\bsealed\b/i.test(words)) return 'sealed';
  if (status === 403) return /invalid token|token (is |has )?expired|bad token/i.test(words) ? 'expired' : 'denied';
  if (status === 429) return 'throttled';
  if (status === 404 || /\b(role|entry) .*not found|no handler for route|unsupported path/i.test(words)) return 'missing';
  return 'failed';
}
