import { element, icon } from './element.ts';

/** A sentence that must not be missed, spoken at once, with what can be done about it. */
export function alertBanner(kind: 'warning' | 'error', text: string, ...actions: readonly HTMLElement[]): HTMLElement {
  return element('div', { class: `banner ${kind}`, role: 'alert' }, icon(kind), element('p', { text }), ...actions);
}
