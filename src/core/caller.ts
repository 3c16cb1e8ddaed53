/** Who calls: the person in the editor, or an agent. Surfaces differ only in the caller they pass. */
export type Caller = PersonCaller | AgentCaller;

export interface PersonCaller {
  readonly kind: 'person';
}

export interface AgentCaller {
  readonly kind: 'agent';
  /** The token's own identity; approvals and pauses are bound to it. */
  readonly client: string;
  /** The name the client gives itself: shown as a claim, never trusted. */
  readonly claimedName: string;
}

export const person: PersonCaller = { kind: 'person' };
