import * as vscode from 'vscode';
import type { MfaQuestion, SignInPrompts } from '../../core/signIn.ts';
import { plainLabel } from '../plainLabel.ts';
import { askingCall } from './askingCall.ts';
import { createMachineUses } from './machineUses.ts';
import { signInByBrowser } from './signInByBrowser.ts';
import { invitePerson } from './invitePerson.ts';

const quietMs = 60_000;

export interface VsCodeSignIn {
  readonly prompts: SignInPrompts;
  /** Whether the person is being asked something, so that calls of theirs wait. */
  readonly isAsking: () => boolean;
}

/** Asks the person in the editor. Boxes and dialogs take turns: a second input box would close the first. */
export function createSignInPrompts(state: vscode.Memento): VsCodeSignIn {
  const uses = createMachineUses(state);
  const leftAt = new Map<string, number>();
  let asking = 0;
  let last: Promise<unknown> = Promise.resolve();

  /** Asks in its turn, unless the person has just left the same question; a test of the account asks always. */
  async function ask<T>(profile: string, question: () => Promise<T | undefined>, turn = last): Promise<T | undefined> {
    const call = askingCall();
    const isTest = call?.caller.kind === 'person' && call.operation === 'check_account';
    const isQuiet = (): boolean => !isTest && Date.now() - (leftAt.get(profile) ?? -Infinity) < quietMs;
    if (isQuiet()) return undefined;
    asking += 1;
    const answered = turn.then(async () => {
      if (isQuiet()) return undefined;
      if (!(await invitePerson(profile, call))) return undefined;
      const answer = await question();
      if (answer === undefined) leftAt.set(profile, Date.now());
      else leftAt.delete(profile);
      return answer;
    });
    if (turn === last) last = answered.catch(() => undefined);
    return answered.finally(() => (asking -= 1));
  }

  return {
    isAsking: () => asking > 0,
    prompts: {
      async allows(use) {
        if (uses.isAllowed(use)) return true;
        if (askingCall()?.caller.kind !== 'person') return false;
        // An earlier question in the queue may have been the same.
        const answer = await ask(use.profile, async () => uses.isAllowed(use) || (await uses.ask(use)) || undefined);
        return answer === true;
      },
      askMfaCode: (question) => ask(question.profile, () => inputCode(question)),
      signInByBrowser: (page, work) => ask(page.profile, () => signInByBrowser(page, work), Promise.resolve()),
    },
  };
}

async function inputCode({ profile, serial, problem }: MfaQuestion): Promise<string | undefined> {
  const device = plainLabel(serial);
  return vscode.window
    .showInputBox({
      title: `Sign In with Profile ${plainLabel(profile)}`,
      prompt: problem === undefined ? `MFA code of ${device}` : `${problem} MFA code of ${device}`,
      password: true,
      ignoreFocusOut: true,
      validateInput: (entered) => (entered === '' || /^\d{6}$/.test(entered) ? undefined : 'An MFA code is six digits.'),
    })
    .then((code) => (code === '' ? undefined : code));
}
