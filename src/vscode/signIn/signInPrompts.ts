import * as vscode from 'vscode';
import type { MfaQuestion, SignInPrompts } from '../../core/signIn.ts';
import { plainLabel } from '../plainLabel.ts';
import { askingCall } from './askingCall.ts';
import { invitePerson } from './invitePerson.ts';
import { createMachineUses } from './machineUses.ts';
import { signInByBrowser } from './signInByBrowser.ts';

const quietMs = 60_000;
/** Whoever chooses one of these wants to be asked. */
const tests: ReadonlySet<string> = new Set(['check_account', 'refresh_credentials']);

export interface VsCodeSignIn {
  readonly prompts: SignInPrompts;
  /** Whether the person is being asked something, so that calls of theirs wait. */
  readonly isAsking: () => boolean;
}

/** Asks the person in the editor. Whoever just left a question is not asked it again by every view that reads on. */
export function createSignInPrompts(state: vscode.Memento): VsCodeSignIn {
  const uses = createMachineUses(state);
  const leftAt = new Map<string, number>();
  let asking = 0;
  let last: Promise<unknown> = Promise.resolve();

  /** Boxes and dialogs take turns: a second input box would close the first. */
  function inTurn<T>(question: () => Promise<T>): Promise<T> {
    const answered = last.then(question);
    last = answered.catch(() => undefined);
    return answered;
  }

  /** Whether the person may be asked now: not if they have just left, unless they test the account to be asked again. */
  async function mayAsk(profile: string): Promise<boolean> {
    const call = askingCall();
    const isTest = call?.caller.kind === 'person' && tests.has(call.operation);
    const isAgent = call?.caller.kind === 'agent';
    const hasLeft = (key: string): boolean => Date.now() - (leftAt.get(key) ?? -Infinity) < quietMs;
    const isQuiet = (): boolean => !isTest && (hasLeft(profile) || (isAgent && hasLeft(forAgents(profile))));
    if (isQuiet()) return false;
    const isThere = await invitePerson(profile, call);
    if (isAgent && !isThere) leftAt.set(forAgents(profile), Date.now());
    return isThere && !isQuiet();
  }

  /** Asks, and notes whether the person left. */
  async function ask<T>(profile: string, question: () => Promise<T | undefined>): Promise<T | undefined> {
    const answer = await question();
    if (answer === undefined) leftAt.set(profile, Date.now());
    else leftAt.delete(profile);
    return answer;
  }

  async function counted<T>(work: () => Promise<T>): Promise<T> {
    asking += 1;
    return work().finally(() => (asking -= 1));
  }

  return {
    isAsking: () => asking > 0,
    prompts: {
      async allows(use) {
        if (uses.isAllowed(use)) return true;
        if (askingCall()?.caller.kind !== 'person') return false;
        // An earlier question may have been the same.
        const isAllowed = async (): Promise<true | undefined> => uses.isAllowed(use) || (await uses.ask(use)) || undefined;
        return counted(async () => (await mayAsk(use.profile)) && (await ask(use.profile, () => inTurn(isAllowed))) === true);
      },
      askMfaCode: (question) =>
        counted(async () => {
          // Whoever typed the first code is there.
          const isThere = question.problem !== undefined || (await mayAsk(question.profile));
          return isThere ? ask(question.profile, () => inTurn(() => inputCode(question))) : undefined;
        }),
      browserIsHere: vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop,
      signInByBrowser: (profile, start) =>
        counted(async () => {
          if (!(await mayAsk(profile))) return undefined;
          const page = await start();
          return ask(profile, () => signInByBrowser(profile, page));
        }),
    },
  };
}

/** An invitation that was left keeps agents from repeating it, and asks nothing less of the person's own calls. */
function forAgents(profile: string): string {
  return `agents\n${profile}`;
}

async function inputCode({ profile, serial, problem }: MfaQuestion): Promise<string | undefined> {
  const device = plainLabel(serial);
  const code = await vscode.window.showInputBox({
    title: `Sign In with Profile ${plainLabel(profile)}`,
    prompt: problem === undefined ? `MFA code of ${device}` : `${problem} MFA code of ${device}`,
    password: true,
    ignoreFocusOut: true,
    validateInput: (entered) => (entered === '' || /^\d{6}$/.test(entered) ? undefined : 'An MFA code is six digits.'),
  });
  return code === '' ? undefined : code;
}
