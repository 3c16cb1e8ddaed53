import type { EditNote, EditView, FieldView, FromSecretPage } from '../../src/core/protocol.ts';
import { button } from '../controls.ts';
import { element, say } from '../element.ts';
import { createEditSection, type EditSection } from './editSection.ts';
import { createValueRow, type ValueRow } from './valueRow.ts';

export interface ValueSection {
  readonly root: HTMLElement;
  readonly setReadable: (readable: boolean) => void;
  readonly showFields: (fields: readonly FieldView[], encoding: 'text' | 'binary') => void;
  readonly reveal: (field: number, text: string, hideAfterMs: number) => void;
  readonly openEdit: (edit: EditView) => void;
  readonly closeEdit: (saved: boolean) => void;
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
  let clearing: number | undefined;
  const retrieve = button({ label: 'Retrieve secret value', icon: 'eye', kind: 'primary', onClick: () => send({ type: 'retrieve' }) });
  const explained = element('p', { class: 'hint', text: 'The value stays in AWS until you retrieve it, and hidden until you reveal it.' });
  const closed = element('div', { class: 'closed' }, explained, retrieve);
  const body = element('div', { class: 'fields' });
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
    body.replaceChildren(closed);
    say(said, '');
  }

  forget();
  return {
    root: element('section', { class: 'value-section', label: 'Secret value' }, element('h2', { text: 'Secret value' }), body, said),
    setReadable(readable) {
      retrieve.disabled = !readable;
      if (!readable) forget();
    },
    showFields(fields, encoding) {
      hide();
      const wasFocused = document.activeElement === retrieve;
      rows = fields.map((field, index) => createValueRow({ field, index, encoding, send }));
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
      if (encoding === 'text') {
        body.append(
          element('div', { class: 'value-actions' }, button({ label: 'Edit', icon: 'edit', onClick: () => send({ type: 'edit' }) })),
        );
      }
      if (wasFocused) rows[0]?.focus();
      say(said, encoding === 'binary' ? "A binary value, shown as base64. It can't be edited here." : '');
    },
    reveal(field, text, hideAfterMs) {
      if (editing) editing.show(field, text, hideAfterMs);
      else rows[field]?.reveal(text, hideAfterMs);
    },
    openEdit(edit) {
      hide();
      rows = [];
      editing = createEditSection(edit, send);
      body.replaceChildren(editing.root);
      say(said, '');
      editing.focus();
    },
    closeEdit(saved) {
      editing = undefined;
      forget();
      if (saved) say(said, 'Saved. The value before it stays as AWSPREVIOUS.');
      retrieve.focus();
    },
    edit: () => editing,
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
