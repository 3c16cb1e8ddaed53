// What the front door must do with the bytes of a connection, worked out from RFC 9112 and the written rules alone.
// Bytes are held as latin1 text, one character for each.

export interface Gate {
  readonly port: number;
  readonly token: string;
  readonly tools: readonly string[];
}

export interface Verdict {
  /** How many calls must come through, and how many may. They differ only where a standard leaves the choice. */
  readonly least: number;
  readonly most: number;
  /** The status of the only answer; undefined where any refusal, or a connection closed in silence, will do. */
  readonly status: number | undefined;
  /** The sender stops before the end of a request. */
  readonly waits: boolean;
}

interface Head {
  readonly method: string;
  readonly target: string;
  readonly version: string;
  /** Not as the standard writes it, though recipients may take it: more blanks in the first line, or another version, or blanks around the framing. */
  readonly loose: boolean;
  readonly fields: readonly (readonly [string, string])[];
}

/** What becomes of one request, and what is left of the bytes behind it; nothing where the connection ends with it. */
interface One {
  readonly enters: 'yes' | 'no' | 'either';
  readonly status?: number;
  readonly waits?: boolean;
  readonly rest?: string;
}

type Body = { readonly kind: 'whole'; readonly text: string; readonly rest: string } | { readonly kind: 'waits' | 'malformed' };

const methodsOfHttp = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PATCH'];
const nameOfField = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const no: One = { enters: 'no' };

/** Judges everything that is sent over one connection. */
export function judge(wire: string, gate: Gate): Verdict {
  let [least, most] = [0, 0];
  const seen: One[] = [];
  let rest: string | undefined = wire;
  while (rest !== undefined && /[^\r\n]/.test(rest)) {
    const one: One = judgeOne(rest.replace(/^(?:\r\n)+/, ''), gate);
    seen.push(one);
    if (one.enters === 'yes') least += 1;
    if (one.enters !== 'no') most += 1;
    if (one.waits) return { least, most, status: undefined, waits: true };
    rest = one.rest;
  }
  return { least, most, status: seen.length === 1 ? seen[0]?.status : undefined, waits: seen.length === 0 };
}

function judgeOne(wire: string, gate: Gate): One {
  // A stray end of a line before a request may be skipped.
  const start = wire.search(/[^\r\n]/);
  const end = wire.indexOf('\r\n\r\n', start);
  if (end < 0) return { enters: 'no', waits: true };
  const head = readHead(wire.slice(start, end));
  if (!head || end > 16_000) return no;
  const all = (name: string): string[] => head.fields.flatMap(([given, value]) => (given.toLowerCase() === name ? [value] : []));

  // Framing comes first: where a request ends must be beyond doubt.
  const [lengths, codings] = [all('content-length'), all('transfer-encoding')];
  if (lengths.length > 1 || (lengths.length > 0 && codings.length > 0)) return no;
  if (lengths.some((length) => !/^\d{1,15}$/.test(length))) return no;
  const coding = codings.join(',').toLowerCase();
  if (codings.length > 0 && !/(?:^|,)[ \t]*chunked$/.test(coding)) return no;
  // With chunks last the end is beyond doubt; codings before them a server may refuse or not look at.
  const loose = start > 0 || head.loose || (codings.length > 0 && coding !== 'chunked');
  if (all('expect').some((expected) => expected.toLowerCase() !== '100-continue')) return no;
  if (all('host').length === 0 || !methodsOfHttp.includes(head.method)) return no;

  const status = refusalOf(head, all, gate);
  const body = codings.length > 0 ? readChunks(wire.slice(end + 4)) : readLength(wire.slice(end + 4), Number(lengths[0] ?? 0));
  // Whoever is refused is refused without its body, and nothing more counts on its connection.
  if (status !== undefined && loose) return no;
  if (status !== undefined && status !== 405) return { enters: 'no', status };
  const closes = all('connection').some((value) => /\bclose\b/i.test(value)) || head.version === '1.0';
  if (status === 405) return { enters: 'no', status, ...(body.kind === 'whole' && !closes ? { rest: body.rest } : {}) };
  if (body.kind !== 'whole') return { enters: 'no', waits: body.kind === 'waits' };
  const called = judgeBody(body.text, gate);
  if (loose) return called.enters === 'no' ? no : { enters: 'either' };
  return called.status === 200 && !closes ? { ...called, rest: body.rest } : called;
}

