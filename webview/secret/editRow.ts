import type { EditDraft, EditRowView, EditView, FromSecretPage } from '../../src/core/secretProtocol.ts';
import { iconButton, relabel, textField } from '../controls.ts';
import { element, say } from '../element.ts';
import { shownText } from '../shownText.ts';
import { createStrengthMeter } from '../strengthMeter.ts';
import { jsonFault } from './jsonFault.ts';

export interface EditRow {
  readonly root: HTMLElement;
  /** The field it was; undefined for a key that was added. */
  readonly from: number | undefined;
  readonly key: () => string;
  readonly isRemoved: () => boolean;
  readonly isTyped: () => boolean;
  /** As the host hears of it; undefined while it is removed. */
  readonly draft: () => EditDraft[number] | undefined;
  readonly problem: () => string | undefined;
  /** A text the host holds arrived, after a click on this row. */
  readonly show: (text: string, hideAfterMs: number) => void;
  readonly hide: () => void;
  /** The place of its text among those the host keeps. */
  readonly typed: () => number | undefined;
  readonly remove: () => void;
  readonly focus: () => void;
}

interface EditRowOptions {
  readonly view: EditRowView;
  readonly original: EditView['original'][number] | undefined;
  readonly shape: EditView['shape'];
  readonly send: (message: FromSecretPage) => void;
  readonly generate: () => string;
  readonly onChange: () => void;
  /** An added row goes at once; one that was there stays and can be kept again. */
  readonly onGone: () => void;
}

/**
 * One field in an edit. Its text is not on the page until it is revealed or typed over; only what was
 * typed stays, masked. A text area of ours, because the toolkit copies what is typed into an attribute.
 */
export function createEditRow({ view, original, shape, send, generate, onChange, onGone }: EditRowOptions): EditRow {
  const { from } = view;
  /** Typed before this page started again; the host has it. */
  let typed = view.typed;
  const isJson = original?.isJson === true;
  const wasThere = from !== undefined || typed !== undefined;
  /** The area holds what counts; else the host does. */
  let ours = !wasThere;
  let shown = false;
  let masked = true;
  let removed = false;
  let hiding: number | undefined;

  const key = textField({ label: 'Key', bare: true, placeholder: 'Key', maxLength: 1_024, onInput: renamed });
  key.value = view.key;
  const area = element('textarea', { class: 'value-input masked' });
  area.rows = shape === 'text' ? 4 : 1;
  area.spellcheck = false;
  area.autocomplete = 'off';
  area.setAttribute('autocapitalize', 'off');
  area.addEventListener('input', () => {
    window.clearTimeout(hiding);
    ours = true;
    refresh();
    onChange();
  });
  const said = element('p', { class: 'hint', live: 'polite', hidden: true });
  const meter = createStrengthMeter();
  const eye = iconButton({ label: 'Reveal', icon: 'eye', onClick: toggle });
  const wand = iconButton({
    label: 'Generate',
    icon: 'wand',
    onClick() {
      window.clearTimeout(hiding);
      area.value = generate();
      ours = true;
      refresh();
      onChange();
    },
  });
  const undo = iconButton({
    label: 'Undo',
    icon: 'discard',
    onClick() {
      ours = false;
      typed = undefined;
      key.value = original?.key ?? '';
      forgetText();
      area.focus();
      onChange();
    },
  });
  const bin = iconButton({ label: 'Remove', icon: 'trash', onClick: () => (removed ? keep() : remove()) });
  const field = element('div', { class: 'value-field' }, area, element('div', { class: 'value-tools' }, eye, wand));
  const root = element(
    'div',
    { class: shape === 'object' ? 'edit-row' : 'edit-row whole-text', role: 'group' },
    shape === 'object' ? key : undefined,
    element('div', { class: 'edit-value' }, field, meter.root, said),
    element('div', { class: 'edit-tools' }, undo, shape === 'object' ? bin : undefined),
  );

  const name = (): string => (shape === 'text' ? 'the value' : key.value === '' ? 'the new key' : key.value);
  // A typed text the host kept is a change too, though it is not on the page.
  const isTyped = (): boolean => ours || typed !== undefined;

  function renamed(): void {
    refresh();
    onChange();
  }

  function toggle(): void {
    if (ours) {
      masked = !masked;
      return refresh();
    }
    if (shown) {
      forgetText();
      return send({ type: 'hidden' });
    }
    if (typed !== undefined) send({ type: 'revealTyped', typed });
    else if (from !== undefined) send({ type: 'reveal', field: from });
  }

  /** Takes what the host also holds off the page. */
  function forgetText(): void {
    window.clearTimeout(hiding);
    shown = false;
    masked = true;
    if (!ours) area.value = '';
    refresh();
  }

  function remove(): void {
    if (!wasThere || from === undefined) return onGone();
    removed = true;
    forgetText();
    onChange();
  }

  function keep(): void {
    removed = false;
    refresh();
    onChange();
  }

  function fault(): string | undefined {
    const found = isJson && ours && !removed ? jsonFault(area.value) : undefined;
    return found && `Not valid JSON: line ${found.line}, column ${found.column}.`;
  }

  function refresh(): void {
    const of = name();
    area.classList.toggle('masked', masked);
    area.setAttribute('aria-label', shape === 'text' ? 'Value' : shownText(`Value of ${of}`));
    area.placeholder = removed ? 'Removed' : ours ? '' : typed === undefined ? 'Unchanged' : 'Changed, hidden';
    area.disabled = removed;
    key.disabled = removed;
    root.setAttribute('aria-label', shownText(of));
    root.classList.toggle('removed', removed);
    relabel(eye, masked ? `Reveal ${of}` : `Hide ${of}`, masked ? 'eye' : 'eye-closed');
    relabel(wand, `Generate a random value for ${of}`, 'wand');
    relabel(undo, `Undo the change of ${original?.key || 'the value'}`, 'discard');
    relabel(bin, removed ? `Keep ${of}` : `Remove ${of}`, removed ? 'redo' : 'trash');
    eye.disabled = removed;
    wand.disabled = removed;
    undo.hidden = from === undefined || removed || !(isTyped() || key.value !== (original?.key ?? ''));
    meter.show(ours && !removed && !isJson ? area.value : '');
    const problem = fault();
    said.classList.toggle('problem', problem !== undefined);
    say(said, problem ?? (isJson && ours ? 'JSON, kept as it is typed.' : ''));
  }

  refresh();
  return {
    root,
    from,
    typed: () => typed,
    key: () => key.value,
    isRemoved: () => removed,
    isTyped,
    draft() {
      if (removed) return undefined;
      const place = from === undefined ? {} : { from };
      if (ours) return { key: key.value, ...place, text: area.value };
      return { key: key.value, ...place, ...(typed === undefined ? {} : { typed }) };
    },
    problem: fault,
    show(text, hideAfterMs) {
      // Whoever typed meanwhile keeps that.
      if (ours || removed) return;
      // The value, on the screen: as the text of this one area, which is no attribute.
      area.value = text;
      shown = true;
      masked = false;
      refresh();
      window.clearTimeout(hiding);
      hiding = window.setTimeout(forgetText, hideAfterMs);
    },
    hide: forgetText,
    remove,
    focus: () => (shape === 'object' ? key : area).focus(),
  };
}
