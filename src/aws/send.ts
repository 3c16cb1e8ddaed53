import type { RequestKind } from './sendRequest.ts';

export interface Sending {
  /** AWS's name of it. */
  readonly operation: string;
  readonly secret?: string;
  readonly kind: RequestKind;
  readonly signal: AbortSignal;
  /** For a change that carries a ClientRequestToken. */
  readonly repeatable?: boolean;
}

/** Sends one request; whatever goes wrong, parsing included, leaves as a CustodyError. */
export type Send = <T>(sending: Sending, request: () => Promise<T>) => Promise<T>;
