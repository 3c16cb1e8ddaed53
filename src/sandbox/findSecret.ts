import { AwsError, invalidParameter, invalidRequest, resourceNotFound } from './awsError.ts';
import type { Context } from './sandboxOperation.ts';
import type { Secret } from './secret.ts';

const arnSuffix = /-[A-Za-z0-9]{6}$/;

/**
 * Finds a secret by its name, its full ARN or its ARN without the six random
 * characters. A partial ARN whose name itself ends in a hyphen and six
 * characters is taken for a full one and not found, as the service documents.
 */
export function lookUpSecret(secretId: string, context: Context): Secret | undefined {
  if (!secretId.startsWith('arn:')) return context.vault.get(secretId);

  const [, , service, region, account, kind, ...rest] = secretId.split(':');
  const name = rest.join(':');
  if (service !== 'secretsmanager' || kind !== 'secret' || name === '') return undefined;
  if (region !== context.region) return undefined;
  if (account !== context.account) throw otherAccount(secretId, context);
  if (!arnSuffix.test(name)) return context.vault.get(name);
  const secret = context.vault.get(name.replace(arnSuffix, ''));
  return secret?.arn === secretId ? secret : undefined;
}

/** The secret, whether or not it is scheduled for deletion. */
export function findSecret(secretId: string, context: Context): Secret {
  const secret = lookUpSecret(secretId, context);
  if (!secret) throw resourceNotFound();
  return secret;
}

/** The secret, unless it is scheduled for deletion. */
export function findActiveSecret(secretId: string, context: Context): Secret {
  const secret = findSecret(secretId, context);
  if (secret.deleteAfter !== undefined) {
    throw invalidRequest("You can't perform this operation on the secret because it was marked for deletion.");
  }
  return secret;
}

/** The secret, if it may be changed here: active, not a replica. */
export function findPrimarySecret(secretId: string, context: Context): Secret {
  const secret = findActiveSecret(secretId, context);
  refuseReplica(secret, context);
  return secret;
}

/** The secret, if its value may be changed here: active, not a replica, not another service's. */
export function findWritableSecret(secretId: string, context: Context): Secret {
  const secret = findPrimarySecret(secretId, context);
  refuseManaged(secret);
  return secret;
}

export function isReplica(secret: Secret, context: Context): boolean {
  return secret.primaryRegion !== undefined && secret.primaryRegion !== context.region;
}

export function refuseReplica(secret: Secret, context: Context): void {
  if (!isReplica(secret, context)) return;
  throw invalidParameter("Operation not permitted on a replica secret. Call must be made in primary secret's region.");
}

export function refuseManaged(secret: Secret): void {
  if (secret.owningService === undefined) return;
  throw invalidRequest('The secret is managed by another service, and you must use that service to update it.');
}

// Resource policies are kept but not evaluated, so another account's secret is
// never reachable.
function otherAccount(arn: string, context: Context): AwsError {
  return new AwsError(
    'AccessDeniedException',
    `User: ${context.callerArn} is not authorized to access resource: ${arn} because no resource-based policy allows it`,
  );
}
