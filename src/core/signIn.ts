/** Something of this machine that a profile takes its credentials from, and that a person must have allowed. */
export type MachineUse =
  | { readonly kind: 'program'; readonly profile: string; readonly command: string }
  /** Names of environment variables, never what they hold. */
  | { readonly kind: 'environment'; readonly profile: string; readonly names: readonly string[] };

export interface MfaQuestion {
  readonly profile: string;
  /** Serial number or ARN of the device. */
  readonly serial: string;
  /** Why the last code was not taken. */
  readonly problem?: string;
}

export interface BrowserSignIn<T> {
  readonly url: string;
  /** What the page in the browser must show too, where that is how the sign-in is told from another one. */
  readonly code?: string;
  /** Ends when the person is done there; the signal aborts when they leave. */
  readonly wait: (signal: AbortSignal) => Promise<T>;
}

/** What signing in may ask of a person. Whatever answers must never hand on what it was told. */
export interface SignInPrompts {
  /** Whether the person allows this use, now or earlier. Only a call of the person may bring up the question. */
  readonly allows: (use: MachineUse) => Promise<boolean>;
  /** Six digits, or undefined when the person left. */
  readonly askMfaCode: (question: MfaQuestion) => Promise<string | undefined>;
  /** Whether the browser runs on this machine, so that it can be sent back here. */
  readonly browserIsHere: boolean;
  /** Starts a sign-in, opens its page and waits; undefined when the person left, before the start or after. */
  readonly signInByBrowser: <T>(profile: string, start: () => Promise<BrowserSignIn<T>>) => Promise<T | undefined>;
}

/** Where there is no editor: nothing is allowed and every question is left. */
export const nobodyToAsk: SignInPrompts = {
  allows: async () => false,
  askMfaCode: async () => undefined,
  browserIsHere: false,
  signInByBrowser: async () => undefined,
};
