// No quotes, backslash, `/`, `@`, `:` or space, as in a value that an agent has generated: they break shells, and
// AWS's rotation functions leave them out too.
const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const digits = '0123456789';
const symbols = '!#$%*+,-.=?^_~';
// The only ones that a URL takes unescaped.
const safeSymbols = '-._~';
const lookAlikes = /[Il1O0o]/g;

export interface RandomRule {
  readonly length: number;
  readonly symbols: boolean;
  /** Only symbols that need no escaping in a connection string. */
  readonly safe: boolean;
  /** Without characters that are taken for one another. */
  readonly distinct: boolean;
}

export const usualRule: RandomRule = { length: 32, symbols: true, safe: false, distinct: false };

/** A random value with a letter, a digit and, if wanted, a symbol in it, from the browser's cryptographic generator. */
export function randomValue(rule: RandomRule = usualRule): string {
  const kinds = [letters, digits, ...(rule.symbols ? [rule.safe ? safeSymbols : symbols] : [])].map((kind) =>
    rule.distinct ? kind.replaceAll(lookAlikes, '') : kind,
  );
  const all = kinds.join('');
  for (;;) {
    const value = Array.from({ length: rule.length }, () => pick(all)).join('');
    // Drawn again as a whole, so that every place stays uniform.
    if (kinds.every((kind) => kind.split('').some((character) => value.includes(character)))) return value;
  }
}

function pick(from: string): string {
  const limit = 256 - (256 % from.length);
  const byte = new Uint8Array(1);
  // A byte past the last whole multiple would make the first characters likelier.
  do crypto.getRandomValues(byte);
  while ((byte[0] ?? limit) >= limit);
  return from.charAt((byte[0] ?? 0) % from.length);
}
