import type { AwsCredentialIdentity } from '@smithy/types';
import { CustodyError } from '../../core/errors.ts';
import type { SignInPrompts } from '../../core/signIn.ts';

const names = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'] as const;

/** Keys of the environment the editor was started in, read only after the person allowed it for this profile. */
export async function profileEnvironment({
  profile,
  prompts,
}: {
  readonly profile: string;
  readonly prompts: SignInPrompts;
}): Promise<AwsCredentialIdentity> {
  if (!(await prompts.allows({ kind: 'environment', profile, names })))
    throw new CustodyError('not_allowed', `Profile ${profile} takes its credentials from the environment, which nobody allowed yet.`);
  const [accessKeyId, secretAccessKey, sessionToken] = names.map((name) => process.env[name]);
  if (!accessKeyId || !secretAccessKey)
    throw new CustodyError(
      'credentials_missing',
      `The environment holds no keys for profile ${profile}.`,
      `Set ${names[0]} and ${names[1]} before VS Code starts, or use another profile.`,
    );
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}
