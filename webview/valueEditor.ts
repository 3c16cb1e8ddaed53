import type { TypedValue } from '../src/core/protocol.ts';
import { element, say } from './element.ts';
import { createPairRow } from './pairRow.ts';
import { createRowList } from './rowList.ts';
import { createSegments } from './segments.ts';
import { createValueField } from './valueField.ts';

const maxValueBytes = 65_536;
const maxPairs = 500;

export interface ValueEditor {
  readonly root: HTMLElement;
  readonly value: () => TypedValue;
  /** Why the value can't be sent yet; undefined when it can. */
  readonly problem: () => string | undefined;
  /** Puts pairs that were typed elsewhere into its rows. */
  readonly fill: (pairs: readonly { readonly key: string; readonly value: string }[]) => void;
  readonly clear: () => void;
}

interface ValueEditorOptions {
  readonly start: TypedValue['kind'];
  /** The form of the value is given, and no choice. */
  readonly fixed?: boolean;
  readonly generate?: () => string;
  readonly onChange: () => void;
}

/** Where a value is typed: masked, as key/value pairs or as one text. It lives in the fields and nowhere else. */
export function createValueEditor({ start, fixed = false, generate, onChange }: ValueEditorOptions): ValueEditor {
  let kind = start;
  const counter = element('p', { class: 'hint counter' });
  const warning = element('p', { class: 'problem', live: 'polite', hidden: true });

  const plain = createValueField({ label: 'Value', rows: 4, generate, onInput: changed });
  const pairs = createRowList({
    create: () => createPairRow(generate, changed),
    addLabel: 'Add key',
    removeLabel: (name) => (name === '' ? 'Remove this key' : `Remove ${name}`),
    start: 1,
    max: maxPairs,
    onChange: changed,
  });
  const plainPart = element('div', {}, plain.root);
  const pairsPart = element(
    'div',
    {},
    element('div', { class: 'pair-heads' }, element('span', { text: 'Key' }), element('span', { text: 'Value' })),
    pairs.root,
  );
  const segments = createSegments({
    label: 'Form of the value',
    choices: [
      { id: 'pairs', label: 'Key/value' },
      { id: 'text', label: 'Plain text' },
    ],
    chosen: kind,
    onChoose(id) {
      kind = id;
      changed();
    },
  });

  const filled = () => pairs.rows().map(({ key, field }) => ({ key: key.value, value: field.value() }));

  function value(): TypedValue {
    return kind === 'text' ? { kind, text: plain.value() } : { kind, pairs: filled() };
  }

  function changed(): void {
    show();
    onChange();
  }

  function show(): void {
    plainPart.hidden = kind !== 'text';
    pairsPart.hidden = kind !== 'pairs';
    const bytes = byteLength(value());
    say(counter, `${bytes.toLocaleString('en')} of ${maxValueBytes.toLocaleString('en')} bytes`);
    counter.classList.toggle('over', bytes > maxValueBytes);
    // An empty key is not said while typing: it is where everyone begins.
    say(warning, overlong(bytes) ?? repeatedKey(value()) ?? '');
  }

  show();
  return {
    root: element(
      'div',
      { class: 'stack value-editor' },
      ...(fixed ? [] : [segments]),
      pairsPart,
      plainPart,
      element('div', { class: 'under' }, warning, counter),
    ),
    value,
    problem: () => missing(value()) ?? overlong(byteLength(value())) ?? repeatedKey(value()),
    fill(given) {
      given.forEach(({ key, value: text }, place) => {
        const row = pairs.rows()[place] ?? pairs.append();
        row.key.value = key;
        row.field.fill(text);
      });
      pairs.rename();
      show();
    },
    clear() {
      plain.clear();
      pairs.reset();
      changed();
    },
  };
}

/** What the service would count: the UTF-8 bytes of the text, or of the pairs as a JSON object. */
function byteLength(value: TypedValue): number {
  if (value.kind === 'text') return new TextEncoder().encode(value.text).length;
  if (value.pairs.every(({ key, value: text }) => key === '' && text === '')) return 0;
  const object = Object.fromEntries(value.pairs.map((pair) => [pair.key, pair.value]));
  return new TextEncoder().encode(JSON.stringify(object)).length;
}

function missing(value: TypedValue): string | undefined {
  if (value.kind === 'text') return value.text === '' ? 'Give the value.' : undefined;
  return value.pairs.some(({ key }) => key === '') ? 'Give every key a name.' : undefined;
}

function overlong(bytes: number): string | undefined {
  return bytes > maxValueBytes ? 'Secrets Manager takes at most 65,536 bytes.' : undefined;
}

function repeatedKey(value: TypedValue): string | undefined {
  if (value.kind === 'text') return undefined;
  const keys = value.pairs.map(({ key }) => key).filter((key) => key !== '');
  const repeated = keys.find((key, index) => keys.indexOf(key) !== index);
  return repeated === undefined ? undefined : `Two keys are called ${repeated}.`;
}
