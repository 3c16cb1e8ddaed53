import type { CreateDraft, CreatedValue, CreateFormView, FromCreatePage, HeldView } from '../../src/core/protocol.ts';
import { button, dropdown } from '../controls.ts';
import { element, icon, say } from '../element.ts';
import { createGeneratorRule } from '../generatorRule.ts';
import { createValuePart, type Template, type ValuePart } from './valuePart.ts';

export interface ValueSection {
  readonly root: HTMLElement;
  readonly template: () => string;
  readonly value: () => CreatedValue;
  readonly problem: () => string | undefined;
  /** What is typed and no secret. */
  readonly openFields: () => CreateDraft['fields'];
  /** A secret was typed, or a key for one: what is lost with the page. */
  readonly hasSecrets: () => boolean;
  /** Something was typed, loaded or generated. */
  readonly isGiven: () => boolean;
  readonly showHeld: (field: string, held: HeldView | undefined) => void;
}

/** The type of the secret, and the fields that this type has. */
export function createValueSection(view: CreateFormView, send: (message: FromCreatePage) => void, onChange: () => void): ValueSection {
  const { templates, draft } = view;
  const labels = templates.map(({ label }) => label);
  const byLabel = (label: string): Template | undefined => templates.find((each) => each.label === label);
  let template = templates.find(({ id }) => id === draft?.template) ?? templates[0];
  if (!template) throw new Error('There is no type to choose.');
  const generator = createGeneratorRule();
  const type = dropdown({ label: 'Type', options: labels, chosen: template.label, onChange: choose });
  const about = element('p', { class: 'hint' });
  const question = element('div');
  const place = element('div');
  let part = build(template);
  part.fill((draft?.fields ?? []).map(({ key, text }) => ({ key, value: text })));
  for (const { field, held } of view.held) part.showHeld(field, held);

  function build(now: Template): ValuePart {
    const made = createValuePart({ template: now, generate: generator.draw, send, onChange: () => onChange() });
    place.replaceChildren(made.root);
    const fixed = Object.entries(now.fixed ?? {}).map(([key, value]) => ` Stored with ${key} ${value}.`);
    say(about, `${now.about}${fixed.join('')}`);
    generator.root.hidden = now.form === 'file' || (now.form === 'fields' && !now.fields.some(({ kind }) => kind === 'secret'));
    return made;
  }

  function choose(): void {
    const chosen = byLabel(type.value);
    question.replaceChildren();
    if (!chosen || chosen === template) return;
    const lost = lostBy(chosen);
    if (lost.length === 0) return change(chosen);
    if (template) type.value = template.label;
    const keep = button({
      label: 'Keep it',
      onClick() {
        question.replaceChildren();
        type.focus();
      },
    });
    const text = `${chosen.label} has no place for what you gave for ${lost.join(', ')}. Drop it?`;
    question.replaceChildren(
      element(
        'div',
        { class: 'banner warning', role: 'alert' },
        icon('warning'),
        element('p', { text }),
        keep,
        button({
          label: `Drop it and change to ${chosen.label}`,
          onClick() {
            question.replaceChildren();
            type.value = chosen.label;
            change(chosen);
            type.focus();
          },
        }),
      ),
    );
    keep.focus();
  }

  /** What another type has no field for, by the labels of the fields. */
  function lostBy(chosen: Template): readonly string[] {
    const takes = (key: string): boolean =>
      key !== '' && (chosen.form === 'pairs' || (chosen.form === 'fields' && chosen.fields.some((field) => field.key === key)));
    const typed = part.typed().filter(({ key }) => !takes(key));
    return [...typed.map(({ key }) => key), ...part.heldFields()].map(
      (key) => template?.fields.find((field) => field.key === key)?.label ?? (key === '' ? 'the value' : key),
    );
  }

  function change(chosen: Template): void {
    const kept = part.typed();
    for (const field of part.heldFields()) send({ type: 'dropHeld', field });
    template = chosen;
    part = build(chosen);
    part.fill(kept.filter(({ key }) => part.takes(key)));
    onChange();
  }

  return {
    root: element(
      'section',
      { label: 'Value' },
      element('h2', { text: 'Value' }),
      element(
        'div',
        { class: 'stack' },
        element('div', { class: 'field' }, element('span', { class: 'field-label', text: 'Type' }), type, about),
        question,
        place,
        generator.root,
      ),
    ),
    template: () => template?.id ?? '',
    value: () => part.value(),
    problem: () => part.problem(),
    openFields: () => part.typed().flatMap(({ key, value, isSecret }) => (isSecret ? [] : [{ key, text: value }])),
    hasSecrets: () => part.typed().some(({ isSecret }) => isSecret) || hasKey(part.value()),
    isGiven: () => part.typed().length > 0 || part.heldFields().length > 0 || hasKey(part.value()),
    showHeld: (field, held) => part.showHeld(field, held),
  };
}

function hasKey(value: CreatedValue): boolean {
  return value.kind === 'pairs' && value.pairs.some(({ key }) => key !== '');
}
