import type { CardView, Row } from '../../src/core/protocol.ts';
import { accountStripe, productionBadge } from '../accountMark.ts';
import { element, icon } from '../element.ts';
import { rowsOf } from '../rowsOf.ts';

/** What is asked, by whom, and what it would do: the part of a card that is read. */
export function cardBody(card: CardView): DocumentFragment {
  const body = document.createDocumentFragment();
  body.append(
    accountStripe(card.mark) ?? '',
    asker(card),
    element('h1', { class: 'headline', text: card.headline }),
    inProduction(card) ?? '',
    element(
      'ul',
      { class: `consequences ${card.risk === 'destructive' ? 'destructive' : ''}` },
      ...card.consequences.map((text) => element('li', { text })),
    ),
    rowsOf(
      [
        { label: 'Account', value: card.account },
        { label: 'Region', value: card.region },
        ...secretsOf(card),
        ...(card.destination === undefined ? [] : [{ label: 'Destination', value: card.destination }]),
      ].filter(({ value }) => value !== ''),
    ),
  );
  return body;
}

/** A person compares the ARN, where a name alone could stand for two secrets. */
function secretsOf({ values, arn, secret }: CardView): readonly Row[] {
  if (values.length > 0)
    return [...new Set(values.map((each) => each.arn))].map((each) => ({ label: 'Secret', value: withKeys(each, values) }));
  return arn === undefined ? [{ label: 'Secret', value: secret }] : [{ label: 'ARN', value: arn }];
}

function withKeys(arn: string, values: CardView['values']): string {
  const mine = values.filter((each) => each.arn === arn);
  const keys = mine.flatMap(({ key }) => (key === undefined ? [] : [key]));
  // The whole secret says more than any of its keys.
  return keys.length < mine.length ? `${arn} (all of it)` : `${arn} (${keys.length === 1 ? 'key' : 'keys'} ${keys.join(', ')})`;
}

/** Before what it would do: where it would do it. */
function inProduction({ mark, account }: CardView): HTMLElement | undefined {
  const badge = productionBadge(mark);
  return badge && element('p', { class: 'in-production' }, badge, element('span', {}, 'in account ', element('strong', { text: account })));
}

function asker({ asker: name, askerKind }: CardView): HTMLElement {
  if (askerKind === 'person') return element('p', { class: 'asker' }, icon('account'), element('span', { text: 'You asked' }));
  if (askerKind === 'task')
    return element('p', { class: 'asker' }, icon('tools'), element('span', { text: 'A task of this workspace asks' }));
  return element(
    'p',
    { class: 'asker' },
    icon('robot'),
    element('span', {}, 'An agent calling itself ', element('strong', { text: name }), ' asks'),
  );
}

/** The call itself, as it would be made. */
export function exactArguments({ operation, arguments: rows }: CardView): HTMLElement {
  const details = element(
    'details',
    { class: 'arguments' },
    element('summary', {}, 'Exact arguments ', element('span', { class: 'hint', text: operation })),
    rowsOf(rows, { code: true }),
  );
  details.open = true;
  return details;
}
