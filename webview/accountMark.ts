import type { CardView } from '../src/core/protocol.ts';
import { element, icon } from './element.ts';

type AccountMark = CardView['mark'];

/** The word for a production account, to stand beside its name. Nothing for any other. */
export function productionBadge({ production }: AccountMark): HTMLElement | undefined {
  return production ? element('strong', { class: 'production' }, icon('shield'), 'Production') : undefined;
}

/** A stripe over the page in the account's colour. It says nothing that the account's name does not say. */
export function accountStripe({ color }: AccountMark): HTMLElement | undefined {
  if (color === 'none') return undefined;
  const stripe = element('div', { class: `account-stripe ${color}` });
  stripe.setAttribute('aria-hidden', 'true');
  return stripe;
}
