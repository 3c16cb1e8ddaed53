import type { SecretView } from '../../src/core/secretProtocol.ts';
import { element } from '../element.ts';
import { rowsOf } from '../rowsOf.ts';

export function detailRows(secret: SecretView): HTMLElement {
  return rowsOf([{ label: 'ARN', value: secret.arn }, ...secret.rows]);
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
