import * as z from 'zod';
import { CustodyError, type ErrorCode } from '../core/errors.ts';

/** What was being done when a call failed, in the words the reader gets. */
export interface Doing {
  /** AWS's name of the operation. */
  readonly operation: string;
  readonly secret?: string | undefined;
  readonly account: string;
  readonly region: string;
  /** The request changes something, so that a cut after sending leaves its outcome unknown. */
  readonly changes: boolean;
}

// Error names of the Secrets Manager and STS API references, the common errors, and Node's network codes.
const codes: Readonly<Record<string, ErrorCode>> = {
  ResourceNotFoundException: 'secret_not_found',
  ResourceExistsException: 'secret_exists',
  InvalidRequestException: 'invalid_state',
  InvalidParameterException: 'invalid_input',
  ValidationException: 'invalid_input',
  ValidationError: 'invalid_input',
  SerializationException: 'invalid_input',
  InvalidNextTokenException: 'invalid_input',
  MalformedPolicyDocumentException: 'invalid_input',
  PublicPolicyException: 'invalid_input',
  LimitExceededException: 'limit_exceeded',
  PreconditionNotMetException: 'invalid_state',
  DecryptionFailure: 'decryption_failed',
  EncryptionFailure: 'decryption_failed',
  AccessDeniedException: 'access_denied',
  AccessDenied: 'access_denied',
  ThrottlingException: 'throttled',
  Throttling: 'throttled',
  TooManyRequestsException: 'throttled',
  ExpiredTokenException: 'credentials_expired',
  ExpiredToken: 'credentials_expired',
  UnrecognizedClientException: 'credentials_missing',
  InvalidClientTokenId: 'credentials_missing',
  InvalidSignatureException: 'credentials_missing',
  SignatureDoesNotMatch: 'credentials_missing',
  MissingAuthenticationToken: 'credentials_missing',
  MissingAuthenticationTokenException: 'credentials_missing',
  CredentialsProviderError: 'credentials_missing',
  TokenProviderError: 'credentials_missing',
  ProviderError: 'credentials_missing',
  InternalServiceError: 'service_failed',
  InternalServiceErrorException: 'service_failed',
  InternalFailure: 'service_failed',
  InternalServerError: 'service_failed',
  ServiceUnavailable: 'service_failed',
  ServiceUnavailableException: 'service_failed',
  TimeoutError: 'timeout',
  ENOTFOUND: 'unreachable',
  EAI_AGAIN: 'unreachable',
  ECONNREFUSED: 'unreachable',
  ECONNRESET: 'unreachable',
  EPIPE: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  CERT_HAS_EXPIRED: 'unreachable',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'unreachable',
  SELF_SIGNED_CERT_IN_CHAIN: 'unreachable',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unreachable',
  SyntaxError: 'malformed_answer',
  ZodError: 'malformed_answer',
  $ZodError: 'malformed_answer',
};

const ofSts = new Set(['GetCallerIdentity', 'AssumeRole']);

// Before these the request never left, so even a change certainly did not happen.
const notSent = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

const thrownShape = z.object({
  name: z.string().catch(''),
  code: z.string().optional().catch(undefined),
  message: z.string().catch(''),
  $metadata: z.object({ httpStatusCode: z.number().optional() }).optional().catch(undefined),
});

/**
 * Turns what the SDK throws into a CustodyError. Only names, codes and the status decide; messages are
 * not passed on, because bodies, stderr and command lines were seen in them.
 */
export function toAwsError(thrown: unknown, doing: Doing): CustodyError {
  if (thrown instanceof CustodyError) return doing.changes && thrown.code === 'malformed_answer' ? unknownOutcome(doing) : thrown;
  const { name, code, message, $metadata: meta } = thrownShape.parse(thrown instanceof Error ? thrown : {});
  // The code first: the SDK calls a connection that was reset a TimeoutError.
  const named = (code === undefined ? undefined : (codes[code] ?? notHttp(code))) ?? codes[name] ?? byStatus(meta?.httpStatusCode, name);
  const found = namesTheKey(named, message, doing) ? 'decryption_failed' : named;
  const where = `account ${doing.account} (${doing.region})`;
  const what = doing.secret === undefined ? where : `${doing.secret} in ${where}`;

  const cutOff =
    found === undefined || found === 'timeout' || found === 'malformed_answer' || found === 'service_failed' || found === 'unreachable';
  if (doing.changes && cutOff && !(code !== undefined && notSent.has(code))) {
    return unknownOutcome(doing);
  }
  // Looks at messages: the service has no error name of its own for these states.
  if (found === 'secret_not_found' && /specified secret value for staging label: AWSCURRENT$/i.test(message)) {
    return new CustodyError(
      'invalid_state',
      `${what} exists, but has no value (AWSCURRENT).`,
      'Store a first value in its panel, or with put_secret_value and without "key".',
    );
  }
  if (found === 'invalid_state' && /marked (for deletion|deleted)|scheduled for deletion/i.test(message)) {
    return new CustodyError('secret_pending_deletion', `${doing.secret ?? 'The secret'} in ${where} is scheduled for deletion.`);
  }
  return new CustodyError(found ?? 'internal', wording(found, doing, what, where, name));
}

