import type { SecretView } from '../../src/core/protocol.ts';
import { element } from '../element.ts';
import { rowsOf } from '../rowsOf.ts';

/** What can only be looked at: the replicas. */
export function metadataOf(secret: SecretView): HTMLElement {
  return section('Replicas', secret.replicas.length === 0 ? none('Not replicated to other regions.') : replicas(secret));
}

export function detailRows(secret: SecretView): HTMLElement {
  return rowsOf([{ label: 'ARN', value: secret.arn }, ...secret.rows]);
}

function section(title: string, content: HTMLElement): HTMLElement {
  return element('section', { label: title }, element('h2', { text: title }), content);
}

function none(text: string): HTMLElement {
  return element('p', { class: 'hint', text });
}

export function tagList(secret: SecretView): HTMLElement {
  if (secret.tags.length === 0) return none('No tags.');
  return element(
    'ul',
    { class: 'tags' },
    ...secret.tags.map(({ label, value }) =>
      element('li', { class: 'tag' }, element('span', { class: 'tag-key', text: label }), element('span', { text: value })),
    ),
  );
}

function replicas(secret: SecretView): HTMLElement {
  return table(
    ['Region', 'Status'],
    secret.replicas.map(({ region, status, message }) => [
      element('span', { text: region }),
      element('span', { text: message === '' ? status : `${status}: ${message}` }),
    ]),
  );
}

function table(heads: readonly string[], rows: readonly (readonly HTMLElement[])[]): HTMLElement {
  return element(
    'table',
    {},
    element('thead', {}, element('tr', {}, ...heads.map((text) => element('th', { text })))),
    element('tbody', {}, ...rows.map((cells) => element('tr', {}, ...cells.map((cell) => element('td', {}, cell))))),
  );
}
