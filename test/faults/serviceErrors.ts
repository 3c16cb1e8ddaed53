import type { ErrorCode } from '../../src/core/errors.ts';
import { wanted, type Asked } from './validAnswers.ts';

/** An error as a reference names it, and what must come of it. */
export interface ServiceError {
  readonly asked: Asked;
  readonly error: string;
  readonly status: number;
  readonly code: ErrorCode;
  /** How often the request is sent. */
  readonly sent: number;
  /** AWS's own words, where they count. */
  readonly says?: string;
}

const marked = "You can't perform this operation on the secret because it was marked for deletion.";
const scheduled = "You can't create this secret because a secret with this name is already scheduled for deletion.";
const replicas = "You can't delete secret wanted that still has replica regions.";
const noKms = 'Access to KMS is not allowed';

type Row = readonly [error: string, status: number, code: ErrorCode, sent: number, says?: string];

// In the order of the API references of Secrets Manager and STS. Throttling has tests of its own.
const table: Readonly<Record<Asked, readonly Row[]>> = {
  GetSecretValue: [
    ['DecryptionFailure', 400, 'decryption_failed', 1],
    ['InternalServiceError', 500, 'service_failed', 3],
    ['InvalidParameterException', 400, 'invalid_input', 1],
    ['InvalidRequestException', 400, 'invalid_state', 1],
    ['InvalidRequestException', 400, 'secret_pending_deletion', 1, marked],
    ['ResourceNotFoundException', 400, 'secret_not_found', 1],
    ['AccessDeniedException', 400, 'decryption_failed', 1, noKms],
    ['SerializationException', 400, 'invalid_input', 1],
    ['NeverHeardOfException', 400, 'invalid_state', 1],
  ],
  DescribeSecret: [
    ['InternalServiceError', 500, 'service_failed', 3],
    ['InvalidParameterException', 400, 'invalid_input', 1],
    ['ResourceNotFoundException', 400, 'secret_not_found', 1],
  ],
  ListSecrets: [
    ['InternalServiceError', 500, 'service_failed', 3],
    ['InvalidNextTokenException', 400, 'invalid_input', 1],
    ['InvalidParameterException', 400, 'invalid_input', 1],
    ['InvalidRequestException', 400, 'invalid_state', 1],
  ],
  CreateSecret: [
    ['DecryptionFailure', 400, 'decryption_failed', 1],
    ['EncryptionFailure', 400, 'decryption_failed', 1],
    ['InternalServiceError', 500, 'outcome_unknown', 3],
    ['InvalidParameterException', 400, 'invalid_input', 1],
    ['InvalidRequestException', 400, 'invalid_state', 1],
    ['InvalidRequestException', 400, 'secret_pending_deletion', 1, scheduled],
    ['LimitExceededException', 400, 'limit_exceeded', 1],
    ['NeverHeardOfException', 409, 'invalid_state', 1],
    ['a name AWS would not give', 400, 'outcome_unknown', 1],
    ['MalformedPolicyDocumentException', 400, 'invalid_input', 1],
    ['PublicPolicyException', 400, 'invalid_input', 1],
    ['PreconditionNotMetException', 400, 'invalid_state', 1],
    ['ResourceExistsException', 400, 'secret_exists', 1],
    // It looks for nothing but the key, so that is what is missing.
    ['ResourceNotFoundException', 400, 'decryption_failed', 1],
  ],
  DeleteSecret: [
    ['InternalServiceError', 500, 'outcome_unknown', 1],
    ['InvalidParameterException', 400, 'invalid_input', 1],
    ['InvalidRequestException', 400, 'invalid_state', 1, replicas],
    ['InvalidRequestException', 400, 'secret_pending_deletion', 1, marked],
    ['ResourceNotFoundException', 400, 'secret_not_found', 1],
  ],
  RestoreSecret: [
    ['InternalServiceError', 500, 'outcome_unknown', 1],
    ['InvalidParameterException', 400, 'invalid_input', 1],
    ['InvalidRequestException', 400, 'invalid_state', 1],
    ['ResourceNotFoundException', 400, 'secret_not_found', 1],
  ],
  GetCallerIdentity: [
    ['InternalFailure', 500, 'service_failed', 3],
    ['InvalidClientTokenId', 403, 'credentials_missing', 2],
  ],
};

/** Errors that any operation may give. An old sign-in is renewed, and the request sent once more. */
const common: readonly Row[] = [
  ['AccessDeniedException', 400, 'access_denied', 1],
  ['UnrecognizedClientException', 400, 'credentials_missing', 2],
  ['ValidationError', 400, 'invalid_input', 1],
];

function isAsked(name: string): name is Asked {
  return name in table;
}

export const serviceErrors: readonly ServiceError[] = Object.keys(table)
  .filter(isAsked)
  .flatMap((asked) =>
    [...table[asked], ...common].map(([error, status, code, sent, says]) => ({
      asked,
      error,
      status,
      code,
      sent,
      ...(says === undefined ? {} : { says }),
    })),
  );

/** The whole sentence a reader gets, word for word. */
export function sentenceFor({ asked, code, error }: ServiceError): string {
  const where = 'account main (eu-west-1)';
  const id = asked === 'GetSecretValue' || asked === 'CreateSecret' ? wanted.name : wanted.arn;
  const what = asked === 'ListSecrets' || asked === 'GetCallerIdentity' ? where : `${id} in ${where}`;
  const service = asked === 'GetCallerIdentity' ? 'sts' : 'secretsmanager';
  if (error === 'PublicPolicyException')
    return `Secrets Manager blocked the policy for ${what}, because it lets in too many. Correct the arguments and call again.`;
  if (error === 'NeverHeardOfException')
    return `AWS refused ${asked} for ${what} (${error}). Describe the secret to see its state, then decide.`;
  const sentences: Readonly<Partial<Record<ErrorCode, string>>> = {
    access_denied: `${service}:${asked} is not allowed for ${what}. Ask whoever manages the role for the permission named, or use another account.`,
    credentials_missing: `No valid credentials for ${where}. Sign in again (for example "aws sso login") and choose "Custody: Test Account".`,
    decryption_failed: `The KMS key of ${what} could not be used. Check that the KMS key is enabled and the role may use it, then try again.`,
    invalid_input: `Secrets Manager refused the arguments of ${asked} for ${what}. Correct the arguments and call again.`,
    invalid_state: `Secrets Manager refuses ${asked} for ${what} in its present state. Describe the secret to see its state, then decide.`,
    limit_exceeded: `A quota of Secrets Manager is used up in ${where}. Stay within Secrets Manager's limit and try again.`,
    outcome_unknown: `${asked} for ${what} was sent, but its answer did not arrive whole, so its outcome is unknown. Describe the secret to see whether it happened before trying again.`,
    secret_exists: `A secret named ${id} exists already in ${where}. Choose another name, or change the secret that is there.`,
    secret_not_found: `There is no secret ${id} in ${where}. Check the name with list_secrets; names are case-sensitive.`,
    secret_pending_deletion: `${id} in ${where} is scheduled for deletion. Restore it first with restore_secret.`,
    service_failed: `AWS failed at ${asked} for ${what}. Try again in a moment; AWS reported a fault of its own.`,
  };
  return sentences[code] ?? `No sentence is written down for ${code}.`;
}
