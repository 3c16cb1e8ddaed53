// Read from the text: as parsed values, long numbers lose their digits, and keeping those takes a walk as deep as the text nests.
const tokens = /("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|-?\d[\d.eE+-]*/g;

/** The texts and numbers inside a JSON text, at any depth; nothing when it is none. Numbers as written, and as programs print them. */
export function jsonLeaves(text: string): readonly string[] {
  try {
    JSON.parse(text);
  } catch {
    return [];
  }
  return [...text.matchAll(tokens)].flatMap(([token, quoted, isKey]) => {
    if (isKey !== undefined) return [];
    const leaf = String(JSON.parse(token));
    return quoted === undefined && leaf !== token ? [token, leaf] : [leaf];
  });
}
