import type { Account } from '../../core/account.ts';
import { endsSoon, sourceOf as signInSource, type SignInStatus } from '../../core/signInStatus.ts';
import { accountKinds, sourceOf, tooltipOf } from '../accounts/accountKinds.ts';
import { titleOf } from './treeMessages.ts';

/** What an account's row says beside its name, and when it is pointed at or read out. */
export interface AccountRow {
  readonly description: string;
  readonly tooltip: string;
}

/** Of the sign-in, the row says what is wrong or ends soon; the tooltip all that is known. */
export function accountRow(account: Account, signIn: SignInStatus | undefined, now: number): AccountRow {
  const { name, kind, access } = account;
  const source = sourceOf(account);
  const wrong = signIn?.problem ? [titleOf(signIn.problem)] : [];
  const ends = signIn && !signIn.problem && endsSoon(signIn, now) ? [`sign-in ends at ${timeOf(signIn)}`] : [];
  const production = account.production === true ? ['production'] : [];
  const from = source === name ? [] : [source];
  return {
    description: [...wrong, ...ends, ...production, ...from, `agents: ${access}`].join(' · '),
    tooltip: [
      `${name} (${accountKinds[kind].word}).${account.production === true ? ' Production.' : ''} Agents may: ${access}.`,
      ...tooltipOf(account),
      ...(signIn ? signInFacts(signIn) : [`Signs in by ${signInSource(account)}.`]),
    ].join(' '),
  };
}

/** What is known of a sign-in, in sentences. */
export function signInFacts(signIn: SignInStatus): readonly string[] {
  const { source, signedIn, identity, expires, problem, agents } = signIn;
  const until = expires === undefined ? '' : ` until ${timeOf(signIn)}`;
  const who = identity === undefined ? '' : ` as ${identity.arn}`;
  return [
    `Signs in by ${source}.`,
    ...(signedIn ? [`Signed in${who}${until}.`] : problem ? [] : ['Not signed in; the next call signs in.']),
    ...(problem ? [problem.sentence] : []),
    ...(agents === undefined ? [] : [agents]),
  ];
}

/** By the person's own clock. */
export function timeOf({ expires }: SignInStatus): string {
  return expires === undefined ? '' : new Date(expires).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}
