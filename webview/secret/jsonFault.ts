/** Where a text stops being JSON, as an editor counts: from 1. */
export interface JsonFault {
  readonly line: number;
  readonly column: number;
}

const space = /[ \t\r\n]*/y;
const plainString = /"(?:[^"\\\p{Cc}]|[\u007F-\u009F]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"/uy;
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[Ee][+-]?\d+)?|true|false|null/y;

/** The first place where a text is no JSON; undefined when it is. `JSON.parse` says where only sometimes, and quotes the value. */
export function jsonFault(text: string): JsonFault | undefined {
  // A stack of our own: a value may nest deeper than calls can.
  const open: ('{' | '[')[] = [];
  let at = 0;
  let expected: 'value' | 'valueOrEnd' | 'key' | 'keyOrEnd' | 'next' = 'value';

  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at += found[0].length;
    return found !== null;
  };
  const take = (character: string): boolean => {
    if (text.charAt(at) !== character) return false;
    at += 1;
    return true;
  };

  for (;;) {
    skip(space);
    const inside = open.at(-1);
    if (expected === 'next') {
      if (inside === undefined) return at === text.length ? undefined : placeOf(text, at);
      if (take(',')) expected = inside === '{' ? 'key' : 'value';
      else if (take(inside === '{' ? '}' : ']')) open.pop();
      else return placeOf(text, at);
    } else if (expected === 'key' || expected === 'keyOrEnd') {
      if (expected === 'keyOrEnd' && take('}')) {
        open.pop();
        expected = 'next';
        continue;
      }
      if (!skip(plainString)) return placeOf(text, at);
      skip(space);
      if (!take(':')) return placeOf(text, at);
      expected = 'value';
    } else if (expected === 'valueOrEnd' && take(']')) {
      open.pop();
      expected = 'next';
    } else if (take('{')) {
      open.push('{');
      expected = 'keyOrEnd';
    } else if (take('[')) {
      open.push('[');
      expected = 'valueOrEnd';
    } else if (skip(plainString) || skip(scalar)) expected = 'next';
    else return placeOf(text, at);
  }
}

function placeOf(text: string, at: number): JsonFault {
  const before = text.slice(0, at).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
