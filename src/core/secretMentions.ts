import { arnPattern, namePattern, parseReference, placeOf, referencePrefix, type ParsedReference } from './reference.ts';

/** A place in a text that names a secret. */
export interface SecretMention extends ParsedReference {
  readonly offset: number;
  readonly length: number;
  readonly kind: 'reference' | 'arn' | 'secretId';
  /** What an ARN says of where the secret is. */
  readonly region?: string;
  readonly accountId?: string;
}

/** A reference that can't be read. */
export interface MalformedReference {
  readonly offset: number;
  readonly length: number;
  readonly kind: 'malformed';
  /** Where the fault is in the text. */
  readonly faultOffset: number;
  /** The same in its line, from 1. */
  readonly column: number;
  readonly why: string;
}

/** How much of a document is looked at. */
const maxLength = 1_048_576;
const maxMentions = 500;
const maxReference = 4_096;

type Finding = SecretMention | MalformedReference;

/**
 * Finds what names a secret, in the order of the text: references, ARNs and what is passed as SecretId. Every scan only
 * goes forward and gives up at what can't belong to a mention, so that the time grows with the length alone.
 */
export function findMentions(document: string): readonly Finding[] {
  const text = document.slice(0, maxLength);
  const all = [...findReferences(text), ...findArns(text), ...findSecretIds(text)];
  const columnOf = columnsIn(text);
  const found: Finding[] = [];
  let end = 0;
  for (const each of all.toSorted((a, b) => a.offset - b.offset || b.length - a.length)) {
    // An ARN in a reference, or as SecretId, is one mention.
    if (each.offset < end) continue;
    found.push(each.kind === 'malformed' ? { ...each, column: columnOf(each.faultOffset) } : each);
    end = each.offset + each.length;
    if (found.length === maxMentions) break;
  }
  return found;
}

/** Columns of offsets that are asked for in their order, so that no line is looked through twice. */
function columnsIn(text: string): (offset: number) => number {
  let lineStart = 0;
  let lineEnd = text.indexOf('\n');
  return (offset) => {
    while (lineEnd !== -1 && lineEnd < offset) {
      lineStart = lineEnd + 1;
      lineEnd = text.indexOf('\n', lineStart);
    }
    return offset - lineStart + 1;
  };
}

function findReferences(text: string): readonly Finding[] {
  const found: Finding[] = [];
  for (let at = text.indexOf(referencePrefix); at !== -1 && found.length < maxMentions;) {
    const offset = at;
    const start = offset + referencePrefix.length;
    const end = endOfBody(text, start);
    const closed = text.startsWith('}}', end);
    const body = text.slice(start, end);
    const length = end + (closed ? 2 : 0) - offset;
    at = text.indexOf(referencePrefix, end);
    // What Fn::Sub or a template string fills in later can't be judged here.
    if (body.includes('${')) continue;
    const read = closed ? parseReference(body) : { at: body.length, why: 'The reference is not closed with }}.' };
    if ('why' in read) found.push({ offset, length, kind: 'malformed', faultOffset: start + read.at, column: 0, why: read.why });
    else found.push({ offset, length, kind: 'reference', ...read, ...placeOf(read.secretId) });
  }
  return found;
}

/** The end of what belongs to a reference: its closing braces, or where the line, the quotes or our patience end. */
function endOfBody(text: string, start: number): number {
  const limit = Math.min(text.length, start + maxReference);
  for (let at = start; at < limit; at += 1) {
    const char = text[at];
    if (char === '\n' || char === '\r' || char === '"' || char === "'" || char === '`') return at;
    if ((char === '}' && text[at + 1] === '}') || (char === '{' && text[at + 1] === '{')) return at;
  }
  return limit;
}

const arnHead = /aws[a-z-]{0,20}:secretsmanager:[a-z0-9-]{1,32}:\d{12}:secret:/y;

function findArns(text: string): readonly Finding[] {
  const found: Finding[] = [];
  let next: number;
  for (let at = text.indexOf('arn:aws'); at !== -1 && found.length < maxMentions; at = text.indexOf('arn:aws', next)) {
    next = at + 4;
    arnHead.lastIndex = next;
    const head = isWord(text[at - 1]) ? undefined : arnHead.exec(text)?.[0];
    if (head === undefined) continue;
    next = endOfName(text, at + 4 + head.length);
    // A pattern names no secret of its own, and what is filled in later has no name yet.
    if (/[*?${%]/.test(text[next] ?? '')) continue;
    const secretId = text.slice(at, next).replace(/[.!]$/, '');
    if (arnPattern.test(secretId)) found.push({ offset: at, length: secretId.length, kind: 'arn', secretId, ...placeOf(secretId) });
  }
  return found;
}

// Between the word and the name: the sign of an assignment or a call, and what Go wraps texts in.
const assigned = /["']?[ \t]{0,16}(?:=>|[:=])[ \t]{0,16}(?:aws\.String\()?(["'`])/y;
const passed = /\((["'])/y;
const option = /(?:[ \t]{1,16}|=)(["']?)/y;
const markers = [
  { word: 'SecretId', between: assigned },
  { word: '.secretId', between: passed },
  { word: '--secret-id', between: option },
] as const;

function findSecretIds(text: string): readonly Finding[] {
  return markers.flatMap(({ word, between }) => findAfter(text, word, between));
}

function findAfter(text: string, word: string, between: RegExp): readonly Finding[] {
  const found: Finding[] = [];
  let next: number;
  for (let at = text.indexOf(word); at !== -1 && found.length < maxMentions; at = text.indexOf(word, next)) {
    next = at + word.length;
    between.lastIndex = next;
    // `oldSecretId` may be something else.
    const [matched, quote = ''] = (word === 'SecretId' && isWord(text[at - 1]) ? undefined : between.exec(text)) ?? [];
    if (matched === undefined) continue;
    const start = next + matched.length;
    next = Math.max(next, endOfName(text, start));
    const secretId = text.slice(start, next);
    const ends = quote === '' ? /^[\s;|&)]?$/.test(text[next] ?? '') : text[next] === quote;
    if (ends && !secretId.startsWith('-') && namePattern.test(secretId))
      found.push({ offset: start, length: secretId.length, kind: 'secretId', secretId });
  }
  return found;
}

function endOfName(text: string, start: number): number {
  let at = start;
  while (at < text.length && isNameCode(text.charCodeAt(at))) at += 1;
  return at;
}

/** Letters, digits and / _ + = . @ - ! */
function isNameCode(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x2d && code <= 0x39) ||
    (code >= 0x40 && code <= 0x5a) ||
    code === 0x5f ||
    code === 0x21 ||
    code === 0x2b ||
    code === 0x3d
  );
}

function isWord(char: string | undefined): boolean {
  return char !== undefined && /\w/.test(char);
}
