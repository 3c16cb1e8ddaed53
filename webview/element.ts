import { shownText } from './shownText.ts';

interface ElementOptions {
  readonly class?: string;
  /** Set as text, never as HTML. */
  readonly text?: string;
  readonly role?: string;
  readonly label?: string;
  readonly live?: 'polite' | 'assertive';
  readonly hidden?: boolean;
}

type Child = Node | string | undefined;

/** Builds one element. The only ways in for a string are textContent and aria-label. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  options: ElementOptions = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const created = document.createElement(tag);
  if (options.class !== undefined) created.className = options.class;
  if (options.text !== undefined) created.textContent = shownText(options.text);
  if (options.role !== undefined) created.setAttribute('role', options.role);
  if (options.label !== undefined) created.setAttribute('aria-label', shownText(options.label));
  if (options.live !== undefined) created.setAttribute('aria-live', options.live);
  if (options.hidden === true) created.hidden = true;
  for (const child of children) {
    if (child === undefined) continue;
    created.append(typeof child === 'string' ? shownText(child) : child);
  }
  return created;
}

/** An icon of the codicon font, silent to screen readers: the text or label beside it speaks. */
export function icon(name: string): HTMLElement {
  const created = element('span', { class: `codicon codicon-${name}` });
  created.setAttribute('aria-hidden', 'true');
  return created;
}

/** Puts text into an element that is there already, and shows it only while there is some. */
export function say(target: HTMLElement, text: string): void {
  target.textContent = shownText(text);
  target.hidden = text === '';
}
