import { randomBytes } from 'node:crypto';
import type { SessionPolicy } from './sessionPolicy.ts';

export type SandboxCredentials = { readonly accessKeyId: string; readonly secretAccessKey: string };

/** A key the sandbox has issued, and whose it is. */
export type Identity = SandboxCredentials & {
  readonly account: string;
  readonly arn: string;
  readonly userId: string;
  readonly session?: { readonly token: string; readonly expiresAt: number };
  /** A code of the user's device was given for this session. */
  readonly mfa?: boolean;
  /** What was given with the request for this session, and limits it. */
  readonly policy?: SessionPolicy | undefined;
};

export type SessionIdentity = Identity & { readonly session: { readonly token: string; readonly expiresAt: number } };

const idCharacters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** A long-lived user of an account, with keys made up on the spot. */
export function newUser(account: string): Identity {
  return {
    ...newKeys('AKIA'),
    account,
    arn: `arn:aws:iam::${account}:user/sandbox`,
    userId: uniqueId('AIDA'),
  };
}

/** A session of an assumed role, with temporary credentials. */
export function newRoleSession(role: {
  account: string;
  name: string;
  sessionName: string;
  expiresAt: number;
  policy: SessionPolicy | undefined;
}): SessionIdentity {
  return {
    ...newKeys('ASIA'),
    account: role.account,
    arn: `arn:aws:sts::${role.account}:assumed-role/${role.name}/${role.sessionName}`,
    userId: `${uniqueId('AROA')}:${role.sessionName}`,
    session: { token: randomBytes(96).toString('base64'), expiresAt: role.expiresAt },
    policy: role.policy,
  };
}

/** A session of a user's own, as GetSessionToken makes it. */
export function newUserSession({ account, arn, userId }: Identity, session: { mfa: boolean; expiresAt: number }): SessionIdentity {
  return {
    ...newKeys('ASIA'),
    account,
    arn,
    userId,
    session: { token: randomBytes(96).toString('base64'), expiresAt: session.expiresAt },
    mfa: session.mfa,
  };
}

function newKeys(prefix: string): SandboxCredentials {
  return { accessKeyId: uniqueId(prefix), secretAccessKey: randomBytes(30).toString('base64') };
}

function uniqueId(prefix: string): string {
  return prefix + Array.from(randomBytes(16), (byte) => idCharacters.charAt(byte % 32)).join('');
}
