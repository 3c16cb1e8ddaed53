import * as z from 'zod';
import { ready, tagRows, text, type Row } from './protocol.ts';
import type { AccountMark } from './account.ts';

// What the host and the page of one secret tell each other; a value crosses in `value` and `typed` alone, after a click.

export interface SecretView {
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  readonly mark: AccountMark;
  readonly region: string;
  readonly description: string | undefined;
  readonly pendingDeletion: string | undefined;
  readonly managedBy: string | undefined;
  /** False in the sandbox, which the AWS console knows nothing of. */
  readonly hasConsole: boolean;
  /** As it was set; empty for the account's default key. */
  readonly kmsKeyId: string;
  readonly rows: readonly Row[];
  readonly tags: readonly Row[];
  readonly rotation: RotationView;
  readonly timeline: TimelineView;
  /** Where the primary is, of a replica. */
  readonly primaryRegion: string | undefined;
  readonly replicas: readonly ReplicaView[];
  /** The client that asked for this panel, where an agent did. */
  readonly requestedBy: string | undefined;
  /** Why what is shown could not be read again, where that failed. */
  readonly stale: string | undefined;
}

/** How a secret rotates, and what can be done about it. */
export interface RotationView {
  readonly rows: readonly Row[];
  /** Sentences that need someone's attention. */
  readonly warnings: readonly string[];
  readonly isOn: boolean;
  /** A version that a rotation left behind or is at work on. */
  readonly pendingVersion: string | undefined;
  readonly canSetUp: boolean;
  readonly canRotate: boolean;
  readonly canCancel: boolean;
  /** Why nothing can be set up, where that is so. */
  readonly why: string | undefined;
}

/** A copy in another region. */
export interface ReplicaView {
  readonly region: string;
  /** As AWS calls it: `InSync`, `InProgress` or `Failed`. */
  readonly status: string;
  /** Why it failed, in AWS's words; else empty. */
  readonly message: string;
  readonly key: string;
  readonly lastRead: string | undefined;
}

/** The versions of a secret, newest first. */
export interface TimelineView {
  readonly versions: readonly VersionView[];
  readonly state: 'reading' | 'whole' | 'hasOlder';
  /** Why this is less than all there is to know, where reading it failed. */
  readonly problem: string | undefined;
}

export interface VersionView {
  readonly id: string;
  readonly stages: readonly string[];
  readonly created: string | undefined;
  readonly lastRead: string | undefined;
}

/** A part of the page that a command goes to. */
export type SecretPart = 'value' | 'details' | 'tags' | 'versions' | 'policy';

export type SecretForm = 'value' | keyof DetailsDraft;

/** A secret's resource policy, read when it is asked for. */
export type PolicyView =
  | { readonly state: 'reading' }
  | { readonly state: 'none' }
  | { readonly state: 'set'; readonly sentences: readonly string[]; readonly isOpenToEveryone: boolean }
  | { readonly state: 'failed'; readonly problem: string };

/** A field of a retrieved value, before it is revealed. */
export interface FieldView {
  /** Undefined for a secret that is one plain text or binary. */
  readonly key: string | undefined;
  readonly bytes: number;
}

/** A value being edited: names and forms, never a text. */
export interface EditView {
  /** `text`: one plain text, in a single row without a key. */
  readonly shape: 'object' | 'text';
  /** The fields of the version that the edit began with. */
  readonly original: readonly { readonly key: string; readonly bytes: number; readonly isJson: boolean }[];
  readonly rows: readonly EditRowView[];
  /** When the value was stored, in milliseconds since 1970. */
  readonly storedAt?: number;
}

export interface EditRowView {
  readonly key: string;
  /** Its place in `original`; undefined for a key that was added. */
  readonly from: number | undefined;
  /** The place of its typed text among those the host keeps, for a page that started again. */
  readonly typed: number | undefined;
}

/** Why a save did not happen. A conflict can be saved over. */
export interface EditNote {
  readonly kind: 'problem' | 'conflict';
  readonly message: string;
}

