import type { FieldView, FromSecretPage } from '../../src/core/secretProtocol.ts';
import { iconButton, relabel } from '../controls.ts';
import { element } from '../element.ts';

// As long for every value, so that it says nothing about one.
const mask = '••••••••••••';

export interface ValueRow {
  readonly root: HTMLElement;
  readonly reveal: (text: string, hideAfterMs: number) => void;
  /** Takes the text off the page; true when it was there. */
  readonly hide: () => boolean;
  readonly focus: () => void;
  readonly markCopied: (forMs: number) => void;
}

interface ValueRowOptions {
  readonly field: FieldView;
  readonly index: number;
  readonly encoding: 'text' | 'binary';
  /** What a binary value looks like. */
  readonly kind: string | undefined;
  readonly send: (message: FromSecretPage) => void;
}

export function createValueRow({ field, index, encoding, kind, send }: ValueRowOptions): ValueRow {
  let revealed = false;
  let hiding: number | undefined;
  let copied: number | undefined;
  const name = field.key ?? (encoding === 'binary' ? 'Binary value' : 'Plain text');
  const text = element('div', { class: 'value-text' });
  const bytes = `${field.bytes.toLocaleString('en')} ${field.bytes === 1 ? 'byte' : 'bytes'}`;
  const size = element('span', { class: 'size', text: kind === undefined ? bytes : `${bytes}, ${kind}` });
  const eye = iconButton({ label: `Reveal ${name}`, icon: 'eye', onClick: toggle });
  const copy = iconButton({ label: `Copy ${name}`, icon: 'copy', onClick: () => send({ type: 'copyValue', field: index }) });

  function toggle(): void {
    if (!revealed) return send({ type: 'reveal', field: index });
    hide();
    send({ type: 'hidden' });
  }

  function hide(): boolean {
    const was = revealed;
    window.clearTimeout(hiding);
    revealed = false;
    text.textContent = mask;
    text.classList.add('masked');
    text.setAttribute('aria-label', 'Hidden');
    relabel(eye, `Reveal ${name}`, 'eye');
    return was;
  }

  hide();
  return {
    root: element(
      'tr',
      {},
      element('th', { class: field.key === undefined ? 'key whole' : 'key', text: name }),
      element('td', {}, text, size),
      element('td', { class: 'row-actions' }, eye, copy),
    ),
    reveal(value, hideAfterMs) {
      hide();
      revealed = true;
      // The value, on the screen: as text of this one element, exactly as it is stored.
      text.textContent = value;
      text.classList.remove('masked');
      text.removeAttribute('aria-label');
      relabel(eye, `Hide ${name}`, 'eye-closed');
      hiding = window.setTimeout(() => {
        hide();
        send({ type: 'hidden' });
      }, hideAfterMs);
    },
    hide,
    focus: () => eye.focus(),
    markCopied(forMs) {
      relabel(copy, `Copied ${name}`, 'check');
      window.clearTimeout(copied);
      copied = window.setTimeout(() => relabel(copy, `Copy ${name}`, 'copy'), Math.min(forMs, 3_000));
    },
  };
}
