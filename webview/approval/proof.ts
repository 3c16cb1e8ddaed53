import type { CardView, TypedValue } from '../../src/core/protocol.ts';
import { textField } from '../controls.ts';
import { element } from '../element.ts';
import { createValueEditor } from '../valueEditor.ts';

/** What a card asks of the person beyond a click: the secret's name typed out, or the value itself. */
export interface Proof {
  readonly parts: readonly HTMLElement[];
  /** What is still to be done; undefined when nothing is. */
  readonly missing: () => string | undefined;
  readonly given: () => { readonly typed?: string; readonly value?: TypedValue };
  readonly onEnter: (listener: () => void) => void;
  readonly clear: () => void;
}

export function createProof(card: CardView, onChange: () => void): Proof {
  const { typeToConfirm, wantsValue, valueKey } = card;
  const name = typeToConfirm === undefined ? undefined : textField({ label: `Type ${typeToConfirm} to confirm`, onInput: onChange });
  if (name) name.id = 'typed-name';
  const editor = wantsValue ? createValueEditor({ start: 'text', fixed: valueKey !== undefined, onChange }) : undefined;

  const editorTitle = valueKey === undefined ? 'Value' : `Value of ${valueKey}`;
  return {
    parts: [
      ...(editor ? [element('section', { label: editorTitle }, element('h2', { text: editorTitle }), editor.root)] : []),
      ...(name ? [element('section', {}, name)] : []),
    ],
    missing() {
      if (editor?.problem() !== undefined) return `${editor.problem() ?? ''} Esc declines.`;
      if (name && name.value !== typeToConfirm) return `“${card.acceptLabel}” works once the name is typed. Esc declines.`;
      return undefined;
    },
    given: () => ({
      ...(name ? { typed: name.value } : {}),
      ...(editor ? { value: editor.value() } : {}),
    }),
    onEnter(listener) {
      name?.addEventListener('keydown', (event) => {
        if (event.key === 'Enter' && !event.isComposing) listener();
      });
    },
    clear: () => editor?.clear(),
  };
}
