// The same characters as a value that an agent has generated: no quotes, backslash, `/`, `@`, `:` or
// space, which break connection strings and shells.
const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const digits = '0123456789';
const symbols = '!#$%*+,-.=?^_~';

/** A random value with a letter, a digit and, if wanted, a symbol in it, from the browser's cryptographic generator. */
export function randomValue(length = 32, withSymbols = true): string {
  const kinds = withSymbols ? [letters, digits, symbols] : [letters, digits];
  const all = kinds.join('');
  for (;;) {
    const value = Array.from({ length }, () => pick(all)).join('');
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
