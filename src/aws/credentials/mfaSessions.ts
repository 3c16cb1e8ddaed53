import { doesIdentityRequireRefresh, isIdentityExpired, memoizeIdentityProvider } from '@smithy/core';
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types';
import { CustodyError } from '../../core/errors.ts';
import type { SignInPrompts } from '../../core/signIn.ts';
import { isWrongCode, type MfaCode } from './stsSession.ts';

const tries = 3;

/** Keeps what a code was given for until it expires: a code works once, and a person is asked once. */
export interface MfaSessions {
  session(wanted: MfaSession): Promise<AwsCredentialIdentity>;
}

export interface MfaSession {
  /** The same for the same profile as long as nothing of it was edited. */
  readonly key: string;
  readonly profile: string;
  readonly serial: string;
  readonly forceRefresh: boolean;
  /** Whose session it becomes. Asked first, so that no code is typed in vain. */
  readonly source: () => Promise<AwsCredentialIdentity>;
  readonly send: (from: AwsCredentialIdentity, code: MfaCode) => Promise<AwsCredentialIdentity>;
}

export function createMfaSessions(prompts: SignInPrompts): MfaSessions {
  const providers = new Map<string, AwsCredentialIdentityProvider>();
  return {
    session({ key, profile, serial, forceRefresh, source, send }) {
      const ask: AwsCredentialIdentityProvider = async () => {
        const from = await source();
        return askForCode(prompts, { profile, serial }, (code) => send(from, code));
      };
      const known = providers.get(key) ?? memoizeIdentityProvider(ask, isIdentityExpired, doesIdentityRequireRefresh) ?? ask;
      providers.set(key, known);
      return known({ forceRefresh });
    },
  };
}

async function askForCode(
  prompts: SignInPrompts,
  { profile, serial }: Pick<MfaSession, 'profile' | 'serial'>,
  send: (code: MfaCode) => Promise<AwsCredentialIdentity>,
): Promise<AwsCredentialIdentity> {
  let problem: string | undefined;
  for (let tried = 0; tried < tries; tried += 1) {
    const code = await prompts.askMfaCode({ profile, serial, ...(problem === undefined ? {} : { problem }) });
    if (code === undefined)
      throw new CustodyError(
        'cancelled',
        `Profile ${profile} was not signed in, because no MFA code was entered.`,
        'Choose "Custody: Test Account" to be asked again.',
      );
    try {
      return await send({ SerialNumber: serial, TokenCode: code });
    } catch (thrown) {
      if (!isWrongCode(thrown)) throw thrown;
      problem = 'AWS did not accept this code. Each code works once: wait for the next one.';
    }
  }
  throw new CustodyError(
    'credentials_missing',
    `AWS did not accept ${tries} MFA codes for profile ${profile}.`,
    'Check the clock of the device and mfa_serial in the AWS configuration, then choose "Custody: Test Account".',
  );
}
