import type { AuditCallView } from '../../src/core/auditProtocol.ts';
import { iconButton, relabel } from '../controls.ts';
import { element } from '../element.ts';
import { rowsOf } from '../rowsOf.ts';
import { shownText } from '../shownText.ts';

const heads = ['Time (UTC)', 'Operation', 'Caller', 'Account', 'Secret', 'Result'];

/** One row a call; the last cell opens what else is known of it. */
export function callTable(calls: readonly AuditCallView[]): HTMLElement {
  if (calls.length === 0) return element('p', { class: 'hint', text: 'No call passes this filter.' });
  return element(
    'table',
    { class: 'audit-calls', label: 'Calls, newest first' },
    element('thead', {}, element('tr', {}, ...heads.map(head), element('td'))),
    element('tbody', {}, ...calls.flatMap(rowsOfCall)),
  );
}

function head(text: string): HTMLElement {
  const cell = element('th', { text });
  cell.scope = 'col';
  return cell;
}

function rowsOfCall({ at, operation, caller, place, secret, result, details }: AuditCallView): readonly HTMLElement[] {
  const what = `${operation} at ${at}`;
  const inside = element('td', {}, rowsOf(details));
  inside.colSpan = heads.length + 1;
  const more = element('tr', { class: 'audit-details', hidden: true }, inside);
  const toggle = iconButton({
    // The toolkit's button passes no aria-expanded on, so that its name says what a press does.
    label: `Show details of ${what}`,
    icon: 'chevron-right',
    onClick() {
      more.hidden = !more.hidden;
      relabel(toggle, `${more.hidden ? 'Show' : 'Hide'} details of ${what}`, more.hidden ? 'chevron-right' : 'chevron-down');
    },
  });
  const outcome = element('td', {}, element('span', { class: isFine(result) ? '' : 'audit-failed', text: result }));
  const cells = [at, operation, caller, place].map((text) => element('td', { text }));
  return [element('tr', {}, ...cells, element('td', {}, named(secret)), outcome, element('td', { class: 'row-actions' }, toggle)), more];
}

/** A keyed name is as long as a line, and its beginning tells it from others. */
function named(secret: string): HTMLElement {
  const keyed = /^hmac-sha256:[\da-f]{64}$/.test(secret);
  const name = element('span', { text: keyed ? `keyed ${secret.slice(12, 24)}…` : secret });
  if (keyed) name.title = shownText(secret);
  return name;
}

function isFine(result: string): boolean {
  return result === '' || result === 'ok' || result === 'done';
}
