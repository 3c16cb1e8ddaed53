import {
  Button,
  Dropdown,
  provideVSCodeDesignSystem,
  TextArea,
  TextField,
  vsCodeButton,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
  vsCodeTextArea,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import { element, icon } from './element.ts';
import { shownText } from './shownText.ts';

// The only file that knows the toolkit. Its fields mirror what is typed into a `current-value`
// attribute, so a secret value never goes into one: valueEditor.ts has a field of its own.
provideVSCodeDesignSystem().register(
  vsCodeButton(),
  vsCodeDropdown(),
  vsCodeOption(),
  vsCodeProgressRing(),
  vsCodeTextArea(),
  vsCodeTextField(),
);

export type { Button, Dropdown, TextArea, TextField };

interface ButtonOptions {
  readonly label: string;
  readonly kind?: 'primary' | 'secondary' | 'danger';
  readonly icon?: string;
  readonly onClick: () => void;
}

export function button({ label, kind = 'secondary', icon: glyph, onClick }: ButtonOptions): Button {
  const created = make('vscode-button', Button);
  created.setAttribute('appearance', kind === 'primary' ? 'primary' : 'secondary');
  if (kind === 'danger') created.classList.add('danger');
  if (glyph !== undefined) {
    const start = icon(glyph);
    start.slot = 'start';
    created.append(start);
  }
  created.append(shownText(label));
  listen(created, onClick);
  return created;
}

/** A button that is only an icon; the label is its tooltip and what a screen reader says. */
export function iconButton({
  label,
  icon: glyph,
  onClick,
}: {
  readonly label: string;
  readonly icon: string;
  readonly onClick: () => void;
}): Button {
  const created = make('vscode-button', Button);
  created.setAttribute('aria-label', shownText(label));
  created.setAttribute('appearance', 'icon');
  created.title = shownText(label);
  created.append(icon(glyph));
  listen(created, onClick);
  return created;
}

/** Changes what an icon button shows and says. */
export function relabel(target: Button, label: string, glyph: string): void {
  target.setAttribute('aria-label', shownText(label));
  target.title = shownText(label);
  target.replaceChildren(icon(glyph));
}

interface FieldOptions {
  readonly label: string;
  /** The label is for screen readers alone: a heading above says it already. */
  readonly bare?: boolean;
  readonly placeholder?: string;
  readonly maxLength?: number;
  readonly onInput?: () => void;
}

export function textField(options: FieldOptions): TextField {
  return prepare(make('vscode-text-field', TextField), options);
}

export function textArea(options: FieldOptions & { readonly rows: number }): TextArea {
  const created = prepare(make('vscode-text-area', TextArea), options);
  created.rows = options.rows;
  return created;
}

interface DropdownOptions {
  readonly label: string;
  readonly options: readonly string[];
  readonly chosen: string;
  readonly onChange?: () => void;
}

export function dropdown({ label, options, chosen, onChange }: DropdownOptions): Dropdown {
  const created = make('vscode-dropdown', Dropdown);
  created.setAttribute('aria-label', label);
  setOptions(created, options, chosen);
  if (onChange) created.addEventListener('change', onChange);
  return created;
}

export function setOptions(target: Dropdown, options: readonly string[], chosen: string): void {
  target.replaceChildren(
    ...options.map((text) => {
      const option = document.createElement('vscode-option');
      option.textContent = shownText(text);
      if (text === chosen) option.setAttribute('selected', '');
      return option;
    }),
  );
}

/** A ring with words beside it, announced when it appears. */
export function busy(doing: string): HTMLElement {
  const ring = document.createElement('vscode-progress-ring');
  ring.setAttribute('aria-hidden', 'true');
  return element('div', { class: 'busy', role: 'status' }, ring, element('span', { text: doing }));
}

function prepare<Field extends TextField | TextArea>(field: Field, { label, bare, placeholder, maxLength, onInput }: FieldOptions): Field {
  field.append(shownText(label));
  if (bare === true) field.classList.add('bare');
  if (placeholder !== undefined) field.placeholder = placeholder;
  if (maxLength !== undefined) field.maxlength = maxLength;
  field.spellcheck = false;
  if (onInput) field.addEventListener('input', onInput);
  return field;
}

function listen(target: Button, onClick: () => void): void {
  // The toolkit lets clicks through a disabled button that holds an icon.
  target.addEventListener('click', () => {
    if (!target.disabled) onClick();
  });
}

function make<Control extends HTMLElement>(tag: string, type: new () => Control): Control {
  const created = document.createElement(tag);
  if (!(created instanceof type)) throw new Error(`${tag} is not registered.`);
  return created;
}
