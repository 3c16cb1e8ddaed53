import { isGrantable, type ApprovalCard } from '../../core/approval.ts';
import type { CardView } from '../../core/protocol.ts';

/** How long a card must have been in view before it can be accepted. */
export const armAfterMs = 700;

/** A card as its page shows it. */
export function cardView(card: ApprovalCard, remainingMs: number, waiting: number, references: string | undefined): CardView {
  const { caller, arguments: given, destination } = card;
  const valueKey = given['key'];
  return {
    id: card.id,
    headline: card.headline,
    asker: caller.kind === 'agent' ? caller.claimedName : '',
    askerKind: caller.kind === 'agent' ? 'agent' : (caller.origin ?? 'person'),
    operation: card.operation,
    risk: card.risk,
    account: card.account,
    mark: card.mark,
    region: card.region,
    secret: card.secret,
    arn: card.arn,
    destination: destination?.label,
    values: destination?.secrets.map(({ arn, key }) => ({ arn, key })) ?? [],
    isGrantable: isGrantable(card),
    consequences: card.consequences,
    arguments: Object.entries(given).flatMap(([label, value]) => (value === undefined ? [] : [{ label, value: JSON.stringify(value) }])),
    acceptLabel: card.acceptLabel,
    typeToConfirm: card.typeToConfirm,
    wantsValue: card.wantsValue,
    valueKey: card.wantsValue && typeof valueKey === 'string' ? valueKey : undefined,
    remainingMs: Math.max(0, remainingMs),
    waiting,
    references,
    armAfterMs,
  };
}
