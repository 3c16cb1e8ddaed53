import { AwsError } from './awsError.ts';

/** The one device of the sandbox's user. */
export type MfaDevice = {
  /** Whether the request carries a code. Throws for one that is wrong, or that was used before. */
  takeCode: (form: URLSearchParams) => boolean;
};

const codeForm = /^123\d{3}$/;

/** A device that shows every code from 123000 to 123999. Each works once, as with AWS. */
export function newMfaDevice(account: string): MfaDevice {
  const used = new Set<string>();
  return {
    takeCode(form) {
      const serial = form.get('SerialNumber');
      const code = form.get('TokenCode');
      if (serial === null && code === null) return false;
      if (code === null || !/^\d{6}$/.test(code)) {
        throw new AwsError(
          'ValidationError',
          "Value at 'tokenCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\d]*",
        );
      }
      if (serial !== `arn:aws:iam::${account}:mfa/sandbox`) {
        throw new AwsError('AccessDenied', 'MultiFactorAuthentication failed, must provide MFA serial number of the caller.', 403);
      }
      if (!codeForm.test(code) || used.has(code)) {
        throw new AwsError('AccessDenied', 'MultiFactorAuthentication failed with invalid MFA one time pass code.', 403);
      }
      used.add(code);
      return true;
    },
  };
}
