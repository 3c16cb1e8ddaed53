import * as z from 'zod';
import { AwsError } from './awsError.ts';
import type { Identity } from './credentials.ts';
import { lookUpSecret } from './findSecret.ts';
import type { Context } from './sandboxOperation.ts';
import type { Secret, Tag } from './secret.ts';
import { judge, type Request } from './sessionPolicy.ts';

// What an operation is judged by, of whatever it is asked; its own schema refuses the rest.
const asked = z.object({
  SecretId: z.string().optional(),
  Name: z.string().optional(),
  KmsKeyId: z.string().optional(),
  RotationLambdaARN: z.string().optional(),
  Tags: z.array(z.unknown()).optional(),
  AddReplicaRegions: z.array(z.unknown()).optional(),
});

const ofNoSecret = new Set(['ListSecrets', 'GetRandomPassword', 'BatchGetSecretValue']);

// What a key of the customer's is used for; AWS's own key is free to all who may use the secret.
const keyUses: Readonly<Record<string, readonly string[]>> = {
  GetSecretValue: ['Decrypt'],
  CreateSecret: ['GenerateDataKey', 'Decrypt'],
  PutSecretValue: ['GenerateDataKey', 'Decrypt'],
  UpdateSecret: ['GenerateDataKey', 'Encrypt', 'Decrypt'],
  ReplicateSecretToRegions: ['Decrypt'],
};

/** Refuses what the session policy of the caller does not let through. A caller without one may do everything. */
export function authorize(operation: string, input: unknown, identity: Identity, context: Context): void {
  const given = asked.safeParse(input).data ?? {};
  const id = given.SecretId ?? given.Name;
  const secret = id === undefined ? undefined : found(id, context);
  const resource = id === undefined || ofNoSecret.has(operation) ? '*' : arnOf(secret, id, context);
  const actions = [
    operation,
    ...(operation === 'CreateSecret' && given.Tags ? ['TagResource'] : []),
    ...(operation === 'CreateSecret' && given.AddReplicaRegions ? ['ReplicateSecretToRegions'] : []),
  ];
  for (const action of actions) ask(identity, { action: `secretsmanager:${action}`, resource, facts: tagFacts(secret?.tags ?? []) });
  askForKey(operation, given.KmsKeyId ?? secret?.kmsKeyId, identity, context);
  const lambda = operation === 'RotateSecret' ? (given.RotationLambdaARN ?? secret?.rotation?.lambdaArn) : undefined;
  if (lambda !== undefined) ask(identity, { action: 'lambda:InvokeFunction', resource: lambda, facts: { 'aws:viaawsservice': 'true' } });
}

/** Refuses a secret of a batch, each of which is judged by itself. */
export function authorizeRead(secret: Secret, identity: Identity, where: Pick<Context, 'region'>): void {
  ask(identity, { action: 'secretsmanager:GetSecretValue', resource: secret.arn, facts: tagFacts(secret.tags) });
  askForKey('GetSecretValue', secret.kmsKeyId, identity, where);
}

export function ask({ arn, policy }: Identity, request: Request, code = 'AccessDeniedException'): void {
  const verdict = policy ? judge(policy, request) : 'allowed';
  if (verdict === 'allowed') return;
  const why =
    verdict === 'denied' ? 'with an explicit deny in a session policy' : `because no session policy allows the ${request.action} action`;
  throw new AwsError(code, `User: ${arn} is not authorized to perform: ${request.action} on resource: ${request.resource} ${why}`, 403);
}

function askForKey(operation: string, key: string | undefined, identity: Identity, { region }: Pick<Context, 'region'>): void {
  if (key === undefined || key === 'alias/aws/secretsmanager') return;
  const facts = { 'kms:viaservice': `secretsmanager.${region}.amazonaws.com` };
  for (const use of keyUses[operation] ?? []) ask(identity, { action: `kms:${use}`, resource: key, facts });
}

function tagFacts(tags: readonly Tag[]): Record<string, string> {
  return Object.fromEntries(
    tags.flatMap(({ Key, Value }) => ['aws', 'secretsmanager'].map((prefix) => [`${prefix}:resourcetag/${Key.toLowerCase()}`, Value])),
  );
}

function found(id: string, context: Context): Secret | undefined {
  try {
    return lookUpSecret(id, context);
  } catch {
    // Another account's: it is judged by its ARN, and the operation refuses it.
    return undefined;
  }
}

/** A secret that is not there is judged by the name it would have. */
function arnOf(secret: Secret | undefined, id: string, { region, account }: Context): string {
  if (secret) return secret.arn;
  return id.startsWith('arn:') ? id : `arn:aws:secretsmanager:${region}:${account}:secret:${id}-??????`;
}
