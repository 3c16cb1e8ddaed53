import { element } from './element.ts';

interface SegmentsOptions<Id extends string> {
  readonly label: string;
  readonly choices: readonly { readonly id: Id; readonly label: string }[];
  readonly chosen: Id;
  readonly onChoose: (id: Id) => void;
}

let groups = 0;

/** A choice between a few forms of the same thing: native radio buttons, drawn as one bar. */
export function createSegments<Id extends string>({ label, choices, chosen, onChoose }: SegmentsOptions<Id>): HTMLElement {
  groups += 1;
  const name = `segments-${groups}`;
  return element(
    'div',
    { class: 'segments', role: 'radiogroup', label },
    ...choices.map((choice) => {
      const input = element('input');
      input.type = 'radio';
      input.name = name;
      input.checked = choice.id === chosen;
      input.addEventListener('change', () => onChoose(choice.id));
      return element('label', {}, input, element('span', { text: choice.label }));
    }),
  );
}
