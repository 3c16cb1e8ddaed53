import { person } from '../../core/caller.ts';
import type { CustodyError } from '../../core/errors.ts';
import type { FromSecretPage, SecretView, ToSecretPage } from '../../core/secretProtocol.ts';
import type { Custody } from '../../custody.ts';

export type DetailsMessage = Extract<FromSecretPage, { type: 'saveDetails' | 'saveTags' }>;

interface DetailsEditOptions {
  readonly custody: () => Promise<Custody>;
  readonly input: { readonly account: string; readonly region: string; readonly secret_id: string };
  readonly post: (message: ToSecretPage) => void;
  readonly signal: AbortSignal;
  /** The secret as its page shows it, which is what was changed. */
  readonly shown: () => SecretView | undefined;
  readonly setBusy: (doing: string | undefined) => void;
  readonly setSaving: (part: 'details' | 'tags', isSaving: boolean) => void;
  readonly fail: (sentence: string) => void;
  readonly onSaved: (part: 'details' | 'tags') => void;
  readonly reload: () => Promise<void>;
}

/** Stores what was changed of description, key and tags; only what differs is sent. */
export function createDetailsEdit(options: DetailsEditOptions): (message: DetailsMessage) => Promise<void> {
  const { custody, input, post } = options;
  let saving = Promise.resolve();

  async function saveDetails({ description, kmsKeyId }: Extract<DetailsMessage, { type: 'saveDetails' }>, shown: SecretView) {
    // A replica has its primary's description, which may have changed since its form was opened.
    const keepsDescription = shown.primaryRegion !== undefined || description === (shown.description ?? '');
    const changes = {
      ...(keepsDescription ? {} : { description }),
      ...(kmsKeyId === shown.kmsKeyId ? {} : { kms_key_id: kmsKeyId }),
    };
    if (Object.keys(changes).length === 0) return undefined;
    const { execute, operations } = await custody();
    const done = await execute(operations.updateSecret, { input: { ...input, ...changes }, caller: person });
    return done.ok ? undefined : done.error;
  }

  async function saveTags({ tags }: Extract<DetailsMessage, { type: 'saveTags' }>, shown: SecretView) {
    const old = new Map(shown.tags.map(({ label, value }) => [label, value]));
    const set = tags.filter(({ key, value }) => old.get(key) !== value);
    // Tags of AWS's own are no one's to remove, and the page doesn't offer them.
    const gone = [...old.keys()].filter((key) => !key.toLowerCase().startsWith('aws:') && !tags.some((tag) => tag.key === key));
    const { execute, operations } = await custody();
    // Removed first, so that a change of all fifty stays within the limit.
    if (gone.length > 0) {
      const removed = await execute(operations.untagResource, { input: { ...input, tag_keys: gone }, caller: person });
      if (!removed.ok) return removed.error;
    }
    if (set.length === 0) return undefined;
    const added = Object.fromEntries(set.map(({ key, value }) => [key, value]));
    const tagged = await execute(operations.tagResource, { input: { ...input, tags: added }, caller: person });
    return tagged.ok ? undefined : tagged.error;
  }

  async function save(message: DetailsMessage): Promise<void> {
    const shown = options.shown();
    if (!shown) return;
    const part = partOf(message);
    options.setBusy(part === 'tags' ? 'Storing the tags…' : 'Storing the details…');
    const error: CustodyError | undefined = await (message.type === 'saveTags' ? saveTags(message, shown) : saveDetails(message, shown));
    options.setBusy(undefined);
    if (!error) options.onSaved(part);
    else if (options.signal.aborted) options.fail(error.sentence);
    post({ type: 'changed', part, problem: error?.sentence });
  }

  // One after the other: each compares with what the one before has stored.
  return (message) => {
    const part = partOf(message);
    options.setSaving(part, true);
    const stored = saving.then(() => save(message)).finally(() => options.setSaving(part, false));
    // After a failure too: one of two steps may have been made.
    const done = stored.then(options.reload);
    saving = done.catch(() => undefined);
    return done;
  };
}

function partOf({ type }: DetailsMessage): 'details' | 'tags' {
  return type === 'saveTags' ? 'tags' : 'details';
}
