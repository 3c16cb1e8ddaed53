import * as vscode from 'vscode';
import { person } from '../../core/caller.ts';
import type { SignInStatus } from '../../core/signInStatus.ts';
import type { Custody } from '../../custody.ts';
import { withCancel } from '../withCancel.ts';
import { signInFacts, timeOf } from '../tree/accountRow.ts';

/** Shows how accounts sign in, or one of them, and offers to sign in anew. Asks AWS nothing of its own. */
export async function showSignIn(name: string | undefined, custody: Custody): Promise<void> {
  const { execute, operations } = custody;
  const outcome = await execute(operations.credentialStatus, { caller: person, input: name === undefined ? {} : { account: name } });
  if (!outcome.ok) throw outcome.error;
  const [first, second] = outcome.output;
  if (!first) {
    void vscode.window.showInformationMessage('There is no account yet. Add one with "Custody: Add Account".');
    return;
  }
  const status = second ? await pickStatus(outcome.output) : first;
  if (status) await showOne(status, custody);
}

async function pickStatus(statuses: readonly SignInStatus[]): Promise<SignInStatus | undefined> {
  const items = statuses.map((status) => ({
    label: status.account,
    description: status.source,
    detail: signInFacts(status).slice(1).join(' '),
    status,
  }));
  const options = { title: 'Sign-In Status', placeHolder: 'Account', matchOnDescription: true, matchOnDetail: true };
  return (await vscode.window.showQuickPick(items, options))?.status;
}

async function showOne(status: SignInStatus, custody: Custody): Promise<void> {
  const { account, source, signedIn, identity, expires, problem, agents } = status;
  const { operations } = custody;
  const facts: readonly (readonly [label: string, description: string | undefined])[] = [
    ['Source', source],
    ['Signed in', signedIn ? 'yes' : 'no; the next call signs in'],
    ['AWS account', identity?.accountId],
    ['Identity', signedIn ? (identity?.arn ?? 'AWS was not asked yet') : undefined],
    ['Ends', signedIn ? (expires === undefined ? 'not by itself' : `at ${timeOf(status)}`) : undefined],
  ];
  const picked = await vscode.window.showQuickPick(
    [
      // On a line of its own, as a sentence needs the width.
      ...(problem ? [{ label: 'Problem', detail: problem.sentence, work: undefined }] : []),
      ...facts.flatMap(([label, description]) => (description === undefined ? [] : [{ label, description, work: undefined }])),
      ...(agents === undefined ? [] : [{ label: 'Agents', detail: agents, work: undefined }]),
      { label: '', kind: vscode.QuickPickItemKind.Separator, work: undefined },
      { label: '$(refresh) Refresh Credentials', description: 'drop the sign-in and sign in anew', work: operations.refreshCredentials },
      {
        label: '$(sign-out) Sign Out',
        description: 'drop the sign-in; the next call signs in',
        work: operations.revokeCredentials,
      },
    ],
    {
      title: `Sign-In of ${account}`,
      placeHolder: 'What is known of it. Choose what to do, or leave with Escape.',
      matchOnDescription: true,
    },
  );
  if (!picked) return;
  if (picked.work) {
    const work = picked.work;
    const call = { caller: person, input: { account } };
    const outcome = await withCancel(`${work.title}: ${account}`, (signal) => custody.execute<unknown>(work, { ...call, signal }));
    if (!outcome.ok) throw outcome.error;
  }
  return showSignIn(account, custody);
}