function unknownOutcome({ operation, secret, account, region }: Doing): CustodyError {
  const what = `${secret === undefined ? '' : `${secret} in `}account ${account} (${region})`;
  return new CustodyError(
    'outcome_unknown',
    `${operation} for ${what} was sent, but its answer did not arrive whole, so its outcome is unknown.`,
  );
}

/** Node's parser of HTTP. */
function notHttp(code: string): ErrorCode | undefined {
  return code.startsWith('HPE_') ? 'malformed_answer' : undefined;
}

/** The service says in words alone that it was the key's policy that refused; and a create looks up nothing but its key. */
function namesTheKey(found: ErrorCode | undefined, message: string, { operation }: Doing): boolean {
  if (found === 'access_denied') return /access to kms/i.test(message);
  return found === 'secret_not_found' && operation === 'CreateSecret';
}

// As AWS forms its names, and none of those for what came without one.
const refusalName = /^(?!Unknown$|UnknownError$|Error$|TypeError$|RangeError$|NotFound$)[A-Z][A-Za-z]{2,60}$/;

/** A refusal that AWS has a name for did nothing; what comes without a name may come from anything on the way. */
function byStatus(status: number | undefined, name: string): ErrorCode | undefined {
  if (status === undefined) return undefined;
  if (status === 403) return 'access_denied';
  if (status === 429) return 'throttled';
  if (status >= 500) return 'service_failed';
  return status >= 400 && refusalName.test(name) ? 'invalid_state' : 'malformed_answer';
}

function wording(code: ErrorCode | undefined, doing: Doing, what: string, where: string, name: string): string {
  const { operation, secret } = doing;
  switch (code) {
    case 'secret_not_found':
      return `There is no secret ${secret ?? ''} in ${where}.`;
    case 'secret_exists':
      return `A secret named ${secret ?? ''} exists already in ${where}.`;
    case 'invalid_state':
      if (codes[name] === undefined) return `AWS refused ${operation} for ${what}${shownName(name)}.`;
      return `Secrets Manager refuses ${operation} for ${what} in its present state.`;
    case 'invalid_input':
      if (name === 'PublicPolicyException') return `Secrets Manager blocked the policy for ${what}, because it lets in too many.`;
      return `Secrets Manager refused the arguments of ${operation} for ${what}.`;
    case 'limit_exceeded':
      return `A quota of Secrets Manager is used up in ${where}.`;
    case 'decryption_failed':
      return `The KMS key of ${what} could not be used.`;
    case 'access_denied':
      // AWS gives this name to a function that it may not start, too.
      if (operation === 'RotateSecret')
        return `secretsmanager:RotateSecret is not allowed for ${what}, or secretsmanager.amazonaws.com may not invoke its rotation function.`;
      return `${ofSts.has(operation) ? 'sts' : 'secretsmanager'}:${operation} is not allowed for ${what}.`;
    case 'throttled':
      return `AWS throttled ${operation} in ${where}.`;
    case 'credentials_expired':
      return `The sign-in of ${where} has expired.`;
    case 'credentials_missing':
      return `No valid credentials for ${where}.`;
    case 'unreachable':
      return `AWS can't be reached for ${where}.`;
    case 'timeout':
      return `AWS did not answer ${operation} for ${what} within 10 seconds.`;
    case 'malformed_answer':
      return `What answered ${operation} for ${what} does not read like AWS.`;
    case 'service_failed':
      return `AWS failed at ${operation} for ${what}.`;
    default:
      return `${operation} for ${what} failed${shownName(name)}.`;
  }
}

function shownName(name: string): string {
  return /^\w{1,60}$/.test(name) ? ` (${name})` : '';
}
