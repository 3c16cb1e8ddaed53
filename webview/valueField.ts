import { iconButton, relabel } from './controls.ts';
import { element } from './element.ts';
import { randomValue } from './randomValue.ts';

export interface ValueField {
  readonly root: HTMLElement;
  readonly value: () => string;
  readonly clear: () => void;
}

/**
 * A masked field for a secret value. A plain text area of ours: the toolkit copies what is typed into
 * an attribute, and a password input drops the line breaks of a pasted key.
 */
export function createValueField({
  label,
  rows,
  onInput,
}: {
  readonly label: string;
  readonly rows: number;
  readonly onInput: () => void;
}): ValueField {
  const area = element('textarea', { class: 'value-input masked', label });
  area.rows = rows;
  area.spellcheck = false;
  area.autocomplete = 'off';
  area.setAttribute('autocapitalize', 'off');
  area.addEventListener('input', onInput);

  const said = element('span', { class: 'visually-hidden', live: 'polite' });
  const toggle = iconButton({ label: 'Show the value', icon: 'eye', onClick: () => mask(!area.classList.contains('masked')) });
  const generate = iconButton({
    label: 'Generate a random value',
    icon: 'wand',
    onClick() {
      area.value = randomValue();
      said.textContent = 'A random value of 32 characters was generated.';
      onInput();
    },
  });

  function mask(masked: boolean): void {
    area.classList.toggle('masked', masked);
    relabel(toggle, masked ? 'Show the value' : 'Hide the value', masked ? 'eye' : 'eye-closed');
  }

  window.addEventListener('blur', () => mask(true));

  return {
    root: element('div', { class: 'value-field' }, area, element('div', { class: 'value-tools' }, toggle, generate), said),
    value: () => area.value,
    clear() {
      area.value = '';
      mask(true);
    },
  };
}
