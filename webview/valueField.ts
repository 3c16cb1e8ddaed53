import { iconButton, relabel } from './controls.ts';
import { element } from './element.ts';
import { shownText } from './shownText.ts';
import { randomValue } from './randomValue.ts';
import { createStrengthMeter } from './strengthMeter.ts';

export interface ValueField {
  readonly root: HTMLElement;
  readonly value: () => string;
  readonly fill: (text: string) => void;
  readonly clear: () => void;
  /** Says in its buttons whose value it is; empty for the only one. */
  readonly setName: (name: string) => void;
}

/**
 * A masked field for a secret value. A plain text area of ours: the toolkit copies what is typed into
 * an attribute, and a password input drops the line breaks of a pasted key.
 */
export function createValueField({
  label,
  rows,
  generate = randomValue,
  onInput,
  of: first = '',
}: {
  readonly label: string;
  readonly rows: number;
  readonly generate?: (() => string) | undefined;
  readonly onInput: () => void;
  /** Whose value its buttons call it, where the label says so already. */
  readonly of?: string;
}): ValueField {
  const area = element('textarea', { class: 'value-input masked', label });
  area.rows = rows;
  area.spellcheck = false;
  area.autocomplete = 'off';
  area.setAttribute('autocapitalize', 'off');
  area.addEventListener('input', changed);

  const meter = createStrengthMeter();
  const said = element('span', { class: 'visually-hidden', live: 'polite' });
  let of = first;
  const wandLabel = (): string => `Generate a random value${of === '' ? '' : ` for ${of}`}`;
  const toggleLabel = (masked: boolean): string => `${masked ? 'Show' : 'Hide'} the value${of === '' ? '' : ` of ${of}`}`;
  const toggle = iconButton({ label: toggleLabel(true), icon: 'eye', onClick: () => mask(!area.classList.contains('masked')) });
  const wand = iconButton({
    label: wandLabel(),
    icon: 'wand',
    onClick() {
      area.value = generate();
      said.textContent = `A random value of ${area.value.length} characters was generated.`;
      changed();
    },
  });

  function changed(): void {
    meter.show(area.value);
    onInput();
  }

  function mask(masked: boolean): void {
    area.classList.toggle('masked', masked);
    relabel(toggle, toggleLabel(masked), masked ? 'eye' : 'eye-closed');
  }

  window.addEventListener('blur', () => mask(true));

  return {
    root: element(
      'div',
      {},
      element('div', { class: 'value-field' }, area, element('div', { class: 'value-tools' }, toggle, wand), said),
      meter.root,
    ),
    value: () => area.value,
    fill(text) {
      area.value = text;
      meter.show(text);
    },
    clear() {
      area.value = '';
      meter.show('');
      mask(true);
    },
    setName(name) {
      of = name;
      area.setAttribute('aria-label', shownText(name === '' ? label : `${label} of ${name}`));
      relabel(wand, wandLabel(), 'wand');
      mask(area.classList.contains('masked'));
    },
  };
}
