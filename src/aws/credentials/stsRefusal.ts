import * as z from 'zod';
import { CustodyError } from '../../core/errors.ts';
import { isOldSignIn } from '../sendRequest.ts';

const refusal = z.object({
  name: z.string().regex(/^(?!Unknown$)[A-Z][A-Za-z]{2,60}$/),
  message: z.string().catch(''),
  $metadata: z.object({ httpStatusCode: z.int().min(400).max(499) }),
});

// Those that are tried again, and the policy that only an agent's session has, which is told of in its own words.
const toldElsewhere = /^(Throttling|TooManyRequests|RequestLimitExceeded|RequestExpired|PackedPolicyTooLarge|MalformedPolicyDocument)/;

export interface StsQuestion {
  /** `sts:AssumeRole of arn:aws:iam::111122223333:role/reader`. */
  readonly asked: string;
  /** ` for profile main`, or nothing. */
  readonly whose: string;
  readonly region: string;
}

/**
 * Says what STS refused of which role. Else it would be put down to whatever call came first, which was never sent. An old
 * sign-in stays as it was thrown, so that it is made anew.
 */
export function stsRefusal(thrown: unknown, { asked, whose, region }: StsQuestion): unknown {
  if (thrown instanceof CustodyError || isOldSignIn(thrown)) return thrown;
  const read = refusal.safeParse(thrown);
  if (!read.success || toldElsewhere.test(read.data.name)) return thrown;
  const { name, message } = read.data;
  if (name.startsWith('AccessDenied')) return new CustodyError('access_denied', `${asked} is not allowed${whose}.`);
  if (name === 'RegionDisabledException')
    return new CustodyError(
      'region_not_found',
      `STS refused ${asked}${whose}, because it is not activated in ${region} for that AWS account.`,
      `Activate STS in ${region} in the AWS account's settings, or sign in through another region.`,
    );
  // In words alone STS says which of its limits it was.
  if (/DurationSeconds exceeds/i.test(message))
    return new CustodyError(
      'invalid_input',
      `STS refused ${asked}${whose}, because the session would be longer than the role's maximum, or than an hour where one role assumes the other.`,
      'Shorten the duration of the session in the account or in duration_seconds, or raise the maximum of the role.',
    );
  return new CustodyError(
    'invalid_state',
    `STS refused ${asked}${whose} (${name}).`,
    'Check the role and what it is assumed with in the account or in the AWS configuration.',
  );
}
