import { person } from '../../core/caller.ts';
import { editableFields, isEdited, mergeEdits, type EditableField, type EditedRow } from '../../core/editFields.ts';
import type { EditDraft, EditNote, EditView, FromSecretPage, ToSecretPage } from '../../core/secretProtocol.ts';
import { SecretText } from '../../core/secretText.ts';
import type { Custody } from '../../custody.ts';
import { forgetAfterMs, type HeldFields } from './heldFields.ts';
import { putProblem } from './putProblem.ts';

/** For as long an edit keeps its fields without use, and what was typed while it is out of sight. */
const editForMs = 15 * 60_000;

const types = ['edit', 'draft', 'revealTyped', 'save', 'saveOver', 'discard'] as const;
type EditMessage = Extract<FromSecretPage, { type: (typeof types)[number] }>;

export function isEditMessage(message: FromSecretPage): message is EditMessage {
  return types.some((type) => type === message.type);
}

interface ValueEditOptions {
  readonly custody: () => Promise<Custody>;
  readonly input: { readonly account: string; readonly region: string; readonly secret_id: string };
  readonly held: HeldFields;
  readonly post: (message: ToSecretPage) => void;
  readonly isVisible: () => boolean;
  readonly hideAfterMs: number;
  readonly signal: AbortSignal;
  readonly setBusy: (doing: string | undefined) => void;
  readonly isSaving: () => boolean;
  readonly setSaving: (isSaving: boolean) => void;
  readonly fail: (sentence: string) => void;
  readonly onDirty: (dirty: boolean) => void;
  /** Reads the secret again. */
  readonly reload: () => Promise<void>;
  readonly onReload: () => Promise<void>;
}

export interface ValueEdit {
  readonly isOpen: () => boolean;
  readonly receive: (message: EditMessage) => Promise<void>;
  /** A secret can be made without a value; its first is typed over an empty text. */
  readonly beginFirst: () => void;
  /** One of the fields that the edit began with, fetched again where it was dropped. */
  readonly field: (index: number) => Promise<EditableField | undefined>;
  /** Tells a page that starts again. */
  readonly render: () => void;
  readonly setVisible: (visible: boolean) => void;
  /** The version that was retrieved, which is what an edit begins with; undefined for one that is not edited. */
  readonly setRetrieved: (version: Retrieved | undefined) => void;
  readonly retrieved: () => string | undefined;
  readonly drop: () => void;
}

interface Retrieved {
  /** Undefined for a secret without a value, whose first is typed. */
  readonly versionId: string | undefined;
  readonly createdDate?: string;
}

interface Editing {
  readonly versionId: string | undefined;
  readonly storedAt: number | undefined;
  readonly original: EditView['original'];
  readonly shape: EditView['shape'];
  readonly rows: readonly EditedRow[];
  /** Typed texts that a page which started again shows as masks, by their place. */
  readonly typed: readonly SecretText[];
  readonly note: EditNote | undefined;
  /** The version that was found in place of `versionId`. */
  readonly newer: string | undefined;
}

/**
 * The edit of one value. The card that asks for the save covers this panel, and a covered page is thrown
 * away with what was typed in it. So the page tells each change at once, and it is kept here, as
 * SecretText and in memory alone, until it is saved, discarded or out of sight for a quarter of an hour.
 * Untouched fields never travel: rows name them by their place.
 */
