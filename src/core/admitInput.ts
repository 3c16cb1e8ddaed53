import type { AgentCaller } from './caller.ts';
import { CustodyError } from './errors.ts';
import type { GuessPause } from './guessPause.ts';
import type { Redactor } from './redact.ts';

/** Refuses a known value in anything that an agent sent, and every call of agents once that happened too often. */
export function admitInput(
  operation: string,
  { input, sent, caller }: { readonly input: unknown; readonly sent?: unknown; readonly caller: AgentCaller },
  { guesses, redactor }: { readonly guesses: GuessPause; readonly redactor: Redactor },
): void {
  guesses.check();
  if (!redactor.findsIn([input, sent, caller.claimedName])) return;
  guesses.hit();
  throw new CustodyError('value_in_input', `${operation} was called with a secret value in an argument.`);
}
