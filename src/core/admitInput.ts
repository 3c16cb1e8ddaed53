import type { AgentCaller, Caller } from './caller.ts';
import { CustodyError } from './errors.ts';
import type { GuessPause } from './guessPause.ts';
import type { Redactor } from './redact.ts';
import { stringsIn } from './stringsIn.ts';

interface Sent<From> {
  readonly input: unknown;
  readonly sent?: unknown;
  readonly caller: From;
}

interface Defences {
  readonly guesses: GuessPause;
  readonly redactor: Redactor;
}

/** Refuses a known value in anything that an agent sent, and every call of agents once that happened too often. */
export function admitInput(operation: string, { input, sent, caller }: Sent<AgentCaller>, { guesses, redactor }: Defences): void {
  const all = [input, sent, caller.claimedName];
  guesses.check(stringsIn(all, true).reduce((length, text) => length + text.length + 1, 0));
  if (!redactor.findsIn(all)) return;
  guesses.hit();
  throw new CustodyError('value_in_input', `${operation} was called with a secret value in an argument.`);
}

/**
 * Scrubs what a call answers. A value that is taken out of an agent's own words, which hid it from the look above, tells
 * that the guess was right, as a refusal does; so it counts as one.
 */
export function scrubFor({ input, sent, caller }: Sent<Caller>, { guesses, redactor }: Defences): (text: string) => string {
  if (caller.kind === 'person') return redactor.scrub;
  let isCounted = false;
  return (text) => {
    const clean = redactor.scrub(text);
    if (!isCounted && clean !== text && redactor.echoes(text, [input, sent, caller.claimedName])) {
      isCounted = true;
      guesses.hit();
    }
    return clean;
  };
}
