import { CustodyError } from './errors.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { SecretText } from './secretText.ts';

/** As often as a file may well change while someone works on it. */
const mostTexts = 5;

/**
 * Counts the different texts that agents compare with the value of a field, for as long as this process runs and in whichever
 * version or copy it stands: whoever may write a file could try one guess after the other. Throws at the sixth.
 */
export function createFileGuesses(): (whose: string, field: SecretText, text: SecretText) => void {
  const seen = new Map<string, Set<string>>();
  return (whose, field, text) => {
    const value = fingerprintOf(field);
    const texts = seen.get(value) ?? new Set();
    const print = fingerprintOf(text);
    if (texts.has(print) || texts.size < mostTexts) {
      seen.set(value, texts.add(print));
      return;
    }
    throw new CustodyError(
      'limit_exceeded',
      `Agents have compared ${mostTexts} different texts with a field of ${whose}, which is all they may.`,
      'Ask the person to compare it with "Custody: Compare Secrets".',
    );
  };
}
