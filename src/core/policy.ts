import { includesLevel, type AccessLevel } from './account.ts';
import type { Caller } from './caller.ts';
import type { ErrorCode } from './errors.ts';

/**
 * What a call can do to a secret. `use` sends a value somewhere the model cannot read; `reveal`
 * shows a value to the person.
 */
export const risks = ['read', 'use', 'reveal', 'write', 'destructive'] as const;
export type Risk = (typeof risks)[number];

export type Verdict = { readonly kind: 'allow' } | { readonly kind: 'ask' } | { readonly kind: 'refuse'; readonly code: ErrorCode };

export interface PolicyQuestion {
  readonly risk: Risk;
  readonly caller: Caller['kind'];
  /** The account's access level for agents; ignored for a person. */
  readonly level: AccessLevel;
  /** The level the operation asks of an agent. */
  readonly needs: AccessLevel;
  /** The call replaces something that is there. */
  readonly overwrites: boolean;
  /** The call deletes without a recovery window. */
  readonly force: boolean;
  /** The person switched force deletes by agents on. */
  readonly forceAllowed: boolean;
  /** A use of a value at a destination that the person has allowed before. */
  readonly knownDestination: boolean;
}

const allow: Verdict = { kind: 'allow' };
const ask: Verdict = { kind: 'ask' };

/** The whole of who may do what, without state: risk x caller x level gives allow, ask or refuse. */
export function decide(question: PolicyQuestion): Verdict {
  return question.caller === 'person' ? decideForPerson(question) : decideForAgent(question);
}

function decideForPerson({ risk, overwrites, knownDestination }: PolicyQuestion): Verdict {
  if (risk === 'destructive') return ask;
  if (risk === 'write') return overwrites ? ask : allow;
  if (risk === 'use') return knownDestination ? allow : ask;
  return allow;
}

function decideForAgent({ risk, level, needs, force, forceAllowed, knownDestination }: PolicyQuestion): Verdict {
  if (level === 'off' || !includesLevel(level, needs)) return { kind: 'refuse', code: 'access_level' };
  if (force && !forceAllowed) return { kind: 'refuse', code: 'force_delete_off' };
  if (risk === 'read') return allow;
  // An agent's reveal opens the panel for the person, who sees masks until a click; the model gets no value.
  if (risk === 'reveal') return allow;
  if (risk === 'use') return knownDestination ? allow : ask;
  return ask;
}
