import type { DetailsDraft, ToSecretPage } from '../../core/secretProtocol.ts';

export interface Unsaved {
  /** Tells a page that starts again what was typed into the forms of details and tags: nothing of it is secret. */
  readonly render: () => void;
  readonly setDraft: (draft: DetailsDraft) => void;
  readonly dropPart: (part: keyof DetailsDraft) => void;
  readonly setValue: (isUnsaved: boolean) => void;
  readonly isThere: () => boolean;
}

/** What closing the panel would lose. VS Code lets nobody veto the closing of a webview panel, so its tab's title says so. */
export function createUnsaved(post: (message: ToSecretPage) => void, mark: (isUnsaved: boolean) => void): Unsaved {
  let draft: DetailsDraft = {};
  let isValueUnsaved = false;
  const isDraftEmpty = (): boolean => draft.details === undefined && draft.tags === undefined;
  const isThere = (): boolean => isValueUnsaved || !isDraftEmpty();
  const tell = (): void => mark(isThere());

  return {
    render() {
      if (!isDraftEmpty()) post({ type: 'detailsDraft', draft });
    },
    setDraft(typed) {
      draft = typed;
      tell();
    },
    dropPart(part) {
      draft = part === 'tags' ? { details: draft.details } : { tags: draft.tags };
      tell();
    },
    setValue(isUnsaved) {
      isValueUnsaved = isUnsaved;
      tell();
    },
    isThere,
  };
}
