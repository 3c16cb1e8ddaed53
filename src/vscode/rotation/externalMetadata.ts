/** Reads `key=value, key=value`; undefined for what is no such list. Nothing at all is an empty one. */
export function parseMetadata(text: string): Readonly<Record<string, string>> | undefined {
  const pairs = text
    .split(',')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '');
  const split = pairs.map((pair) => ({ key: pair.slice(0, pair.indexOf('=')).trim(), value: pair.slice(pair.indexOf('=') + 1).trim() }));
  const isRight = pairs.every((pair) => pair.indexOf('=') > 0) && new Set(split.map(({ key }) => key)).size === split.length;
  return isRight ? Object.fromEntries(split.map(({ key, value }) => [key, value])) : undefined;
}

export function writeMetadata(metadata: Readonly<Record<string, string>>): string {
  return Object.entries(metadata)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
}
