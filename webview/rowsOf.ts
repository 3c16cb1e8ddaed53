import type { Row } from '../src/core/protocol.ts';
import { element } from './element.ts';

/** Labels and what stands beside them, as a list that reads line by line. */
export function rowsOf(rows: readonly Row[], { code = false }: { readonly code?: boolean } = {}): HTMLElement {
  return element(
    'dl',
    { class: code ? 'rows code' : 'rows' },
    ...rows.flatMap(({ label, value }) => [element('dt', { text: label }), element('dd', { text: value })]),
  );
}
