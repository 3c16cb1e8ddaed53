import { binaryKind } from '../../core/binaryKind.ts';
import type { ToSecretPage } from '../../core/secretProtocol.ts';
import { secretFields } from '../../core/secretFields.ts';
import type { SecretValue } from '../../core/secretsService.ts';

/** A retrieved value as its page hears of it before anything is revealed: names, lengths and what it looks like. */
export function shownFields({ value, versionId, stages }: SecretValue, isCurrent: boolean): ToSecretPage {
  return {
    type: 'fields',
    fields: secretFields(value).map((field) => ({ key: field.key, bytes: field.value.byteLength })),
    encoding: value.encoding,
    ...(value.encoding === 'binary' ? { kind: binaryKind(value).name } : {}),
    ...(isCurrent ? {} : { version: `${versionId.slice(0, 8)} (${stages.join(', ') || 'no staging label'})` }),
  };
}
