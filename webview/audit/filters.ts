import type { AuditFilter, AuditKind, AuditView } from '../../src/core/auditProtocol.ts';
import { dropdown, setOptions, textField, type Dropdown } from '../controls.ts';
import { element } from '../element.ts';
import { createSegments } from '../segments.ts';

export interface Filters {
  readonly root: HTMLElement;
  /** Offers what the log holds. What is chosen stays. */
  readonly offer: (choices: AuditView['choices']) => void;
}

const kinds: readonly { readonly id: AuditKind; readonly label: string }[] = [
  { id: 'all', label: 'All' },
  { id: 'change', label: 'Changes' },
  { id: 'reveal', label: 'Reveals' },
  { id: 'use', label: 'Uses' },
];
const chosenBy = [
  ['operation', 'Operation'],
  ['caller', 'Caller'],
  ['account', 'Account'],
  ['result', 'Result'],
] as const;
type Chosen = (typeof chosenBy)[number][0];

/** What narrows the list. `change` is called with the whole filter at every change. */
export function createFilters(given: AuditFilter, change: (filter: AuditFilter) => void): Filters {
  let filter = given;
  const set = (more: Partial<AuditFilter>): void => {
    filter = { ...filter, ...more };
    change(filter);
  };
  const lists = chosenBy.map(([name, label]) => choice(name, label, (text) => set({ [name]: text })));
  const secret = textField({
    label: 'Secret',
    placeholder: 'Part of a name',
    maxLength: 2_048,
    onInput: () => set({ secret: secret.value }),
  });
  secret.value = given.secret;

  return {
    root: element(
      'section',
      { class: 'audit-filters', label: 'Filter' },
      createSegments({ label: 'Kind of call', choices: kinds, chosen: given.kind, onChoose: (kind) => set({ kind }) }),
      element(
        'div',
        { class: 'audit-fields' },
        secret,
        ...lists.map(({ root }) => root),
        day('From (UTC)', given.from, (from) => set({ from })),
        day('To (UTC)', given.to, (to) => set({ to })),
      ),
    ),
    offer: (choices) => lists.forEach(({ name, offer }) => offer(choices[name], filter[name])),
  };
}

interface Choice {
  readonly name: Chosen;
  readonly root: HTMLElement;
  readonly offer: (texts: readonly string[], chosen: string) => void;
}

function choice(name: Chosen, label: string, onChoose: (text: string) => void): Choice {
  let offered: readonly string[] = [];
  // By its place: what is drawn may be written otherwise than what the log holds.
  const list: Dropdown = dropdown({
    label,
    options: ['All'],
    chosen: 'All',
    onChange: () => onChoose(offered[list.selectedIndex - 1] ?? ''),
  });
  return {
    name,
    root: element('div', { class: 'field' }, element('div', { class: 'field-label', text: label }), list),
    offer(texts, chosen) {
      if (texts.length === offered.length && texts.every((text, index) => text === offered[index])) return;
      offered = texts;
      // One that is called the same as the first choice would be chosen beside it.
      setOptions(list, ['All', ...texts], texts.includes(chosen) ? chosen : 'All');
    },
  };
}

function day(label: string, value: string, onChange: (day: string) => void): HTMLElement {
  const input = element('input', { class: 'day' });
  input.type = 'date';
  input.value = value;
  input.addEventListener('change', () => onChange(input.value));
  return element('label', { class: 'field' }, element('span', { class: 'field-label', text: label }), input);
}
