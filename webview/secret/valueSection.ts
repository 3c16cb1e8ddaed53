import type { EditNote, EditView, FromSecretPage, ToSecretPage } from '../../src/core/secretProtocol.ts';
import { button } from '../controls.ts';
import { element, say } from '../element.ts';
import { keepFocus } from '../keepFocus.ts';
import { createEditSection, type EditSection } from './editSection.ts';
import { createValueRow, type ValueRow } from './valueRow.ts';

type Fields = Extract<ToSecretPage, { type: 'fields' }>;

export interface ValueSection {
  readonly root: HTMLElement;
  /** `primaryRegion` is where a replica's value is changed; undefined for what is no replica. */
  readonly setReadable: (readable: boolean, primaryRegion: string | undefined) => void;
  readonly showFields: (fields: Fields) => void;
  /** Takes the keyboard to whatever can be done here now. */
  readonly focus: () => void;
  readonly reveal: (field: number, text: string, hideAfterMs: number) => void;
  readonly openEdit: (edit: EditView) => void;
  /** Holds the edit still, also one that opens meanwhile: what is typed while it is stored would be lost when it closes. */
  readonly setSaving: (isSaving: boolean) => void;
  readonly closeEdit: (end: Extract<ToSecretPage, { type: 'editClosed' }>) => void;
  /** The edit that is open. */
  readonly edit: () => EditSection | undefined;
  readonly setNote: (note: EditNote) => void;
  readonly sayCopied: (field: number, clearAfterMs: number) => void;
  /** Takes every revealed text off the page; true when there was one. */
  readonly hide: () => boolean;
  readonly forget: () => void;
}

/** The value: nothing until it is asked for, then one masked row a field. */
export function createValueSection(send: (message: FromSecretPage) => void): ValueSection {
  let rows: readonly ValueRow[] = [];
  let editing: EditSection | undefined;
  let isSaving = false;
  let clearing: number | undefined;
  let primary: string | undefined;
  const retrieve = button({ label: 'Retrieve secret value', icon: 'eye', kind: 'primary', onClick: () => send({ type: 'retrieve' }) });
  const explained = element('p', { class: 'hint', text: 'The value stays in AWS until you retrieve it, and hidden until you reveal it.' });
  const closed = element('div', { class: 'closed' }, explained, retrieve);
  const body = element('div', { class: 'fields' });
  const title = element('h2', { text: 'Secret value' });
  const said = element('p', { class: 'hint', live: 'polite', hidden: true });

  function hide(): boolean {
    editing?.hide();
    // Every row, whatever the first one says.
    return rows.map((row) => row.hide()).some((was) => was);
  }

  function forget(): void {
    hide();
    // What was typed is not what the host dropped.
    if (editing) return;
    rows = [];
    say(title, 'Secret value');
    keepFocus(body, () => body.replaceChildren(closed), retrieve.disabled ? title : retrieve);
    say(said, '');
  }

  /** What can be done with what is shown: an older version is only looked at. */
  function actionsFor({ encoding, version }: Fields): readonly HTMLElement[] {
    const download = button({ label: 'Download…', icon: 'cloud-download', onClick: () => send({ type: 'download' }) });
    const binary = encoding === 'binary' ? [download] : [];
    if (version !== undefined)
      return [...binary, button({ label: 'Back to the current value', onClick: () => send({ type: 'retrieve' }) })];
    if (primary !== undefined) return [...binary, element('p', { class: 'hint', text: `A replica: its value is changed in ${primary}.` })];
    return encoding === 'binary'
      ? [...binary, button({ label: 'Replace with file…', icon: 'cloud-upload', onClick: () => send({ type: 'upload' }) })]
      : [button({ label: 'Edit', icon: 'edit', onClick: () => send({ type: 'edit' }) })];
  }

  forget();
  return {
    root: element('section', { class: 'value-section', label: 'Secret value' }, title, body, said),
    setReadable(readable, primaryRegion) {
      primary = primaryRegion;
      retrieve.disabled = !readable;
      if (!readable) forget();
    },
    showFields(shown) {
      hide();
      const { fields, encoding, kind, version } = shown;
      // Asked for from here, or from the list of versions below.
      const wasFocused = document.activeElement === retrieve || version !== undefined || body.contains(document.activeElement);
      say(title, version === undefined ? 'Secret value' : `Version ${version}`);
      rows = fields.map((field, index) => createValueRow({ field, index, encoding, kind, send }));
      body.replaceChildren(
        element(
          'table',
          { class: 'value-table' },
          element(
            'thead',
            {},
            element(
              'tr',
              {},
              element('th', { text: 'Key' }),
              element('th', { text: 'Value' }),
              element('th', {}, element('span', { class: 'visually-hidden', text: 'Actions' })),
            ),
          ),
          element('tbody', {}, ...rows.map((row) => row.root)),
        ),
      );
      body.append(element('div', { class: 'buttons value-actions' }, ...actionsFor(shown)));
      if (wasFocused) rows[0]?.focus();
      if (version !== undefined) title.scrollIntoView({ block: 'nearest' });
      say(
        said,
        [version === undefined ? '' : 'Not the current value.', encoding === 'binary' ? 'A binary value, revealed as base64.' : '']
          .join(' ')
          .trim(),
      );
    },
    reveal(field, text, hideAfterMs) {
      if (editing) editing.show(field, text, hideAfterMs);
      else rows[field]?.reveal(text, hideAfterMs);
    },
    openEdit(edit) {
      hide();
      rows = [];
      say(title, 'Secret value');
      editing = createEditSection(edit, send);
      body.replaceChildren(editing.root);
      say(said, '');
      editing.focus();
      editing.holdStill(isSaving);
    },
    setSaving(next) {
      isSaving = next;
      editing?.holdStill(isSaving);
    },
    closeEdit({ saved, isFirst = false }) {
      editing = undefined;
      forget();
      if (saved) say(said, isFirst ? 'Saved.' : 'Saved. The value before it stays as AWSPREVIOUS.');
      retrieve.focus();
    },
    edit: () => editing,
    focus() {
      title.scrollIntoView({ block: 'nearest' });
      if (editing) editing.focus();
      else (rows[0] ?? retrieve).focus();
    },
    setNote(note) {
      if (editing) editing.setNote(note);
    },
    sayCopied(field, clearAfterMs) {
      rows[field]?.markCopied(clearAfterMs);
      say(said, `Copied. The clipboard is cleared in ${Math.round(clearAfterMs / 1_000)} s.`);
      window.clearTimeout(clearing);
      clearing = window.setTimeout(() => say(said, ''), clearAfterMs);
    },
    hide,
    forget,
  };
}
