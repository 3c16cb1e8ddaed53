import { isVariableName } from './envFile.ts';
import { CustodyError } from './errors.ts';
import { plain } from './outputText.ts';
import type { SecretField } from './secretFields.ts';
import type { SecretText } from './secretText.ts';

const most = 200;

interface Variable {
  /** The key of the secret; undefined where the secret is one plain text. */
  readonly key: string | undefined;
  readonly name: string;
  readonly value: SecretText;
}

/** The variables that fields of a secret become: upper case, `_` for what a name can't hold and before a digit. A plain text is named after its secret. */
export function variablesFor(
  fields: readonly SecretField[],
  secret: string,
  whose: string,
  { keys, prefix = '' }: { readonly keys?: readonly string[] | undefined; readonly prefix?: string | undefined },
): readonly Variable[] {
  const missing = keys?.filter((key) => !fields.some((field) => field.key === key)) ?? [];
  if (missing.length > 0) throw new CustodyError('invalid_input', `${whose} has no key ${missing.map(plain).join(', ')}.`);
  const chosen = keys === undefined ? fields : fields.filter(({ key }) => key !== undefined && keys.includes(key));
  // All of them stand on the card.
  if (chosen.length > most)
    throw new CustodyError('limit_exceeded', `${whose} has ${chosen.length} keys.`, `Choose at most ${most} with keys.`);
  const variables = chosen.map(({ key, value }) => ({
    key,
    value,
    name: nameOf(prefix, key ?? secret.slice(secret.lastIndexOf('/') + 1)),
  }));
  for (const [index, { name }] of variables.entries()) {
    if (!isVariableName(name))
      throw new CustodyError('invalid_input', `A key of ${whose} is too long for the name of a variable.`, 'Choose other keys.');
    if (variables.findIndex((other) => other.name === name) !== index)
      throw new CustodyError('invalid_input', `Two keys of ${whose} would both be written as ${name}.`, 'Choose one of them with keys.');
  }
  return variables;
}

function nameOf(prefix: string, key: string): string {
  const name = `${prefix}${key.replace(/\W/g, '_').toUpperCase()}`;
  return /^\d/.test(name) ? `_${name}` : name;
}
