import { setTimeout as delay } from 'node:timers/promises';
import { getRetryAfterHint, isClockSkewCorrectedError, isTransientError } from '@smithy/core/retry';
import type { SdkError } from '@smithy/types';
import { createThrottleQueue, type ThrottleQueue, type ThrottleQueueOptions } from './throttleQueue.ts';

const maxAttempts = 3;

/** Requests that share a quota: ListSecrets has one of its own, and so do sign-in, reads and changes. */
export type RequestKind = 'identity' | 'list' | 'read' | 'change';

export interface SendOptions {
  readonly kind: RequestKind;
  /** What is sent and where: `ListSecrets in account main (eu-west-1)`. */
  readonly doing: string;
  readonly signal: AbortSignal;
  /**
   * Sending it again is the same as sending it once: a read, or a write under its ClientRequestToken. Any other change
   * is sent again only if AWS said that it did nothing, or if it never left.
   */
  readonly repeatable: boolean;
}

/** Sends a request as often as is safe, and throws what the last attempt threw. */
export type SendRequest = <T>(options: SendOptions, request: () => Promise<T>) => Promise<T>;

export interface SenderOptions extends Partial<ThrottleQueueOptions> {
  /** Signs in anew, for what was refused that left at `sentAt`. Called once for all requests that met the same expired sign-in. */
  readonly refreshCredentials: (sentAt: number) => Promise<unknown>;
}

/**
 * The SDK's own retries are off: they give up on throttling after two seconds, know nothing of the calls beside them,
 * and would send a delete again whose answer was lost.
 */
export function createSendRequest({
  refreshCredentials,
  now = Date.now,
  random = Math.random,
  wait = (ms, signal) => delay(ms, undefined, { signal }),
}: SenderOptions): SendRequest {
  const queues = new Map<RequestKind, ThrottleQueue>();
  const queueOf = (kind: RequestKind): ThrottleQueue => {
    const queue = queues.get(kind) ?? createThrottleQueue({ now, wait, random });
    queues.set(kind, queue);
    return queue;
  };
  let refreshedAt = -Infinity;
  let refreshing: Promise<unknown> | undefined;

  /** Whoever left before the last sign-in only has to be sent again. */
  async function signInAgain(sentAt: number): Promise<void> {
    if (sentAt < refreshedAt) return;
    refreshing ??= refreshCredentials(sentAt).finally(() => {
      refreshing = undefined;
      refreshedAt = now();
    });
    await refreshing;
  }

  return async ({ kind, doing, signal, repeatable }, request) => {
    const queue = queueOf(kind);
    const since = now();
    let failures = 0;
    const mended = new Set<'clock' | 'signIn'>();
    for (;;) {
      await queue.turn({ doing, since, signal });
      const sentAt = now();
      try {
        const answer = await request();
        queue.passed();
        return answer;
      } catch (thrown) {
        signal.throwIfAborted();
        if (isThrottled(thrown)) {
          queue.refused(sentAt, retryAfterMs(thrown));
          continue;
        }
        queue.passed();
        // Refused before anything was done. A wrong clock the SDK has corrected by now; an old sign-in is made anew.
        const fault = isSkewed(thrown) ? 'clock' : isOldSignIn(thrown) ? 'signIn' : undefined;
        if (fault && !mended.has(fault)) {
          mended.add(fault);
          if (fault === 'signIn') await signInAgain(sentAt);
          continue;
        }
        failures += 1;
        const mayRepeat = isTransient(thrown) && (repeatable || neverLeft(thrown));
        if (failures >= maxAttempts || !mayRepeat) throw thrown;
        await wait(50 * 2 ** failures * random(), signal);
      }
    }
  };
}

// LimitExceededException is no throttling here: it is a quota of things, which no waiting frees.
const throttling = new Set(['ThrottlingException', 'Throttling', 'TooManyRequestsException', 'RequestLimitExceeded']);
// The last four are what keys get that were replaced or corrected in the file after they were read.
const oldSignIn = new Set([
  'ExpiredTokenException',
  'ExpiredToken',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
]);
const skewed = new Set([
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'RequestTimeTooSkewed',
  'RequestExpired',
  'RequestInTheFuture',
]);
const beforeSending = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH']);

function isSdkError(thrown: unknown): thrown is SdkError & { readonly code?: string } {
  return thrown instanceof Error;
}

function isThrottled(thrown: unknown): boolean {
  return isSdkError(thrown) && (throttling.has(thrown.name) || thrown.$metadata?.httpStatusCode === 429);
}

export function isOldSignIn(thrown: unknown): boolean {
  return isSdkError(thrown) && oldSignIn.has(thrown.name);
}

function isSkewed(thrown: unknown): boolean {
  return isSdkError(thrown) && skewed.has(thrown.name) && isClockSkewCorrectedError(thrown) === true;
}

function isTransient(thrown: unknown): boolean {
  return isSdkError(thrown) && isTransientError(thrown);
}

function neverLeft(thrown: unknown): boolean {
  return isSdkError(thrown) && beforeSending.has(thrown.code ?? '');
}

/** What the answer asks for. The SDK gives it as a moment of the machine's own clock. */
function retryAfterMs(thrown: unknown): number | undefined {
  const until = isSdkError(thrown) ? getRetryAfterHint(thrown.$response) : undefined;
  return until && Math.max(0, until.getTime() - Date.now());
}
