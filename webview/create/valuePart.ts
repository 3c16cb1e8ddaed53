import type { CreatedValue, CreateFormView, FromCreatePage, HeldView } from '../../src/core/protocol.ts';
import { createValueEditor } from '../valueEditor.ts';
import { element } from '../element.ts';
import { createFieldsPart } from './fieldsPart.ts';
import { createHeldBox } from './heldBox.ts';

export type Template = CreateFormView['templates'][number];

/** The part of the form where a value of one type is given. */
export interface ValuePart {
  readonly root: HTMLElement;
  readonly value: () => CreatedValue;
  /** Why the value can't be sent yet; undefined when it can. */
  readonly problem: () => string | undefined;
  /** What was typed and is not yet empty, by key; one text is under an empty key. */
  readonly typed: () => readonly { readonly key: string; readonly value: string; readonly isSecret: boolean }[];
  /** What was loaded or generated, by field. */
  readonly heldFields: () => readonly string[];
  readonly takes: (key: string) => boolean;
  readonly fill: (texts: readonly { readonly key: string; readonly value: string }[]) => void;
  readonly showHeld: (field: string, held: HeldView | undefined) => void;
}

export interface ValuePartOptions {
  readonly template: Template;
  readonly generate: () => string;
  readonly send: (message: FromCreatePage) => void;
  readonly onChange: () => void;
}

export function createValuePart(options: ValuePartOptions): ValuePart {
  if (options.template.form === 'fields') return createFieldsPart(options);
  if (options.template.form === 'file') return createFilePart(options);
  return createTypedPart(options);
}

function createTypedPart({ template, generate, onChange }: ValuePartOptions): ValuePart {
  const editor = createValueEditor({ start: template.form === 'text' ? 'text' : 'pairs', fixed: true, generate, onChange });
  const pairs = (): readonly { readonly key: string; readonly value: string }[] => {
    const value = editor.value();
    return value.kind === 'text' ? [{ key: '', value: value.text }] : value.pairs;
  };
  return {
    root: editor.root,
    value: editor.value,
    problem: editor.problem,
    typed: () => pairs().flatMap((pair) => (pair.value === '' ? [] : [{ ...pair, isSecret: true }])),
    heldFields: () => [],
    takes: (key) => template.form === 'pairs' && key !== '',
    fill: editor.fill,
    showHeld: () => undefined,
  };
}

function createFilePart({ send, onChange }: ValuePartOptions): ValuePart {
  const box = createHeldBox({ field: '', label: 'Binary file', pick: 'Choose a file…', send });
  return {
    root: element('div', {}, box.root),
    value: () => ({ kind: 'file' }),
    problem: () => (box.held() ? undefined : 'Choose a file.'),
    typed: () => [],
    heldFields: () => (box.held() ? [''] : []),
    takes: () => false,
    fill: () => undefined,
    showHeld(field, held) {
      if (field !== '') return;
      box.show(held);
      onChange();
    },
  };
}