function readHead(text: string): Head | undefined {
  const [first = '', ...lines] = text.split('\r\n');
  const [, method, target, version = '0.9'] = /^(\S+) +([\x21-\x7e]+)(?: +HTTP\/(0\.9|1\.[01]|2\.0))?$/.exec(first) ?? [];
  if (method === undefined || target === undefined) return undefined;
  // RFC 9112 knows a path, an absolute address, and a star.
  if (!/^(?:\/|\*$|[a-z]+:\/\/)/i.test(target)) return undefined;
  const fields: (readonly [string, string])[] = [];
  let loose = !/^\S+ \S+ HTTP\/1\.[01]$/.test(first);
  for (const line of lines) {
    const colon = line.indexOf(':');
    const [name, value] = [line.slice(0, Math.max(0, colon)), line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, '')];
    // A folded line begins with a blank and so has no name.
    if (!nameOfField.test(name) || !/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) return undefined;
    loose ||= /^(?:content-length|transfer-encoding):(?! ?\S*$)/i.test(line);
    fields.push([name, value]);
  }
  return { method, target, version, fields, loose };
}

/** The rules in the order in which they are written down: a page fails before a guesser, and a guesser before a body. */
function refusalOf({ method, target }: Head, all: (name: string) => string[], { port, token }: Gate): number | undefined {
  const own = `127.0.0.1:${port}`;
  if (all('host').join('\n') !== own) return 403;
  if (all('origin').some((origin) => origin !== `http://${own}`)) return 403;
  if (target !== '/mcp') return 404;
  if (method !== 'POST') return 405;
  if (all('authorization').join('\n') !== `Bearer ${token}`) return 401;
  const types = all('content-type');
  return types.length === 1 && types.every((type) => /^application\/json *(;.*)?$/i.test(type)) ? undefined : 415;
}

function readLength(wire: string, length: number): Body {
  return wire.length < length ? { kind: 'waits' } : { kind: 'whole', text: wire.slice(0, length), rest: wire.slice(length) };
}

function readChunks(wire: string): Body {
  let [text, at] = ['', 0];
  for (;;) {
    const end = wire.indexOf('\r\n', at);
    if (end < 0) return { kind: 'waits' };
    const [, digits] = /^([0-9a-f]+)(?:;[\x20-\x7e]*)?$/i.exec(wire.slice(at, end)) ?? [];
    if (digits === undefined || digits.length > 12) return { kind: 'malformed' };
    const size = Number.parseInt(digits, 16);
    if (size === 0) return readTrailers(wire, end + 2, text);
    const after = end + 2 + size;
    if (wire.length < after + 2) return { kind: 'waits' };
    if (wire.slice(after, after + 2) !== '\r\n') return { kind: 'malformed' };
    text += wire.slice(end + 2, after);
    at = after + 2;
  }
}

function readTrailers(wire: string, from: number, text: string): Body {
  if (wire.startsWith('\r\n', from)) return { kind: 'whole', text, rest: wire.slice(from + 2) };
  const end = wire.indexOf('\r\n\r\n', from);
  return end < 0 ? { kind: 'waits' } : { kind: 'whole', text, rest: wire.slice(end + 4) };
}

function judgeBody(text: string, { tools }: Gate): One {
  if (text.length > 262_144) return { enters: 'no', status: 413 };
  const utf8 = Buffer.from(text, 'latin1').toString('utf8');
  if (Buffer.from(utf8, 'utf8').toString('latin1') !== text) return { enters: 'no', status: 400 };
  // RFC 8259 lets a reader skip a byte order mark, or not.
  const enters = utf8.startsWith('\ufeff') ? 'either' : 'yes';
  const message = parse(utf8.replace(/^\ufeff/, ''));
  if (typeof message !== 'object' || message === null || Array.isArray(message)) return { enters: 'no', status: 400 };
  if (deepest(utf8) > 32) return { enters: 'no', status: 400 };
  const { jsonrpc, id, method, params } = { jsonrpc: '', id: undefined, method: '', params: undefined, ...message };
  if (jsonrpc !== '2.0' || method !== 'tools/call' || !(typeof id === 'string' || Number.isSafeInteger(id))) return no;
  const { name, arguments: given } = { name: '', arguments: {}, ...asObject(params) };
  const isObject = typeof given === 'object' && given !== null && !Array.isArray(given);
  return tools.includes(name) && isObject ? { enters, status: 200 } : { enters: 'no', status: 200 };
}

/** How deep valid JSON nests, counted by its brackets outside of strings. */
function deepest(json: string): number {
  let [depth, most] = [0, 0];
  for (const bracket of json.replace(/"(?:[^"\\]|\\.)*"/g, '')) {
    if (bracket === '{' || bracket === '[') most = Math.max(most, (depth += 1));
    if (bracket === '}' || bracket === ']') depth -= 1;
  }
  return most;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function asObject(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
