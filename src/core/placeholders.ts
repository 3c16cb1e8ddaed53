/** Names that must not be passed on, by the word that stands in for them: `account` makes `account-1`, `account-2`. */
export type PrivateNames = Readonly<Record<string, readonly string[]>>;

// Characters for private use, which mark what is replaced already so that nothing is replaced twice.
const open = '\uE000';
const close = '\uE001';
const marks = /[\uE000\uE001]/g;

// Longest forms first: an address holds a host, and an ARN an account's number.
const patterns: readonly (readonly [string, RegExp])[] = [
  ['arn', /\barn:[^\s"'`,;)\]}]+/gi],
  ['address', /\b[a-z][a-z\d+.-]*:\/\/[^\s"'`,;)\]}]+/gi],
  ['mail', /[\w.+\-\uE000\uE001]+@[\w\uE000\uE001-]+(?:\.[\w\uE000\uE001-]+)+/g],
  [
    'path',
    /(?:\uE000[^\uE001]*\uE001(?=[\\/])|(?<![\w\uE001.~/\\])(?:[a-z]:(?=[\\/])|~(?=[\\/])|(?=\/[^\s/])|\\(?=\\)))[\\/][^\s"'`,;)\]}]*/gi,
  ],
  ['key', /\b(?:A3T[A-Z\d]|ABIA|ACCA|AGPA|AIDA|AKIA|ANPA|AROA|ASIA)[A-Z\d]{12,}\b/g],
  ['aws-account', /(?<!\d)\d{12}(?!\d)|(?<!\d)\d{4}-\d{4}-\d{4}(?!\d)/g],
  [
    'host',
    /\b(?:[a-z\d](?:[a-z\d-]*[a-z\d])?\.)+(?:com|net|org|io|cn|dev|internal|local|localdomain|lan|corp|intra|aws|eu|uk|de)\b|\b\d{1,3}(?:\.\d{1,3}){3}\b/gi,
  ],
];

/**
 * Replaces names, and what looks like an ARN, an address, a path, an access key, a host or an AWS account, by
 * placeholders that stay the same for the same text, so that one can still follow what happened to which.
 */
export function createPlaceholders(known: PrivateNames): (text: string) => string {
  const placeholders = new Map<string, string>();
  const counts = new Map<string, number>();

  function placeholderOf(kind: string, text: string): string {
    const number = (counts.get(kind) ?? 0) + 1;
    const placeholder = placeholders.get(text) ?? `${kind}-${number}`;
    if (!placeholders.has(text)) counts.set(kind, number);
    placeholders.set(text, placeholder);
    return `${open}${placeholder}${close}`;
  }

  for (const [kind, names] of Object.entries(known)) for (const name of names) if (name.trim() !== '') placeholderOf(kind, name);
  const names = [...placeholders.keys()].sort((a, b) => b.length - a.length).map(namePattern);
  const anyName = names.length > 0 ? new RegExp(names.join('|'), 'g') : undefined;

  return (text) => {
    const plain = text.replace(marks, '');
    const named = anyName ? plain.replace(anyName, (name) => placeholderOf('name', name)) : plain;
    return patterns
      .reduce((clean, [kind, pattern]) => clean.replace(pattern, (found) => placeholderOf(kind, found)), named)
      .replace(marks, '');
  };
}

/** Every text inside, keys of objects left out: those are ours. */
export function textsIn(input: unknown): readonly string[] {
  if (typeof input === 'string') return [input];
  return typeof input === 'object' && input !== null ? Object.values(input).flatMap(textsIn) : [];
}

/** A short name may be part of an ordinary word, so it counts where it stands alone; a longer one counts anywhere. */
function namePattern(name: string): string {
  const exact = name.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  return name.length >= 4 ? exact : `(?<![A-Za-z\\d])${exact}(?![A-Za-z\\d])`;
}
