import { CustodyError } from './errors.ts';
import { word } from './outputText.ts';
import { pendingOf } from './rotationState.ts';
import type { SecretDetail } from './secretsService.ts';

/** What is wanted of a secret's rotation. */
export type RotationRequest =
  | { readonly kind: 'cancel' }
  /** Sets it up, changes it or starts it: AWS refuses all three for the same reasons. */
  | { readonly kind: 'rotate'; readonly lambdaArn?: string | undefined; readonly isExternal?: boolean };

/** Why a request would be refused, as far as a secret's metadata tells; undefined when nothing speaks against it. */
export function rotationRefusal(
  secret: SecretDetail,
  request: RotationRequest,
  where: { readonly account: string; readonly region: string },
): CustodyError | undefined {
  const name = `${word(secret.name)} in account ${where.account}`;
  const refuse = (message: string, next: string): CustodyError => new CustodyError('invalid_state', message, next);
  if (secret.deletedDate !== undefined) {
    return new CustodyError('secret_pending_deletion', `${name} is scheduled for deletion, so its rotation can't be changed.`);
  }
  if (secret.primaryRegion !== undefined && secret.primaryRegion !== where.region) {
    const message = `${name} (${where.region}) is a replica, which rotates with its primary in ${word(secret.primaryRegion)}.`;
    return refuse(message, `Change the rotation of the secret in ${word(secret.primaryRegion)}.`);
  }
  return request.kind === 'cancel' ? cancelRefusal(secret, name, refuse) : rotateRefusal(secret, request, name, refuse);
}

type Refuse = (message: string, next: string) => CustodyError;

function cancelRefusal({ owningService: service, rotationEnabled }: SecretDetail, name: string, refuse: Refuse): CustodyError | undefined {
  if (service !== undefined) {
    const owningService = word(service);
    return refuse(`${name} is managed by ${owningService}, which alone can switch its rotation off.`, `Do that in ${owningService}.`);
  }
  return rotationEnabled ? undefined : refuse(`${name} does not rotate, so there is nothing to cancel.`, 'Nothing is to be done.');
}

function rotateRefusal(
  secret: SecretDetail,
  { lambdaArn, isExternal = false }: Extract<RotationRequest, { kind: 'rotate' }>,
  name: string,
  refuse: Refuse,
): CustodyError | undefined {
  const { rotationEnabled, versions } = secret;
  const owningService = secret.owningService && word(secret.owningService);
  if (owningService !== undefined && (lambdaArn !== undefined || isExternal)) {
    const message = `${name} is managed by ${owningService}, which rotates it without a function of yours.`;
    return refuse(message, 'Leave the function out: schedule and time alone can be changed.');
  }
  if (owningService !== undefined && !rotationEnabled) {
    return refuse(`${name} is managed by ${owningService}, which has not set up its rotation.`, `Set it up in ${owningService}.`);
  }
  if (isExternal && secret.type === undefined) {
    return refuse(`${name} is no managed external secret, so it takes no role and metadata of a partner.`, 'Leave those out.');
  }
  // A partner's secret has no function, but the role that may change it there.
  const rotates = lambdaArn ?? owningService ?? secret.rotationLambdaArn ?? secret.type;
  if (rotates === undefined) {
    return refuse(`${name} has no rotation function yet.`, 'Give the ARN of a Lambda function that rotates it.');
  }
  if (versions.length === 0) return refuse(`${name} has no value yet, so there is nothing to rotate.`, 'Store a value first.');
  const pending = pendingOf(versions);
  if (!pending) return undefined;
  return refuse(
    `${name} has a rotation that isn't complete: version ${word(pending.versionId)} has AWSPENDING and is not current.`,
    'Wait for it to end, or remove AWSPENDING from that version if it was cut off, then rotate again.',
  );
}