export type ToSecretPage =
  | { readonly type: 'secret'; readonly secret: SecretView }
  | { readonly type: 'busy'; readonly doing: string }
  /** `again` asks once more for what could not be read; what changes something is never repeated by a button. */
  | { readonly type: 'failed'; readonly message: string; readonly again?: ReadAgain }
  | {
      readonly type: 'fields';
      readonly fields: readonly FieldView[];
      readonly encoding: 'text' | 'binary';
      /** What a binary value looks like. */
      readonly kind?: string;
      /** The version it is, where that is not the current one; such a one is not edited. */
      readonly version?: string;
    }
  | { readonly type: 'value'; readonly field: number; readonly text: string; readonly hideAfterMs: number }
  | { readonly type: 'copied'; readonly field: number; readonly clearAfterMs: number }
  | { readonly type: 'edit'; readonly edit: EditView }
  /** The text that was typed into a row before the page started again. */
  | { readonly type: 'typed'; readonly typed: number; readonly text: string; readonly hideAfterMs: number }
  | { readonly type: 'editNote'; readonly note: EditNote }
  /** `isFirst`: there was no value before the one that was saved. */
  | { readonly type: 'editClosed'; readonly saved: boolean; readonly isFirst?: boolean }
  /** What is typed into a form while it is stored would be lost when it closes, so that the form is held still meanwhile. */
  | { readonly type: 'saving'; readonly form: SecretForm; readonly isSaving: boolean }
  /** What was typed into the details and the tags before the page started again. */
  | { readonly type: 'detailsDraft'; readonly draft: DetailsDraft }
  /** What became of a change of the details or the tags; without a problem it was made. */
  | { readonly type: 'changed'; readonly part: 'details' | 'tags'; readonly problem: string | undefined }
  | { readonly type: 'policy'; readonly policy: PolicyView }
  /** Opens a part and takes the keyboard there. */
  | { readonly type: 'goTo'; readonly part: SecretPart }
  /** Hides every value; `forget` drops the fields too. */
  | { readonly type: 'hide'; readonly forget: boolean };

const field = z.int().min(0).max(10_000);
const version = z.string().min(32).max(64);

/** What is typed into the forms of the details and the tags; a form without changes is left out. */
const detailsDraft = z.strictObject({
  details: z.strictObject({ description: text, kmsKeyId: text }).optional(),
  tags: tagRows.optional(),
});
export type DetailsDraft = z.infer<typeof detailsDraft>;

/** What an edit has come to: every row that stays, with text where some was typed. A service's value has 65,536 bytes. */
const draft = z
  .array(
    z.strictObject({
      key: z.string().max(70_000),
      from: field.optional(),
      text: z.string().max(200_000).optional(),
      typed: field.optional(),
    }),
  )
  .max(10_001);
export type EditDraft = z.infer<typeof draft>;

export const fromSecretPage = z.discriminatedUnion('type', [
  ready,
  /** The current version, or the one named. */
  z.strictObject({ type: z.literal('retrieve'), version: version.optional() }),
  z.strictObject({ type: z.literal('olderVersions') }),
  /** A binary value to a file, and from one: the host asks for the path, and no byte comes from the page. */
  z.strictObject({ type: z.literal('download') }),
  z.strictObject({ type: z.literal('upload') }),
  z.strictObject({ type: z.literal('reveal'), field }),
  z.strictObject({ type: z.literal('copyValue'), field }),
  /** The window lost focus, or the person hid what was shown. */
  z.strictObject({ type: z.literal('hidden') }),
  z.strictObject({ type: z.literal('refresh') }),
  z.strictObject({ type: z.literal('copyName') }),
  z.strictObject({ type: z.literal('copyArn') }),
  z.strictObject({ type: z.literal('openConsole') }),
  z.strictObject({ type: z.literal('delete') }),
  z.strictObject({ type: z.literal('restore') }),
  z.strictObject({ type: z.literal('setUpRotation') }),
  z.strictObject({ type: z.literal('rotateNow') }),
  z.strictObject({ type: z.literal('cancelRotation') }),
  z.strictObject({ type: z.literal('rollBack'), version }),
  z.strictObject({ type: z.literal('changeLabels'), version }),
  z.strictObject({ type: z.literal('edit') }),
  z.strictObject({ type: z.literal('draft'), draft }),
  z.strictObject({ type: z.literal('revealTyped'), typed: field }),
  z.strictObject({ type: z.literal('save'), draft }),
  z.strictObject({ type: z.literal('saveOver'), draft }),
  /** `reload` retrieves the value as it is now. */
  z.strictObject({ type: z.literal('discard'), reload: z.boolean() }),
  z.strictObject({ type: z.literal('detailsDraft'), draft: detailsDraft }),
  z.strictObject({ type: z.literal('saveDetails'), description: text, kmsKeyId: text }),
  z.strictObject({ type: z.literal('saveTags'), tags: tagRows }),
  z.strictObject({ type: z.literal('policy'), wanted: z.enum(['show', 'edit', 'delete']) }),
  /** The host asks for the regions to add; the others name one. */
  z.strictObject({
    type: z.literal('replication'),
    action: z.enum(['add', 'remove', 'promote', 'retry', 'open']),
    region: text.optional(),
  }),
]);
export type FromSecretPage = z.infer<typeof fromSecretPage>;
export type ReadAgain = Extract<FromSecretPage, { type: 'refresh' | 'retrieve' }>;
