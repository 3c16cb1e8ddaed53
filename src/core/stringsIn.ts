/** Every text and number in some JSON, in the order in which they stand. Walks with a list of its own: parsed JSON may nest deeper than the call stack reaches. */
export function stringsIn(input: unknown, keysToo: boolean): readonly string[] {
  const found: string[] = [];
  const rest: unknown[] = [input];
  while (rest.length > 0) {
    const next = rest.pop();
    if (typeof next === 'string' || typeof next === 'number') found.push(String(next));
    if (typeof next !== 'object' || next === null) continue;
    for (const [key, value] of Object.entries(next).toReversed()) {
      rest.push(value);
      if (keysToo && !Array.isArray(next)) rest.push(key);
    }
  }
  return found;
}
