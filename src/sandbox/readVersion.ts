import { invalidRequest, resourceNotFound } from './awsError.ts';
import type { Secret, Version } from './secret.ts';
import { findStage, findVersion } from './versions.ts';
import { day } from './wire.ts';

/** The version a request for a value means; notes the day it was read on. */
export function readVersion(
  secret: Secret,
  wanted: { VersionId?: string | undefined; VersionStage?: string | undefined },
  now: number,
): Version {
  const version = chooseVersion(secret, wanted);
  version.accessedAt = day(now);
  secret.accessedAt = day(now);
  return version;
}

function chooseVersion(secret: Secret, wanted: { VersionId?: string | undefined; VersionStage?: string | undefined }): Version {
  if (wanted.VersionId === undefined) {
    const stage = wanted.VersionStage ?? 'AWSCURRENT';
    const version = findStage(secret, stage);
    if (version) return version;
    throw resourceNotFound(`Secrets Manager can't find the specified secret value for staging label: ${stage}`);
  }
  const version = findVersion(secret, wanted.VersionId);
  if (!version) {
    throw resourceNotFound(`Secrets Manager can't find the specified secret value for VersionId: ${wanted.VersionId}`);
  }
  if (wanted.VersionStage !== undefined && !version.stages.includes(wanted.VersionStage)) {
    throw invalidRequest('You provided a VersionStage that is not associated to the provided VersionId.');
  }
  return version;
}
