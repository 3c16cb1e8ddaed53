import { textField, type TextField } from './controls.ts';
import { element } from './element.ts';
import type { Removable } from './rowList.ts';
import { createValueField, type ValueField } from './valueField.ts';

export interface PairRow extends Removable {
  readonly key: TextField;
  readonly field: ValueField;
}

/** A key and its value, both typed by the person. */
export function createPairRow(generate: (() => string) | undefined, onChange: () => void): PairRow {
  const key = textField({ label: 'Key', bare: true, placeholder: 'Key', maxLength: 1_024, onInput: onChange });
  const field = createValueField({ label: 'Value', rows: 1, generate, onInput: onChange });
  return {
    root: element('div', { class: 'pair' }, key, field.root),
    key,
    field,
    focus: () => key.focus(),
    name: () => key.value,
    onNamed: field.setName,
  };
}
