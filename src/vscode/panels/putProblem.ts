import type { CustodyError } from '../../core/errors.ts';

/** Why a new value was not stored, in the words of the panel it came from. */
export function putProblem(error: CustodyError): string {
  switch (error.code) {
    case 'not_done':
      return 'It was not stored: the connection was cut off before it happened. Save again if it is still wanted.';
    case 'outcome_unknown':
      return 'Whether it was stored is not known: no answer came, and it could not be looked up. The versions below show it once the secret can be read again. Saving again is safe: what was stored meanwhile is found first.';
    default:
      return error.sentence;
  }
}