export function createValueEdit(options: ValueEditOptions): ValueEdit {
  const { custody, input, held, post } = options;
  let retrieved: Retrieved | undefined;
  let editing: Editing | undefined;
  let dropping: NodeJS.Timeout | undefined;

  function set(next: Editing | undefined): void {
    editing = next;
    clearTimeout(dropping);
    held.keepFor(next ? editForMs : forgetAfterMs);
    options.onDirty(next !== undefined && isEdited(next.original, next.rows));
  }

  function begin(): void {
    if (editing) return;
    const fields = held.all();
    // Dropped meanwhile, or nothing that can be typed.
    if (!fields || retrieved === undefined) return post({ type: 'hide', forget: true });
    if (fields.some(({ value }) => value.encoding === 'binary')) return;
    const original = fields.map(({ key = '', value, isJson }) => ({ key, bytes: value.byteLength, isJson }));
    const rows = original.map(({ key }, from) => ({ key, from, text: undefined }));
    const shape = fields[0]?.key === undefined ? 'text' : 'object';
    const { versionId, createdDate } = retrieved;
    const storedAt = createdDate === undefined ? undefined : Date.parse(createdDate);
    set({ versionId, storedAt, original, shape, rows, typed: [], note: undefined, newer: undefined });
    render();
  }

  function take(draft: EditDraft): Editing | undefined {
    if (!editing) {
      // The page kept what was typed; here there is nothing left to apply it to.
      post({
        type: 'editNote',
        note: {
          kind: 'problem',
          message: 'This edit is over: what it began with was dropped. Copy what you typed, then discard it and retrieve the value again.',
        },
      });
      return undefined;
    }
    const { typed } = editing;
    const rows = draft.map((row) => ({
      key: row.key,
      from: row.from,
      text: row.text === undefined ? (row.typed === undefined ? undefined : typed[row.typed]) : SecretText.of(row.text),
    }));
    set({ ...editing, rows });
    return editing;
  }

  function render(): void {
    if (!editing) return;
    const typed = editing.rows.flatMap(({ text }) => (text ? [text] : []));
    editing = { ...editing, typed };
    const { shape, original, note, storedAt } = editing;
    const rows = editing.rows.map(({ key, from, text }) => ({ key, from, typed: text && typed.indexOf(text) }));
    post({ type: 'edit', edit: { shape, original, rows, ...(storedAt === undefined ? {} : { storedAt }) } });
    if (note) post({ type: 'editNote', note });
  }

  /** The fields that the edit began with: held, or that very version once more. */
  async function fieldsOf({ versionId }: Editing): Promise<readonly EditableField[] | undefined> {
    const kept = held.all();
    if (kept) return kept;
    if (versionId === undefined) return nothingYet();
    const { execute, operations } = await custody();
    const call = { input: { ...input, version_id: versionId }, caller: person, signal: options.signal };
    const got = await execute(operations.getSecretValue, call);
    if (!got.ok) {
      say({ kind: 'problem', message: got.error.sentence });
      return undefined;
    }
    // Rows name fields by their place in that version and in no other.
    if (got.output.versionId !== versionId) {
      say({
        kind: 'problem',
        message: 'The version that this edit began with is gone. Copy what you typed, then discard the edits and retrieve the value again.',
      });
      return undefined;
    }
    const fields = editableFields(got.output.value);
    if (options.isVisible()) held.hold(fields);
    return fields;
  }

  function say(next: EditNote): void {
    if (!editing) return options.fail(next.message);
    editing = { ...editing, note: next };
    post({ type: 'editNote', note: next });
  }

  async function save(began: Editing, version: string | undefined): Promise<void> {
    if (!isEdited(began.original, began.rows)) return say({ kind: 'problem', message: 'Nothing was changed.' });
    options.setSaving(true);
    const end = await store(began, version).finally(() => options.setSaving(false));
    // The versions tell what became of it, if they can be read by now.
    if (end === 'stored' || end === 'unknown') await options.reload();
  }

  async function store(began: Editing, version: string | undefined): Promise<'stored' | 'unknown' | void> {
    options.setBusy('Waiting for your answer in the confirmation…');
    const fields = await fieldsOf(began);
    if (!fields) return options.setBusy(undefined);
    const value = mergeEdits(fields, began.rows);
    if ('problem' in value) return stay({ kind: 'problem', message: value.problem });
    // Without a version there is none for the call to be bound to.
    const first = version === undefined ? await currentVersion() : undefined;
    if (first !== undefined) return conflict(first);
    const { execute, operations } = await custody();
    // Runs on even if this panel is closed: the card that asks is a panel of its own.
    const put = await execute(operations.putSecretValue, {
      input: { ...input, value: 'person', ...(version === undefined ? {} : { if_version: version }) },
      caller: person,
      value,
      progress: options.setBusy,
    });
    if (put.ok) {
      set(undefined);
      held.drop();
      options.setBusy(undefined);
      post({ type: 'editClosed', saved: true, ...(version === undefined ? { isFirst: true } : {}) });
      return 'stored';
    }
    if (put.error.code === 'approval_declined') return options.setBusy(undefined);
    if (put.error.code !== 'changed_since') {
      stay({ kind: 'problem', message: putProblem(put.error) });
      return put.error.code === 'outcome_unknown' ? 'unknown' : undefined;
    }
    const newer = await currentVersion();
    // Something else changed than the value, its tags for one.
    if (newer === undefined || newer === version) return stay({ kind: 'problem', message: put.error.sentence });
    conflict(newer);
  }

  function conflict(newer: string): void {
    if (editing) editing = { ...editing, newer };
    stay({
      kind: 'conflict',
      message:
        'The value was changed elsewhere after you retrieved it. Reload drops your edits and retrieves it anew. Saving over it stores the whole value as you have it here; the one stored elsewhere stays as AWSPREVIOUS.',
    });
  }

  function stay(next: EditNote): void {
    options.setBusy(undefined);
    say(next);
  }

  async function currentVersion(): Promise<string | undefined> {
    const { execute, operations } = await custody();
    const described = await execute(operations.describeSecret, { input, caller: person, signal: options.signal });
    return described.ok ? described.output.versions.find(({ stages }) => stages.includes('AWSCURRENT'))?.versionId : undefined;
  }

  async function receive(message: EditMessage): Promise<void> {
    switch (message.type) {
      case 'edit':
        return begin();
      case 'draft':
        // While a card waits too: it saves what it was asked for, and after a no this is what stays.
        take(message.draft);
        return;
      case 'revealTyped': {
        const text = editing?.typed[message.typed];
        const { typed } = message;
        // Goes back to the page it was typed in, after the person's click on this row.
        if (text && options.isVisible()) post({ type: 'typed', typed, text: text.reveal(), hideAfterMs: options.hideAfterMs });
        return;
      }
      case 'save':
      case 'saveOver': {
        if (options.isSaving()) return;
        const taken = take(message.draft);
        if (!taken) return;
        // Over the version the person was told of, and over no later one.
        const version = message.type === 'save' ? taken.versionId : taken.newer;
        if (version === undefined && message.type === 'saveOver') return;
        editing = { ...taken, note: undefined };
        return save(editing, version);
      }
      case 'discard':
        if (options.isSaving()) return;
        set(undefined);
        post({ type: 'editClosed', saved: false });
        return message.reload ? options.onReload() : undefined;
    }
  }

  return {
    isOpen: () => editing !== undefined,
    receive,
    beginFirst() {
      held.hold(nothingYet());
      retrieved = { versionId: undefined };
      begin();
    },
    field: async (index) => (editing ? (await fieldsOf(editing))?.[index] : undefined),
    render,
    setVisible(visible) {
      clearTimeout(dropping);
      if (visible || !editing) return;
      const dirty = isEdited(editing.original, editing.rows);
      dropping = setTimeout(() => {
        // A save under way ends by itself, and its card within two minutes.
        set(undefined);
        if (dirty) options.fail('Your edits were dropped, because this panel was out of sight for 15 minutes.');
      }, editForMs);
    },
    setRetrieved(version) {
      retrieved = version;
    },
    retrieved: () => retrieved?.versionId,
    drop: () => set(undefined),
  };
}

function nothingYet(): readonly EditableField[] {
  return editableFields(SecretText.of(''));
}
