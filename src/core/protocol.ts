import * as z from 'zod';
import type { AccountMark } from './account.ts';
import { grantTerms } from './grantTerm.ts';
import type { Template } from './templates.ts';

// Host <-> webview messages. Pages import the types alone; the host parses everything a page sends.
// A value crosses only in `value` and `typed` (to the secret panel, after a click) and, as it was typed, in
// `typedValue` and `draft` (from a form).

/** A page proves with the panel's nonce that it is the page the host made. */
export function envelopeOf<Message extends z.ZodType>(message: Message) {
  return z.strictObject({ nonce: z.string().max(64), message });
}

/** Any text of a form that is no value. */
export const text = z.string().max(4_096);

export const tagRows = z.array(z.strictObject({ key: text, value: text })).max(60);

/** A value typed in a form: one text, or the pairs of a JSON object. */
export const typedValue = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), text: z.string().max(200_000) }),
  z.strictObject({
    kind: z.literal('pairs'),
    pairs: z.array(z.strictObject({ key: z.string().max(1_024), value: z.string().max(200_000) })).max(500),
  }),
]);
export type TypedValue = z.infer<typeof typedValue>;

/** The page told that it listens. */
export const ready = z.strictObject({ type: z.literal('ready') });

/** A row of `label: value` metadata. */
export interface Row {
  readonly label: string;
  readonly value: string;
}

// Confirmation: one card.

export interface CardView {
  readonly id: string;
  readonly headline: string;
  /** The name a client claims; empty for the person and for a task. */
  readonly asker: string;
  readonly askerKind: 'person' | 'task' | 'agent';
  readonly operation: string;
  readonly risk: string;
  readonly account: string;
  readonly mark: AccountMark;
  readonly region: string;
  readonly secret: string;
  readonly arn: string | undefined;
  /** Where values would go, if they go anywhere but to AWS. */
  readonly destination: string | undefined;
  /** Whose values would go there: each secret's ARN, and the key where it is one of several. */
  readonly values: readonly { readonly arn: string; readonly key: string | undefined }[];
  /** The person may let the answer hold for longer than this call. */
  readonly isGrantable: boolean;
  readonly consequences: readonly string[];
  /** The exact arguments, values as JSON text. */
  readonly arguments: readonly Row[];
  readonly acceptLabel: string;
  readonly typeToConfirm: string | undefined;
  readonly wantsValue: boolean;
  /** The key that the typed value is stored under, where the call names one: then it is one text. */
  readonly valueKey: string | undefined;
  /** Milliseconds left when the message was sent. */
  readonly remainingMs: number;
  /** How many more wait behind this one. */
  readonly waiting: number;
  /** Where the open folders name the secret, or that they are still being searched. */
  readonly references: string | undefined;
  /** The accept button stays off for this long after the page was shown. */
  readonly armAfterMs: number;
}

export type ToApprovalPage =
  | { readonly type: 'card'; readonly card: CardView }
  | { readonly type: 'waiting'; readonly waiting: number }
  | { readonly type: 'references'; readonly text: string }
  | { readonly type: 'failed'; readonly message: string };

export const fromApprovalPage = z.discriminatedUnion('type', [
  ready,
  z.strictObject({
    type: z.literal('accept'),
    id: text,
    typed: text.optional(),
    value: typedValue.optional(),
    grant: z.enum(grantTerms).optional(),
  }),
  z.strictObject({ type: z.literal('decline'), id: text }),
]);
export type FromApprovalPage = z.infer<typeof fromApprovalPage>;

// A new secret.

/** A value as the form sends it. What a file or a generated key holds never comes from the page: the host keeps it. */
export const createdValue = z.discriminatedUnion('kind', [
  ...typedValue.options,
  z.strictObject({
    kind: z.literal('fields'),
    fields: z.array(z.strictObject({ key: z.string().max(1_024), text: z.string().max(200_000) })).max(60),
    more: z.array(z.strictObject({ key: z.string().max(1_024), value: z.string().max(200_000) })).max(500),
  }),
  z.strictObject({ kind: z.literal('file') }),
]);
export type CreatedValue = z.infer<typeof createdValue>;

const templateId = z.string().max(64);
/** A field of a template; empty for the file that is the whole value. */
const place = z.string().max(64);

/** What is typed into the form and is no secret, for a page that starts again. */
const createDraft = z.strictObject({
  template: templateId,
  account: text,
  region: text,
  name: text,
  description: text,
  kmsKeyId: text,
  secretType: text,
  replicas: text,
  tags: tagRows,
  fields: z.array(z.strictObject({ key: place, text: z.string().max(200_000) })).max(60),
  /** Whether a secret was typed, or a key for one, which are lost with the page. */
  hasSecrets: z.boolean(),
});
export type CreateDraft = z.infer<typeof createDraft>;

/** What the host keeps for a field until it is stored: told by its size or its public half. */
export type HeldView =
  | { readonly kind: 'file'; readonly name: string; readonly bytes: number; readonly note: string | undefined }
  | { readonly kind: 'keyPair'; readonly publicKey: string; readonly fingerprint: string };

export interface CreateFormView {
  readonly accounts: readonly { readonly name: string; readonly mark: AccountMark; readonly regions: readonly string[] }[];
  readonly account: string;
  readonly region: string;
  readonly namePrefix: string;
  readonly templates: readonly Template[];
  /** What was typed before the page started again. */
  readonly draft: CreateDraft | undefined;
  readonly held: readonly { readonly field: string; readonly held: HeldView }[];
}

export type ToCreatePage =
  | { readonly type: 'form'; readonly form: CreateFormView }
  | { readonly type: 'noAccount' }
  | { readonly type: 'busy'; readonly doing: string }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'held'; readonly field: string; readonly held: HeldView | undefined };

export const fromCreatePage = z.discriminatedUnion('type', [
  ready,
  z.strictObject({
    type: z.literal('create'),
    account: text,
    region: text,
    name: text,
    description: text,
    kmsKeyId: text.optional(),
    secretType: text.optional(),
    replicaRegions: z.array(text).max(20).optional(),
    tags: tagRows,
    template: templateId.optional(),
    value: createdValue,
  }),
  z.strictObject({ type: z.literal('draft'), draft: createDraft }),
  z.strictObject({ type: z.literal('loadFile'), field: place, label: text }),
  z.strictObject({ type: z.literal('generateKeyPair'), field: place, algorithm: z.enum(['ed25519', 'rsa-3072', 'rsa-4096']) }),
  z.strictObject({ type: z.literal('dropHeld'), field: place }),
  z.strictObject({ type: z.literal('copyPublic'), field: place, part: z.enum(['publicKey', 'fingerprint']) }),
  z.strictObject({ type: z.literal('addAccount'), from: z.enum(['aws', 'sandbox']) }),
  z.strictObject({ type: z.literal('cancel') }),
]);
export type FromCreatePage = z.infer<typeof fromCreatePage>;
