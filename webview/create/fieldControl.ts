import type { FromCreatePage, HeldView } from '../../src/core/protocol.ts';
import { button, dropdown, setOptions, textField } from '../controls.ts';
import { element, say } from '../element.ts';
import { createValueField } from '../valueField.ts';
import { createHeldBox } from './heldBox.ts';
import type { Template } from './valuePart.ts';

type TemplateField = Template['fields'][number];

export interface FieldControl {
  readonly field: TemplateField;
  readonly root: HTMLElement;
  readonly text: () => string;
  readonly fill: (text: string) => void;
  /** Why it can't be sent yet; undefined when it can. */
  readonly problem: () => string | undefined;
  readonly held: () => HeldView | undefined;
  readonly showHeld: (held: HeldView | undefined) => void;
}

interface FieldControlOptions {
  readonly field: TemplateField;
  readonly canGenerateKey: boolean;
  readonly generate: () => string;
  readonly send: (message: FromCreatePage) => void;
  readonly onChange: () => void;
}

type Algorithm = Extract<FromCreatePage, { type: 'generateKeyPair' }>['algorithm'];
const algorithms: Readonly<Record<string, Algorithm>> = { Ed25519: 'ed25519', 'RSA 3072': 'rsa-3072', 'RSA 4096': 'rsa-4096' };

/** One field of a template, as its kind wants it. */
export function createFieldControl(options: FieldControlOptions): FieldControl {
  const { kind, start = '' } = options.field;
  const control =
    kind === 'secret'
      ? secretControl(options)
      : kind.startsWith('long')
        ? longControl(options)
        : kind === 'boolean'
          ? choice(options)
          : line(options);
  control.fill(start);
  return control;
}

const shownLabel = ({ label, required, folded }: TemplateField): string => (required || folded ? label : `${label} (optional)`);
const unheld = { held: () => undefined, showHeld: () => undefined } as const;
const missing = ({ label, required }: TemplateField, text: string): string | undefined =>
  required && text === '' ? `Fill in ${label}.` : undefined;

function line({ field, onChange }: FieldControlOptions): FieldControl {
  const input = textField({
    label: shownLabel(field),
    ...(field.placeholder === undefined ? {} : { placeholder: field.placeholder }),
    maxLength: 4_096,
    onInput: changed,
  });
  const warning = element('p', { class: 'problem', live: 'polite', hidden: true });
  const fault = (): string | undefined =>
    field.kind !== 'number' ||
    input.value === '' ||
    (/^\d{1,5}$/.test(input.value) && Number(input.value) >= 1 && Number(input.value) <= 65_535)
      ? undefined
      : `${field.label} takes a whole number from 1 to 65,535.`;
  function changed(): void {
    input.classList.toggle('invalid', fault() !== undefined);
    say(warning, fault() ?? '');
    onChange();
  }
  return {
    field,
    root: element('div', { class: 'field' }, input, warning),
    text: () => input.value,
    fill: (text) => void (input.value = text),
    problem: () => missing(field, input.value) ?? fault(),
    ...unheld,
  };
}

function choice({ field, onChange }: FieldControlOptions): FieldControl {
  const input = dropdown({ label: field.label, options: ['true', 'false'], chosen: 'true', onChange });
  return {
    field,
    root: element('div', { class: 'field' }, element('span', { class: 'field-label', text: field.label }), input),
    text: () => input.value,
    fill: (text) => setOptions(input, ['true', 'false'], text),
    problem: () => undefined,
    ...unheld,
  };
}

function secretControl({ field, generate, onChange }: FieldControlOptions): FieldControl {
  const input = createValueField({ label: field.label, rows: 1, generate, onInput: onChange, of: field.label });
  return {
    field,
    root: element('div', { class: 'field wide' }, element('span', { class: 'field-label', text: shownLabel(field) }), input.root),
    text: input.value,
    fill: input.fill,
    problem: () => missing(field, input.value()),
    ...unheld,
  };
}

/** A key or a certificate: pasted, loaded from a file, or, for an SSH key, generated where the page never sees it. */
function longControl({ field, canGenerateKey, send, onChange }: FieldControlOptions): FieldControl {
  const isSecret = field.kind === 'longSecret';
  const area = element('textarea', { class: isSecret ? 'value-input masked' : 'value-input', label: field.label });
  area.rows = 4;
  area.spellcheck = false;
  area.autocomplete = 'off';
  area.placeholder = 'Paste it here';
  area.addEventListener('input', onChange);
  const box = createHeldBox({ field: field.key, label: field.label, pick: 'Load from file…', send });
  const algorithm = dropdown({ label: 'Kind of key', options: Object.keys(algorithms), chosen: 'Ed25519' });
  const make = button({
    label: 'Generate key pair',
    icon: 'key',
    onClick: () => send({ type: 'generateKeyPair', field: field.key, algorithm: algorithms[algorithm.value] ?? 'ed25519' }),
  });
  const making = element('div', { class: 'making', hidden: !canGenerateKey }, make, algorithm);
  const typing = element('div', { class: 'value-field' }, area);
  const tools = element('div', { class: 'long-tools' }, making, box.root);
  return {
    field,
    root: element('div', { class: 'field wide stack' }, element('span', { class: 'field-label', text: shownLabel(field) }), typing, tools),
    text: () => area.value,
    fill: (text) => void (area.value = text),
    problem: () => (box.held() ? undefined : missing(field, area.value)),
    held: box.held,
    showHeld(held) {
      // What was pasted would only be left behind: the file or the key takes its place.
      if (held) area.value = '';
      typing.hidden = held !== undefined;
      making.hidden = held !== undefined || !canGenerateKey;
      box.show(held);
      onChange();
    },
  };
}
