/** Who calls: the person in the editor, or an agent. Surfaces differ only in the caller they pass. */
export type Caller = PersonCaller | AgentCaller;

export interface PersonCaller {
  readonly kind: 'person';
  /** A task of the workspace: files in it, other extensions and agents start those too, so it is not said that the person asked. */
  readonly origin?: 'task';
}

export interface AgentCaller {
  readonly kind: 'agent';
  /** The token's own identity; approvals and pauses are bound to it. */
  readonly client: string;
  /** The name the client gives itself: shown as a claim, never trusted. */
  readonly claimedName: string;
  /** It said no hello, so that all such clients of one token look alike. */
  readonly isAnonymous?: true;
}

export const person: PersonCaller = { kind: 'person' };
export const task: PersonCaller = { kind: 'person', origin: 'task' };

/** Whether one can tell that the next call is of the same caller, so that a yes may hold for it too. */
export function isRecognizable(caller: Caller): boolean {
  return caller.kind === 'agent' ? caller.isAnonymous !== true : caller.origin === undefined;
}
