import { plain } from './outputText.ts';
import { formatReference } from './reference.ts';
import type { SecretField } from './secretFields.ts';

/** The fields of a value as a model reads them: keys, lengths and references, never a text. */
export function fieldLines(arn: string, fields: readonly SecretField[], encoding: 'text' | 'binary'): readonly string[] {
  return fields.map((field) => {
    const size = `${field.value.byteLength} bytes`;
    if (field.key === undefined) return `${encoding}, ${size} | ${formatReference(arn)}`;
    // A key that a reference can't name, or that reads as something else, must not stand in the text as it is.
    const key = plain(field.key);
    return key === field.key && !/[:{}]/.test(key) ? `${key}, ${size} | ${formatReference(arn, key)}` : `${JSON.stringify(key)}, ${size}`;
  });
}
