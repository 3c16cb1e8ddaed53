import type { FieldView, FromSecretPage } from '../../src/core/protocol.ts';
import { button } from '../controls.ts';
import { element, say } from '../element.ts';
import { createValueRow, type ValueRow } from './valueRow.ts';

export interface ValueSection {
  readonly root: HTMLElement;
  readonly setReadable: (readable: boolean) => void;
  readonly showFields: (fields: readonly FieldView[], encoding: 'text' | 'binary') => void;
  readonly reveal: (field: number, text: string, hideAfterMs: number) => void;
  readonly sayCopied: (field: number, clearAfterMs: number) => void;
  /** Takes every revealed text off the page; true when there was one. */
  readonly hide: () => boolean;
  readonly forget: () => void;
}

/** The value: nothing until it is asked for, then one masked row a field. */
export function createValueSection(send: (message: FromSecretPage) => void): ValueSection {
  let rows: readonly ValueRow[] = [];
  let clearing: number | undefined;
  const retrieve = button({ label: 'Retrieve secret value', icon: 'eye', kind: 'primary', onClick: () => send({ type: 'retrieve' }) });
  const explained = element('p', { class: 'hint', text: 'The value stays in AWS until you retrieve it, and hidden until you reveal it.' });
  const closed = element('div', { class: 'closed' }, explained, retrieve);
  const body = element('div', { class: 'fields' });
  const said = element('p', { class: 'hint', live: 'polite', hidden: true });

  function hide(): boolean {
    // Every row, whatever the first one says.
    return rows.map((row) => row.hide()).some((was) => was);
  }

  function forget(): void {
    hide();
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
      if (wasFocused) rows[0]?.focus();
      say(said, encoding === 'binary' ? 'A binary value, shown as base64.' : '');
    },
    reveal: (field, text, hideAfterMs) => rows[field]?.reveal(text, hideAfterMs),
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
