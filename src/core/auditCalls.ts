import * as z from 'zod';
import type { AuditCallView, AuditFilter } from './auditProtocol.ts';
import { isAboutSecret } from './auditNames.ts';
import type { Row } from './protocol.ts';
import { nameInArn } from './secretsService.ts';

const lineShape = z.object({
  at: z.iso.datetime(),
  sequence: z.number(),
  call: z.string(),
  phase: z.enum(['intent', 'sending', 'outcome', 'settled', 'log']),
  operation: z.string(),
  risk: z.string(),
  caller: z.string(),
  account: z.string().default(''),
  region: z.string().default(''),
  secret: z.string().default(''),
  arguments: z.string().default(''),
  clientRequestToken: z.string().default(''),
  arn: z.string().default(''),
  approval: z.string().default(''),
  result: z.string().default(''),
  requestIds: z.array(z.string()).default([]),
  names: z.literal('keyed').optional(),
  files: z.array(z.object({ name: z.string() })).default([]),
});
type Line = z.infer<typeof lineShape> & { readonly text: string };

/** All lines of one call, in order. */
export interface AuditCall {
  readonly lines: readonly [Line, ...Line[]];
  /** What the last line says. */
  readonly result: string;
}

/** What a call has that ended with its process. */
const noOutcome = 'no outcome';

/** The calls that lines of any number of files tell of, newest first. What is no line is left out: the verdict names it. */
export function auditCalls(texts: readonly string[]): readonly AuditCall[] {
  const calls = new Map<string, [Line, ...Line[]]>();
  for (const text of texts) {
    const { data } = lineShape.safeParse(parse(text));
    if (!data) continue;
    const line = { ...data, text };
    const before = calls.get(line.call);
    if (before) before.push(line);
    else calls.set(line.call, [line]);
  }
  return [...calls.values()].map(toCall).sort((a, b) => compare(b, a));
}

/** The calls that pass; `keyed` are the wanted secret's keyed names. */
export function filterCalls(calls: readonly AuditCall[], filter: AuditFilter, keyed: readonly string[]): readonly AuditCall[] {
  const { operation, caller, account, result, secret, from, to } = filter;
  return calls.filter(({ lines, result: found }) => {
    const [first] = lines;
    const day = first.at.slice(0, 10);
    return (
      isOfKind(first.risk, filter.kind) &&
      (operation === '' || first.operation === operation) &&
      (caller === '' || first.caller === caller) &&
      (account === '' || lines.some((line) => line.account === account)) &&
      (result === '' || found === result) &&
      (from === '' || day >= from) &&
      (to === '' || day <= to) &&
      (secret === '' || lines.some((line) => isAboutSecret(line, secret, keyed)))
    );
  });
}

/** What there is to choose from, each once and in order. */
export function choicesIn(calls: readonly AuditCall[]): Record<'operation' | 'caller' | 'account' | 'result', readonly string[]> {
  const all = (of: (call: AuditCall) => string): readonly string[] => [...new Set(calls.map(of))].filter(Boolean).sort().slice(0, 200);
  return {
    operation: all(({ lines: [first] }) => first.operation),
    caller: all(({ lines: [first] }) => first.caller),
    account: all(({ lines }) => lines.at(-1)?.account ?? ''),
    result: all(({ result }) => result),
  };
}

export function toCallView({ lines, result }: AuditCall): AuditCallView {
  const [first] = lines;
  const last = lines.at(-1) ?? first;
  const place = [last.account, last.region].filter(Boolean).join(', ');
  const rows: readonly (readonly [string, string])[] = [
    ['Call', first.call],
    ['Caller', first.caller],
    ['Account', place],
    ['Risk', first.risk],
    ['Written', lines.map(({ phase, at, result: said }) => `${phase}${said && ` ${said}`} ${timeOf(at)}`).join(', ')],
    ['Approval', last.approval],
    ['Arguments', last.arguments],
    ['ARN', last.arn || (isArn(last.secret) ? last.secret : '')],
    ['AWS request ids', last.requestIds.join(' ')],
    ['ClientRequestToken', last.clientRequestToken],
    ['Files', first.files.map(({ name }) => name).join(' ')],
  ];
  const details: readonly Row[] = rows.flatMap(([label, value]) => (value === '' ? [] : [{ label, value }]));
  // An ARN is given where the person picked the secret from a list; the name in it is what they know it by.
  const secret = isArn(last.secret) ? nameInArn(last.secret) : last.secret;
  return { at: timeOf(first.at), caller: first.caller, operation: first.operation, place, secret, result, details };
}

function isArn(secret: string): boolean {
  return secret.startsWith('arn:');
}

/** The lines as they were written. */
export function toJsonLines(calls: readonly AuditCall[]): string {
  return inOrder(calls)
    .map(({ text }) => `${text}\n`)
    .join('');
}

const columns = ['at', 'sequence', 'call', 'phase', 'operation', 'risk', 'caller', 'account', 'region', 'secret', 'arn'] as const;
const moreColumns = ['arguments', 'approval', 'result', 'clientRequestToken'] as const;

/** The lines as a table for spreadsheets, in which no text becomes a formula. */
export function toCsv(calls: readonly AuditCall[]): string {
  const head = [...columns, ...moreColumns, 'requestIds'];
  const rows = inOrder(calls).map((line) => [
    ...columns.map((name) => String(line[name])),
    ...moreColumns.map((name) => line[name]),
    line.requestIds.join(' '),
  ]);
  return [head, ...rows].map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');
}

function cell(text: string): string {
  // A spreadsheet takes what starts like this for a formula, also behind white space, and some take a tab for the start of one.
  const safe = /^[\s\p{Cf}]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/u.test(text) ? `'${text}` : text;
  // Where lists are parted by semicolons, a tab or a bar, quotes behind a comma are part of the text, and each part is a cell.
  const parted = safe.replace(/([;|\t\r\n](?:[^\S\t\r\n]|["\p{Cf}])*)(?=[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/gu, "$1'");
  return `"${parted.replaceAll('"', '""')}"`;
}

function toCall(lines: [Line, ...Line[]]): AuditCall {
  lines.sort((a, b) => (a.at === b.at ? a.sequence - b.sequence : a.at < b.at ? -1 : 1));
  const result = lines.findLast((line) => line.result !== '')?.result ?? (lines[0].phase === 'log' ? '' : noOutcome);
  return { lines, result };
}

function compare(a: AuditCall, b: AuditCall): number {
  const [one] = a.lines;
  const [other] = b.lines;
  return one.at === other.at ? one.sequence - other.sequence : one.at < other.at ? -1 : 1;
}

/** Of all calls, oldest first. */
function inOrder(calls: readonly AuditCall[]): readonly Line[] {
  return calls.flatMap(({ lines }) => lines).sort((a, b) => (a.at === b.at ? a.sequence - b.sequence : a.at < b.at ? -1 : 1));
}

function isOfKind(risk: string, kind: AuditFilter['kind']): boolean {
  return kind === 'all' || (kind === 'change' ? risk === 'write' || risk === 'destructive' : risk === kind);
}

function timeOf(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 19)}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
