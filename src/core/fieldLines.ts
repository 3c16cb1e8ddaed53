import { plain, word } from './outputText.ts';
import { arnPattern, formatReference } from './reference.ts';
import type { SecretField } from './secretFields.ts';

/** The fields of a value as a model reads them: keys, lengths and references, never a text. */
export function fieldLines(arn: string, fields: readonly SecretField[], encoding: 'text' | 'binary'): readonly string[] {
  return fields.map((field) => {
    const size = `${field.value.byteLength} bytes`;
    if (field.key === undefined) return `${encoding}, ${size}${reference(arn)}`;
    // A key that a reference can't name, or that reads as something else, must not stand in the text as it is.
    const key = plain(field.key);
    return key === field.key && !/[:{}]/.test(key) ? `${word(key)}, ${size}${reference(arn, key)}` : `${JSON.stringify(key)}, ${size}`;
  });
}

/** Nothing where AWS's answer names the secret by what is no ARN, which nobody could resolve. */
function reference(arn: string, key?: string): string {
  return arnPattern.test(arn) ? ` | ${formatReference(arn, key)}` : '';
}
