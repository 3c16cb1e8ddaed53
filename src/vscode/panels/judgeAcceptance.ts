import { isGrantable, type ApprovalAnswer, type ApprovalCard } from '../../core/approval.ts';
import type { FromApprovalPage } from '../../core/protocol.ts';
import { armAfterMs } from './cardView.ts';
import { typedSecret } from './typedSecret.ts';

type Acceptance = Extract<FromApprovalPage, { type: 'accept' }>;

/**
 * Decides over a click on accept, whatever the page let through: the card, the moment in view, the
 * typed name and the value are all checked here again. `shownForMs` is undefined while hidden.
 */
export function judgeAcceptance(
  card: ApprovalCard,
  message: Acceptance,
  shownForMs: number | undefined,
): ApprovalAnswer | { readonly problem: string } {
  const { id, typed, value, grant } = message;
  if (id !== card.id) return { problem: 'This answer belonged to another request.' };
  if (shownForMs === undefined || shownForMs < armAfterMs) return { problem: 'That was too quick to have been read. Answer again.' };
  if (card.typeToConfirm !== undefined && typed !== card.typeToConfirm)
    return { problem: 'The typed name is not the name of this secret.' };
  if (grant !== undefined && !isGrantable(card)) return { problem: 'This can be allowed once only.' };
  const accepted = { kind: 'accepted', id, ...(typed === undefined ? {} : { typed }), ...(grant === undefined ? {} : { grant }) } as const;
  if (!card.wantsValue) return accepted;
  if (value === undefined) return { problem: 'Give the value.' };
  const secret = typedSecret(value);
  return 'problem' in secret ? secret : { ...accepted, value: secret };
}
