import { SecretText } from './secretText.ts';
import type { Template, TemplateField } from './templates.ts';

interface Problem {
  readonly problem: string;
}

/** The JSON object of a filled template: fields left empty are left out, numbers are numbers. */
export function templateValue(
  { fields, fixed = {} }: Template,
  given: ReadonlyMap<string, SecretText>,
  more: readonly { readonly key: string; readonly value: SecretText }[] = [],
): SecretText | Problem {
  const filled: [string, unknown][] = Object.entries(fixed);
  for (const field of fields) {
    const read = readField(field, given.get(field.key));
    if ('problem' in read) return read;
    if (read.value !== undefined) filled.push([field.key, read.value]);
  }
  const known = [...Object.keys(fixed), ...fields.map(({ key }) => key)];
  for (const { key, value } of more) {
    if (key === '') return { problem: 'Give every key a name.' };
    if (known.includes(key)) return { problem: `Two keys are called ${key}.` };
    known.push(key);
    // Goes into the new SecretText below, as one field of its JSON object.
    filled.push([key, value.reveal()]);
  }
  return SecretText.of(JSON.stringify(Object.fromEntries(filled)));
}

function readField({ key, label, kind, required }: TemplateField, given: SecretText | undefined): { readonly value: unknown } | Problem {
  // Goes into a new SecretText, as one field of its JSON object.
  const text = given?.reveal() ?? '';
  if (text === '') return required ? { problem: `Fill in ${label}.` } : { value: undefined };
  if (kind === 'boolean')
    return text === 'true' || text === 'false' ? { value: text === 'true' } : { problem: `${label} is true or false.` };
  if (kind !== 'number') return { value: text };
  const value = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  const most = key === 'port' ? 65_535 : 99_999;
  return value >= 1 && value <= most ? { value } : { problem: `${label} takes a whole number from 1 to ${most.toLocaleString('en')}.` };
}
