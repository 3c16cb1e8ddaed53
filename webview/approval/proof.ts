import type { CardView, FromApprovalPage, TypedValue } from '../../src/core/protocol.ts';
import { textField } from '../controls.ts';
import { element } from '../element.ts';
import { createSegments } from '../segments.ts';
import { createValueEditor } from '../valueEditor.ts';

type GrantTerm = NonNullable<Extract<FromApprovalPage, { type: 'accept' }>['grant']>;

const terms: readonly { readonly id: GrantTerm; readonly label: string }[] = [
  { id: 'once', label: 'Once' },
  { id: '15 minutes', label: '15 minutes' },
  { id: '60 minutes', label: '60 minutes' },
  { id: 'session', label: 'Until the window closes' },
];

/** What a card asks of the person beyond a click: the secret's name typed out, the value itself, or for how long. */
export interface Proof {
  readonly parts: readonly HTMLElement[];
  /** For how long a yes holds. Stands before what may be long, where it is seen without scrolling. */
  readonly term: HTMLElement | undefined;
  /** What is still to be done; undefined when nothing is. */
  readonly missing: () => string | undefined;
  readonly given: () => { readonly typed?: string; readonly value?: TypedValue; readonly grant?: GrantTerm };
  readonly onEnter: (listener: () => void) => void;
  readonly clear: () => void;
}

export function createProof(card: CardView, onChange: () => void): Proof {
  const { typeToConfirm, wantsValue, valueKey, isGrantable } = card;
  let grant: GrantTerm = 'once';
  const name = typeToConfirm === undefined ? undefined : textField({ label: `Type ${typeToConfirm} to confirm`, onInput: onChange });
  if (name) name.id = 'typed-name';
  const editor = wantsValue ? createValueEditor({ start: 'text', fixed: valueKey !== undefined, onChange }) : undefined;

  const editorTitle = valueKey === undefined ? 'Value' : `Value of ${valueKey}`;
  return {
    parts: [
      ...(editor ? [element('section', { label: editorTitle }, element('h2', { text: editorTitle }), editor.root)] : []),
      ...(name ? [element('section', {}, name)] : []),
    ],
    term: isGrantable ? terming(card.askerKind === 'agent' ? 'this client' : 'you', (term) => (grant = term)) : undefined,
    missing() {
      if (editor?.problem() !== undefined) return `${editor.problem() ?? ''} Esc declines.`;
      if (name && name.value !== typeToConfirm) return `“${card.acceptLabel}” works once the name is typed. Esc declines.`;
      return undefined;
    },
    given: () => ({
      ...(name ? { typed: name.value } : {}),
      ...(editor ? { value: editor.value() } : {}),
      ...(isGrantable ? { grant } : {}),
    }),
    onEnter(listener) {
      name?.addEventListener('keydown', (event) => {
        if (event.key === 'Enter' && !event.isComposing) listener();
      });
    },
    clear: () => editor?.clear(),
  };
}

/** The shortest is chosen until the person chooses another. */
function terming(who: string, onChoose: (term: GrantTerm) => void): HTMLElement {
  return element(
    'section',
    { class: 'grant' },
    element('h2', { text: 'Allow this for' }),
    createSegments({ label: 'Allow this for', choices: terms, chosen: 'once', onChoose }),
    element('p', {
      class: 'hint',
      text: `Longer than once, it holds for these secrets, this destination and ${who} alone. Take it back under Permissions in the Custody view.`,
    }),
  );
}
