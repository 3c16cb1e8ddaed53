import type { TypedValue } from '../../core/protocol.ts';
import { SecretText } from '../../core/secretText.ts';

/** What was typed, as the text that goes to AWS; or the reason why it can't. */
export function typedSecret(value: TypedValue): SecretText | { readonly problem: string } {
  if (value.kind === 'text') return value.text === '' ? { problem: 'Give the value.' } : SecretText.of(value.text);
  const keys = value.pairs.map(({ key }) => key);
  if (keys.length === 0) return { problem: 'Give at least one key.' };
  if (keys.includes('')) return { problem: 'Give every key a name.' };
  // A second key of one name would silently replace the first.
  const repeated = keys.find((key, index) => keys.indexOf(key) !== index);
  if (repeated !== undefined) return { problem: `Two keys are called ${repeated}.` };
  return SecretText.of(JSON.stringify(Object.fromEntries(value.pairs.map((pair) => [pair.key, pair.value]))));
}
