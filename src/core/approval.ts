import { randomBytes } from 'node:crypto';
import type { AccountMark } from './account.ts';
import { isRecognizable, type Caller } from './caller.ts';
import type { Destination } from './destination.ts';
import { CustodyError } from './errors.ts';
import type { GrantTerm } from './grantTerm.ts';
import { joinSignals } from './joinSignals.ts';
import type { Risk } from './policy.ts';
import type { SecretText } from './secretText.ts';

export const approvalLifeMs = 120_000;
const progressEveryMs = 10_000;
const maxWaiting = 5;
const maxCardsPerMinute = 12;

/** What a call would do, in words a person can decide on. */
export interface Effect {
  /** Begins the card: the verb and the name, such as `Delete prod/db`. */
  readonly headline: string;
  /** What changes, what is lost, and until when it can be restored. */
  readonly consequences: readonly string[];
  readonly acceptLabel: string;
  /** Must be typed before the call can be accepted. */
  readonly typeToConfirm?: string;
  /** What names the secret in the open folders would fail: the card says where that is. */
  readonly findReferences?: true;
}

/** The request a person sees. `hash` binds it to client, tool, exact arguments and precondition. */
export interface ApprovalCard extends Effect {
  /** The nonce: an answer counts for this card alone, and once. */
  readonly id: string;
  readonly hash: string;
  readonly caller: Caller;
  readonly operation: string;
  readonly risk: Risk;
  readonly account: string;
  readonly mark: AccountMark;
  readonly region: string;
  readonly secret: string;
  readonly arn: string | undefined;
  /** Where values would go, if they go anywhere but to AWS. */
  readonly destination?: Destination;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** The person types the new value on the card. */
  readonly wantsValue: boolean;
  /** Milliseconds from being shown until it counts as refused. */
  readonly lifeMs: number;
}

/** Whether a yes may hold for longer than this one call: for a use of values at a destination by one who is known again, and for nothing else. */
export function isGrantable({ risk, destination, caller }: Pick<ApprovalCard, 'risk' | 'destination' | 'caller'>): boolean {
  return risk === 'use' && destination !== undefined && isRecognizable(caller);
}

/** What a yes gives to the call: the typed value, and how long the yes holds where that is longer than once. */
export interface Accepted {
  readonly value?: SecretText;
  readonly grant?: GrantTerm;
}

export type ApprovalAnswer =
  | { readonly kind: 'accepted'; readonly id: string; readonly typed?: string; readonly value?: SecretText; readonly grant?: GrantTerm }
  | { readonly kind: 'declined' };

/**
 * Shows one card and resolves with the answer. Must close the card and resolve `declined` when the
 * signal aborts; `onWaiting` reports how many more wait behind it.
 */
export type PresentCard = (
  card: ApprovalCard,
  signal: AbortSignal,
  onWaiting: (listener: (waiting: number) => void) => void,
) => Promise<ApprovalAnswer>;

export interface Approvals {
  /** Resolves when a person accepted this very card; throws CustodyError in every other case. */
  ask(card: Omit<ApprovalCard, 'id' | 'lifeMs'>, signal: AbortSignal, progress: (text: string) => void): Promise<Accepted>;
  /** Ends every call that asks, the open card and those behind it, with this error. */
  cancelAll(reason: CustodyError): void;
}

