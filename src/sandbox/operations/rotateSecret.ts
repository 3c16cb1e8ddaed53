import * as z from 'zod';
import { invalidParameter, invalidRequest } from '../awsError.ts';
import * as fields from '../fields.ts';
import { findPrimarySecret } from '../findSecret.ts';
import { checkWindow, nextRotation, rotatedValue } from '../rotation.ts';
import { defineSandboxOperation } from '../sandboxOperation.ts';
import { findStage, findVersion, putVersion, requireToken, tokenInUse } from '../versions.ts';
import { identify } from '../wire.ts';

/**
 * Rotates at once and in one step: there is no function to invoke here, so the
 * sandbox makes up the new value that the function would have.
 */
export const rotateSecret = defineSandboxOperation({
  name: 'RotateSecret',
  changes: true,
  input: z.object({
    SecretId: fields.secretId,
    ClientRequestToken: fields.clientRequestToken.optional(),
    RotationLambdaARN: z.string().max(2048).optional(),
    RotationRules: fields.rotationRules.optional(),
    RotateImmediately: z.boolean().default(true),
    ExternalSecretRotationRoleArn: z.string().min(20).max(2048).optional(),
    ExternalSecretRotationMetadata: fields.tags.optional(),
  }),
  run(input, context) {
    const secret = findPrimarySecret(input.SecretId, context);
    const token = requireToken(input.ClientRequestToken);
    const lambdaArn = input.RotationLambdaARN ?? secret.rotation?.lambdaArn;
    // A managed external secret is rotated by its partner, with no function.
    if (lambdaArn === undefined && secret.owningService === undefined && secret.type === undefined) {
      throw invalidRequest('No Lambda rotation function ARN is associated with this secret.');
    }
    const rules = input.RotationRules ?? secret.rotation?.rules;
    if (rules?.AutomaticallyAfterDays !== undefined && rules.ScheduleExpression !== undefined) {
      throw invalidParameter("You can't specify both AutomaticallyAfterDays and ScheduleExpression.");
    }
    checkWindow(rules);
    const current = findStage(secret, 'AWSCURRENT');
    if (!current) throw invalidRequest("You can't rotate a secret that doesn't have a value.");
    const pending = findStage(secret, 'AWSPENDING');
    if (pending && pending !== current) {
      throw invalidRequest("A previous rotation isn't complete. That rotation will be reattempted.");
    }

    const lastRotatedAt = input.RotateImmediately ? context.now : secret.rotation?.lastRotatedAt;
    const nextRotationAt = nextRotation(rules, lastRotatedAt ?? context.now);
    // The same token again is the same rotation, as with any write.
    const known = findVersion(secret, token);
    if (known === current) return { ...identify(secret), VersionId: token };
    if (known) throw tokenInUse(secret, token);

    secret.rotation = {
      enabled: true,
      lambdaArn,
      rules,
      lastRotatedAt,
      nextRotationAt,
      externalRoleArn: input.ExternalSecretRotationRoleArn ?? secret.rotation?.externalRoleArn,
      externalMetadata: input.ExternalSecretRotationMetadata ?? secret.rotation?.externalMetadata,
    };
    secret.changedAt = context.now;
    if (!input.RotateImmediately) return { ...identify(secret), VersionId: current.id };
    const value = rotatedValue(current.value);
    putVersion(secret, { token, value, stages: ['AWSCURRENT'], now: context.now });
    return { ...identify(secret), VersionId: token };
  },
});
