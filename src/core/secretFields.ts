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
  const object = secret.encoding === 'text' ? parseObject(secret) : undefined;
  if (!object) return [{ key: undefined, value: secret }];
  return Object.entries(object).map(([key, value]) => ({
    key,
    value: SecretText.of(typeof value === 'string' ? value : JSON.stringify(value)),
  }));
}

function parseObject(secret: SecretText): object | undefined {
  try {
    // Goes into fields that are SecretText again.
    const parsed: unknown = JSON.parse(secret.reveal());
    const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
    return isObject && Object.keys(parsed).length > 0 ? parsed : undefined;
  } catch {
    return undefined;
  }
}
