import type { SecretDetail } from '../../core/secretsService.ts';
import { tagsToCopy } from './copySecret.ts';

/** What a copy of a secret does not have, in words. A resource policy can't be seen from here, so it is always named. */
export function staysBehind(secret: SecretDetail): string {
  const { versions, rotationEnabled, replicas, tags } = secret;
  const left = [
    versions.length > 1 ? 'other versions than the current' : '',
    rotationEnabled ? 'rotation' : '',
    replicas.length > 0 ? 'replicas' : '',
    Object.keys(tags).length > Object.keys(tagsToCopy(secret)).length ? 'tags of AWS' : '',
  ].filter(Boolean);
  return [...left, 'a resource policy, if it has one'].join(', ');
}

/** The key that was chosen for it; none for the default key. */
export function ownKeyOf({ kmsKeyId }: SecretDetail): string | undefined {
  return kmsKeyId === undefined || kmsKeyId.endsWith('alias/aws/secretsmanager') ? undefined : kmsKeyId;
}
