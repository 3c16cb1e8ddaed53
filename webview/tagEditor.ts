import { textField } from './controls.ts';
import { createRowList } from './rowList.ts';

interface TypedTag {
  readonly key: string;
  readonly value: string;
}

export interface TagEditor {
  readonly root: HTMLElement;
  readonly value: () => TypedTag[];
  readonly problem: () => string | undefined;
}

export function createTagEditor(onChange: () => void, start: readonly TypedTag[] = []): TagEditor {
  const list = createRowList({
    addLabel: 'Add tag',
    removeLabel: (name) => (name === '' ? 'Remove this tag' : `Remove tag ${name}`),
    start: 0,
    max: 50,
    onChange,
    create() {
      const key = textField({ label: 'Tag key', bare: true, placeholder: 'Key', maxLength: 128, onInput: onChange });
      const value = textField({ label: 'Tag value', bare: true, placeholder: 'Value', maxLength: 256, onInput: onChange });
      const root = document.createElement('div');
      root.className = 'pair';
      root.append(key, value);
      return { root, key, value, focus: () => key.focus(), name: () => key.value };
    },
  });
  for (const tag of start) {
    const row = list.append();
    row.key.value = tag.key;
    row.value.value = tag.value;
  }
  list.rename();
  const value = () => list.rows().map((row) => ({ key: row.key.value, value: row.value.value }));

  return {
    root: list.root,
    value,
    problem() {
      const keys = value().map(({ key }) => key);
      if (keys.includes('')) return 'Give every tag a key.';
      if (keys.some((key) => key.toLowerCase().startsWith('aws:'))) return 'A tag key may not begin with aws:, which AWS keeps for itself.';
      const repeated = keys.find((key, index) => keys.indexOf(key) !== index);
      return repeated === undefined ? undefined : `Two tags are called ${repeated}.`;
    },
  };
}
