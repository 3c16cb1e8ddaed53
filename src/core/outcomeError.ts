import { CustodyError, toCustodyError } from './errors.ts';
import type { Operation } from './operation.ts';
import { sentence } from './outputText.ts';
import { stopped } from './refusals.ts';

/** What a call ended with, as its caller may read it: known, on one line, and without a value. */
export function toOutcomeError(
  thrown: unknown,
  operation: Operation,
  signal: AbortSignal,
  agentsStopped: boolean,
  scrub: (text: string) => string,
): CustodyError {
  const known = thrown instanceof CustodyError;
  if (!known && agentsStopped) return stopped();
  if (!known && signal.aborted) return new CustodyError('cancelled', `${operation.name} was cancelled.`);
  const error = toCustodyError(thrown, operation.name);
  // Names and ids from AWS stand in both.
  return new CustodyError(error.code, sentence(scrub(error.message)), sentence(scrub(error.next)));
}
