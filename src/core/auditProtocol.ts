import * as z from 'zod';
import { ready, text, type Row } from './protocol.ts';

// The page of the audit log. No value crosses: the log holds none.

export const auditKinds = ['all', 'change', 'reveal', 'use'] as const;
export type AuditKind = (typeof auditKinds)[number];
const day = z.string().regex(/^(\d{4}-\d{2}-\d{2})?$/);

/** Which calls are shown; an empty text leaves all in. Days are UTC. */
export const auditFilter = z.strictObject({
  kind: z.enum(auditKinds),
  operation: text,
  caller: text,
  account: text,
  result: text,
  secret: text,
  from: day,
  to: day,
});
export type AuditFilter = z.infer<typeof auditFilter>;
export const noAuditFilter: AuditFilter = { kind: 'all', operation: '', caller: '', account: '', result: '', secret: '', from: '', to: '' };

/** One call, from its intent to what became of it. */
export interface AuditCallView {
  readonly at: string;
  readonly caller: string;
  readonly operation: string;
  /** Account and region. */
  readonly place: string;
  readonly secret: string;
  readonly result: string;
  readonly details: readonly Row[];
}

export interface AuditView {
  readonly calls: readonly AuditCallView[];
  readonly filter: AuditFilter;
  /** From 0. */
  readonly page: number;
  readonly pages: number;
  /** How many calls pass the filter, in words. */
  readonly count: string;
  readonly choices: Readonly<Record<'operation' | 'caller' | 'account' | 'result', readonly string[]>>;
}

export type ToAuditPage =
  | { readonly type: 'calls'; readonly view: AuditView }
  | { readonly type: 'verdict'; readonly sentence: string; readonly problems: readonly string[] }
  | { readonly type: 'said'; readonly message: string }
  | { readonly type: 'failed'; readonly message: string };

export const fromAuditPage = z.discriminatedUnion('type', [
  ready,
  z.strictObject({ type: z.literal('refresh') }),
  z.strictObject({ type: z.literal('show'), filter: auditFilter, page: z.int().min(0).max(100_000) }),
  z.strictObject({ type: z.literal('export'), format: z.enum(['jsonl', 'csv']) }),
]);
export type FromAuditPage = z.infer<typeof fromAuditPage>;