/** The queue in front of the person: one card open, up to five waiting, a dozen a minute for each client. */
export function createApprovals(present: PresentCard, now: () => number = Date.now): Approvals {
  /** Every call that asks: the card that is open and those behind it. */
  const asking = new Set<object>();
  const listeners = new Set<(waiting: number) => void>();
  const lately = new Map<string, readonly number[]>();
  let turn: Promise<void> = Promise.resolve();
  let all = new AbortController();

  const waitingBehind = (): number => Math.max(0, asking.size - 1);
  const tellWaiting = (): void => listeners.forEach((listener) => quietly(() => listener(waitingBehind())));

  function admit(caller: Caller): void {
    if (asking.size > maxWaiting) {
      throw new CustodyError('approval_busy', `${maxWaiting} requests already wait for the person's answer.`);
    }
    if (caller.kind === 'person') return;
    const recent = (lately.get(caller.client) ?? []).filter((at) => at > now() - 60_000);
    if (recent.length >= maxCardsPerMinute) {
      throw new CustodyError('approval_busy', `More than ${maxCardsPerMinute} requests came within a minute, so this client is paused.`);
    }
    lately.set(caller.client, [...recent, now()]);
  }

  async function show(card: ApprovalCard, signal: AbortSignal): Promise<ApprovalAnswer> {
    const seen: ((waiting: number) => void)[] = [];
    try {
      return await present(card, signal, (listener) => {
        seen.push(listener);
        listeners.add(listener);
        quietly(() => listener(waitingBehind()));
      });
    } finally {
      seen.forEach((listener) => listeners.delete(listener));
    }
  }

  return {
    cancelAll(reason) {
      const before = all;
      all = new AbortController();
      before.abort(reason);
    },
    async ask(wanted, given, progress) {
      given.throwIfAborted();
      admit(wanted.caller);
      const card: ApprovalCard = { ...wanted, id: randomBytes(16).toString('hex'), lifeMs: approvalLifeMs };
      const whose = card.caller.kind === 'person' ? 'your' : "the person's";
      const remind = (): void => quietly(() => progress(`Waiting for ${whose} answer in the editor: ${card.headline}.`));
      remind();
      const { signal, release } = joinSignals([given, all.signal]);
      const place = {};
      asking.add(place);
      tellWaiting();

      const reminder = setInterval(remind, progressEveryMs);
      const before = turn;
      const mine = Promise.withResolvers<void>();
      turn = mine.promise;
      const life = new AbortController();
      let timer: NodeJS.Timeout | undefined;
      try {
        await untilAborted(before, signal);
        // It may have been cancelled just as its turn came; a card must not open for it.
        signal.throwIfAborted();
        timer = setTimeout(() => life.abort(), approvalLifeMs);
        const answer = await untilAborted(show(card, AbortSignal.any([signal, life.signal])), signal, life.signal);
        // Who answered and was cancelled in the same moment gets no yes.
        signal.throwIfAborted();
        // Else a client goes on to show that it waits, after the call as well.
        if (!life.signal.aborted) quietly(() => progress(`Answered in the editor: ${card.headline}.`));
        return accept(card, answer, life.signal);
      } finally {
        clearInterval(reminder);
        clearTimeout(timer);
        release();
        asking.delete(place);
        // Whoever waits behind goes on after the turn before this one too, or two cards could be open.
        void before.then(mine.resolve);
        tellWaiting();
      }
    },
  };
}

/** Telling is a courtesy: what fails in it must not end the call, nor be thrown out of a timer. */
function quietly(tell: () => void): void {
  try {
    tell();
  } catch {
    // Whoever is not told still gets the answer.
  }
}

function accept(card: ApprovalCard, answer: ApprovalAnswer, life: AbortSignal): Accepted {
  if (life.aborted) throw new CustodyError('approval_expired', `Nobody answered within two minutes: ${card.headline}.`);
  const accepted =
    answer.kind === 'accepted' &&
    answer.id === card.id &&
    (card.typeToConfirm === undefined || answer.typed === card.typeToConfirm) &&
    card.wantsValue === (answer.value !== undefined) &&
    (answer.grant === undefined || isGrantable(card));
  if (!accepted) throw new CustodyError('approval_declined', `The person declined: ${card.headline}.`);
  const { value, grant } = answer;
  return { ...(value === undefined ? {} : { value }), ...(grant === undefined ? {} : { grant }) };
}

/** Waits for the promise, or ends early: rejects when `signal` aborts, and lets `accept` see it when `life` did. */
async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal, life?: AbortSignal): Promise<T | { kind: 'declined' }> {
  signal.throwIfAborted();
  const ended = Promise.withResolvers<{ kind: 'declined' }>();
  const onAbort = (): void => ended.reject(signal.reason);
  const onLifeOver = (): void => ended.resolve({ kind: 'declined' });
  signal.addEventListener('abort', onAbort, { once: true });
  life?.addEventListener('abort', onLifeOver, { once: true });
  try {
    return await Promise.race([promise, ended.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    life?.removeEventListener('abort', onLifeOver);
  }
}
