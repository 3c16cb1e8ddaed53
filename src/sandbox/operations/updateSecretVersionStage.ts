import * as z from 'zod';
import { invalidParameter, resourceNotFound } from '../awsError.ts';
import * as fields from '../fields.ts';
import { findPrimarySecret } from '../findSecret.ts';
import { defineSandboxOperation } from '../sandboxOperation.ts';
import type { Secret, Version } from '../secret.ts';
import { findStage, findVersion, moveStage, removeStage } from '../versions.ts';
import { identify } from '../wire.ts';

export const updateSecretVersionStage = defineSandboxOperation({
  name: 'UpdateSecretVersionStage',
  changes: true,
  input: z.object({
    SecretId: fields.secretId,
    VersionStage: fields.versionStage,
    RemoveFromVersionId: fields.versionId.optional(),
    MoveToVersionId: fields.versionId.optional(),
  }),
  run(input, context) {
    const { VersionStage: stage, RemoveFromVersionId: fromId, MoveToVersionId: toId } = input;
    const secret = findPrimarySecret(input.SecretId, context);
    if (fromId === undefined && toId === undefined) {
      throw invalidParameter('You must provide MoveToVersionId, RemoveFromVersionId or both.');
    }
    const from = fromId === undefined ? undefined : versionOf(secret, fromId);
    const to = toId === undefined ? undefined : versionOf(secret, toId);
    const holder = findStage(secret, stage);
    if (to && holder === to) return identify(secret);
    if (holder && !from) {
      throw invalidParameter(
        `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently attached to version ${holder.id}, so you must explicitly reference that version in RemoveFromVersionId.`,
      );
    }
    if (from && from !== holder) {
      throw invalidParameter(`Staging label ${stage} isn't attached to version ${from.id}.`);
    }
    if (!to && stage === 'AWSCURRENT') {
      throw invalidParameter("You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed.");
    }
    if (to) moveStage(secret, stage, to);
    else if (from) removeStage(from, stage);
    secret.changedAt = context.now;
    return identify(secret);
  },
});

function versionOf(secret: Secret, id: string): Version {
  const version = findVersion(secret, id);
  if (!version) throw resourceNotFound(`Secrets Manager can't find the specified secret version: ${id}`);
  return version;
}
