import { SecretText } from './secretText.ts';

declare global {
  interface JSON {
    /** JSON text that `stringify` writes as it is. In Node since 21, in TypeScript's library not yet. */
    rawJSON(text: string): object;
    /** Whether `rawJSON` made it. */
    isRawJSON(value: unknown): boolean;
  }
}

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

/** The same JSON object with one key set, or added at the end; undefined when the secret is no JSON object. */
export function withField(secret: SecretText, key: string, value: SecretText): SecretText | undefined {
  try {
    // Goes into another SecretText, with the numbers in it as they were written.
    const text = secret.reveal();
    const parsed: unknown = secret.encoding === 'text' && /^\s*\{/.test(text) ? JSON.parse(text, keepNumber) : undefined;
    if (typeof parsed !== 'object' || parsed === null) return undefined;
    // Goes into the same SecretText, as the member of that key.
    const given = value.reveal();
    const entries = Object.entries(parsed);
    const changed = entries.map(([other, old]) => [other, other === key ? given : old]);
    if (!entries.some(([other]) => other === key)) changed.push([key, given]);
    return SecretText.of(JSON.stringify(Object.fromEntries(changed)));
  } catch {
    return undefined;
  }
}

/** What stands in a JSON secret under a key, or further in under a JSON pointer; undefined where nothing does. */
export function valueAt(secret: SecretText, key: string): SecretText | undefined {
  const field = secretFields(secret).find((each) => each.key === key);
  if (field || !key.startsWith('/') || secret.encoding === 'binary') return field?.value;
  try {
    // Goes into a SecretText again, as far as the pointer leads to it.
    let found: unknown = JSON.parse(secret.reveal(), keepNumber);
    for (const step of key.slice(1).split('/').map(unescapeStep)) {
      if (typeof found !== 'object' || found === null || !Object.hasOwn(found, step)) return undefined;
      if (Array.isArray(found) ? !/^(0|[1-9]\d*)$/.test(step) : JSON.isRawJSON(found)) return undefined;
      found = Object.entries(found).find(([name]) => name === step)?.[1];
    }
    return SecretText.of(typeof found === 'string' ? found : JSON.stringify(found));
  } catch {
    return undefined;
  }
}

function unescapeStep(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}

function splitObject(secret: SecretText): readonly SecretField[] | undefined {
  try {
    // Goes into fields that are SecretText again.
    const text = secret.reveal();
    const parsed: unknown = JSON.parse(text, keepNumber);
    // By its first character, because a kept number is an object too.
    if (!/^\s*\{/.test(text) || typeof parsed !== 'object' || parsed === null) return undefined;
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

// A number keeps the digits it was written with: as a number, a long PIN or id would be shown and copied wrong.
function keepNumber(_key: string, value: unknown, ...[context]: readonly { readonly source?: string }[]): unknown {
  return typeof value === 'number' && context?.source !== undefined ? JSON.rawJSON(context.source) : value;
}
