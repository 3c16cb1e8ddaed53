import { plain } from './outputText.ts';
import type { PolicyFinding } from './secretsService.ts';

/** The check's name and what it found. */
export function findingSentence({ check, message }: PolicyFinding): string {
  return `${plain(check)}: ${plain(message)}`;
}

/** Whether a check complains that a policy lets in too many. AWS documents no names of its checks, so its words decide. */
export function isAboutEveryone({ check, message }: PolicyFinding): boolean {
  return /public|broad|wildcard/i.test(`${check} ${message}`);
}

export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Where in the text of a policy a finding is about: the statement it counts, or a text of the policy that it names; else
 * the first line.
 */
export function placeOfFinding(text: string, finding: PolicyFinding): TextRange {
  const strings = stringsIn(text);
  const counted = statementsIn(text)[Number(/\bstatement\s+#?(\d{1,4})\b/i.exec(finding.message)?.[1] ?? 0) - 1];
  const within = counted ?? { start: 0, end: text.length };
  const named = strings.find(
    ({ value, isKey, start, end }) =>
      !isKey && value.length > 3 && finding.message.includes(value) && start >= within.start && end <= within.end,
  );
  const found = named ?? counted ?? (isAboutEveryone(finding) ? anyone(strings) : undefined) ?? { start: 0, end: text.length };
  // A squiggle under one line is enough to find it by.
  const lineEnd = text.slice(found.start, found.end).search(/\r?\n/);
  return { start: found.start, end: lineEnd === -1 ? found.end : found.start + lineEnd };
}

interface FoundString extends TextRange {
  readonly value: string;
  readonly isKey: boolean;
}

/** The texts of a JSON document with their quotes, escapes as they stand. */
function stringsIn(text: string): readonly FoundString[] {
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"(\s*:)?/g)].map(({ 1: value = '', 2: colon, index }) => ({
    value,
    isKey: colon !== undefined,
    start: index,
    end: index + value.length + 2,
  }));
}

/** The `*` of a principal. */
function anyone(strings: readonly FoundString[]): FoundString | undefined {
  const keyBefore = (index: number): string | undefined => strings.slice(0, index).findLast(({ isKey }) => isKey)?.value;
  return strings.find(({ value, isKey }, index) => !isKey && value === '*' && /^(Principal|AWS)$/.test(keyBefore(index) ?? ''));
}

/** The objects of the list of statements, or the one statement. */
function statementsIn(text: string): readonly TextRange[] {
  const list = stringsIn(text).find(({ value, isKey }) => isKey && value === 'Statement');
  if (!list) return [];
  // Braces inside of texts count for nothing.
  const bare = text.replace(/"(?:[^"\\]|\\.)*"/g, (string) => '_'.repeat(string.length));
  const found: TextRange[] = [];
  let depth = 0;
  let start = 0;
  for (let at = list.end; at < bare.length && bare[at] !== (depth === 0 ? ']' : ''); at += 1) {
    if (bare[at] === '{') {
      if (depth === 0) start = at;
      depth += 1;
    } else if (bare[at] === '}') {
      depth -= 1;
      if (depth < 0) break;
      if (depth === 0) found.push({ start, end: at + 1 });
    }
  }
  return found;
}
