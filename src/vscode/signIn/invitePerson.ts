import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { plainLabel } from '../plainLabel.ts';
import type { AskingCall } from './askingCall.ts';

// The agent's call is over after 30 s, and nothing would wait for the answer.
const invitationMs = 25_000;
const progressEveryMs = 10_000;

/** Whether the person is there to be asked. A call of theirs says so; for an agent's they are told first, and no box takes the keyboard. */
export async function invitePerson(profile: string, call: AskingCall | undefined): Promise<boolean> {
  // Work that nobody asked for, such as looking up what an earlier window left open, asks nobody.
  if (!call) return false;
  if (call.caller.kind === 'person') return true;
  const remind = (): void => call.progress?.('Waiting for the person to sign in.');
  remind();
  const reminder = setInterval(remind, progressEveryMs);
  const over = new AbortController();
  try {
    const signIn = 'Sign In';
    const text = `${plainLabel(call.caller.claimedName)} waits for you to sign in with profile ${plainLabel(profile)}.`;
    const answer = await Promise.race([
      vscode.window.showWarningMessage(text, signIn),
      delay(invitationMs, undefined, { signal: over.signal }).catch(() => undefined),
    ]);
    return answer === signIn;
  } finally {
    over.abort();
    clearInterval(reminder);
  }
}
