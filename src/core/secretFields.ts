import { SecretText } from './secretText.ts';

/** One line of a secret's key/value view. `key` is undefined for a secret that is one plain text. */
export interface SecretField {
  readonly key: string | undefined;
  readonly value: SecretText;
}

/**
 * Splits a secret into fields: one a key when it is a JSON object, else a single field without a
 * key. Nested values stay JSON text, as the AWS console shows them.
 */
export function secretFields(secret: SecretText): readonly SecretField[] {
  return (secret.encoding === 'text' ? splitObject(secret) : undefined) ?? [{ key: undefined, value: secret }];
}

function splitObject(secret: SecretText): readonly SecretField[] | undefined {
  try {
    // Goes into fields that are SecretText again.
    const parsed: unknown = JSON.parse(secret.reveal());
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return undefined;
    const fields = Object.entries(parsed).map(([key, value]) => ({
      key,
      // Throws where values nest deeper than the call stack reaches; such a secret is shown as one text.
      value: SecretText.of(typeof value === 'string' ? value : JSON.stringify(value)),
    }));
    return fields.length > 0 ? fields : undefined;
  } catch {
    return undefined;
  }
}
