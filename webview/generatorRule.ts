import { element } from './element.ts';
import { randomValue, usualRule } from './randomValue.ts';

export interface GeneratorRule {
  readonly root: HTMLElement;
  /** A new value by the rule as it stands. */
  readonly draw: () => string;
}

/** How long generated values are and what they are made of; letters and digits always. */
export function createGeneratorRule(): GeneratorRule {
  const length = element('input', { class: 'number' });
  length.type = 'number';
  length.min = '8';
  length.max = '4096';
  length.value = String(usualRule.length);
  const symbols = checkbox(usualRule.symbols);
  const safe = checkbox(usualRule.safe);
  const distinct = checkbox(usualRule.distinct);
  symbols.addEventListener('change', () => {
    safe.disabled = !symbols.checked;
  });
  return {
    root: element(
      'div',
      { class: 'generator', role: 'group', label: 'Generated values' },
      element('span', { class: 'hint', text: 'Generated values:' }),
      labelled(length, 'characters'),
      labelled(symbols, 'with symbols'),
      labelled(safe, 'safe in connection strings'),
      labelled(distinct, 'without look-alikes'),
    ),
    draw: () =>
      randomValue({
        length: Math.min(4_096, Math.max(8, Math.round(length.valueAsNumber || usualRule.length))),
        symbols: symbols.checked,
        safe: safe.checked,
        distinct: distinct.checked,
      }),
  };
}

function checkbox(checked: boolean): HTMLInputElement {
  const input = element('input');
  input.type = 'checkbox';
  input.checked = checked;
  return input;
}

function labelled(input: HTMLInputElement, text: string): HTMLElement {
  return element('label', {}, input, element('span', { text }));
}
