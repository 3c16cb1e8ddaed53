import { textField } from '../controls.ts';
import { element, say } from '../element.ts';

const maxLength = 512;

export interface NameField {
  readonly root: HTMLElement;
  readonly value: () => string;
  readonly problem: () => string | undefined;
  /** Something else stands there than the prefix it began with. */
  readonly isTyped: () => boolean;
  readonly focus: () => void;
}

/** The name, checked against what AWS allows while it is typed. */
export function createNameField(prefix: string, onChange: () => void, start = prefix): NameField {
  const rule = element('p', { class: 'hint', text: 'Letters, digits and / _ + = . @ -, with / for folders' });
  const warning = element('p', { class: 'problem', live: 'polite', hidden: true });
  const field = textField({ label: 'Name', placeholder: 'prod/api/database', onInput: changed });
  field.value = start;

  function changed(): void {
    const fault = faultOf(field.value);
    const hint =
      fault === undefined && /-[A-Za-z0-9]{6}$/.test(field.value)
        ? 'It ends like the random suffix of an ARN, which can confuse look-ups. It is allowed.'
        : '';
    field.classList.toggle('invalid', fault !== undefined);
    warning.classList.toggle('mild', fault === undefined);
    say(warning, fault ?? hint);
    rule.hidden = (fault ?? hint) !== '';
    onChange();
  }

  return {
    root: element('div', { class: 'field' }, field, rule, warning),
    value: () => field.value,
    problem: () =>
      field.value === '' || (field.value === prefix && prefix.endsWith('/')) ? 'Give the secret a name.' : faultOf(field.value),
    isTyped: () => field.value !== prefix,
    focus: () => field.focus(),
  };
}

function faultOf(name: string): string | undefined {
  const refused = [...new Set(name.match(/[^A-Za-z0-9/_+=.@-]/gu))].slice(0, 5);
  if (refused.length > 0)
    return `Not allowed in a name: ${refused.map((character) => (character === ' ' ? 'space' : character)).join(' ')}`;
  return name.length > maxLength ? `${name.length} characters; at most ${maxLength} are allowed.` : undefined;
}
