import * as vscode from 'vscode';
import { accountSchema, type Account } from '../../core/account.ts';
import { person } from '../../core/caller.ts';
import { CustodyError } from '../../core/errors.ts';
import type { TypedCredential } from '../../core/typedCredential.ts';
import type { Custody } from '../../custody.ts';
import { withCancel } from '../withCancel.ts';
import { partsOf, type Change } from './accountParts.ts';
import type { AccountStore } from './accountStore.ts';
import { askCredential } from './credentialPrompts.ts';
import { storedAccount } from './storedAccount.ts';

interface EditOptions {
  readonly store: AccountStore;
  readonly custody: () => Promise<Custody>;
  /** Told before the old name is gone. */
  readonly onRenamed: (from: string, to: string) => Promise<void>;
}

/** Shows an account's parts and changes one at a time, until the person leaves the list. */
export async function editAccount(name: string, options: EditOptions): Promise<void> {
  const accounts = await options.store.all();
  const account = accounts.find((each) => each.name === name);
  if (!account) return;
  const picked = await vscode.window.showQuickPick(
    partsOf(account).map((part) => ({ label: part.label, description: part.value, part })),
    { title: `Edit Account ${name}`, placeHolder: 'Choose what to change. Escape ends.', ignoreFocusOut: true },
  );
  if (!picked) return;
  if (picked.part.isCredential === true) {
    await retypeCredential(account, options);
    return editAccount(name, options);
  }
  const change = await picked.part.ask({ title: `${picked.label} of ${name}`, account, accounts });
  const isKept = change !== undefined && (await keep(name, change, picked.part.isSignIn, options));
  return editAccount(isKept ? change(account).name : name, options);
}

/** Asks for the credential of an account anew, and keeps it after a test. */
export async function retypeCredential(account: Account, options: EditOptions): Promise<void> {
  const { name, kind } = account;
  if (kind !== 'keys' && kind !== 'vault') return;
  const credential = await askCredential(`${kind === 'keys' ? 'Access keys' : 'Vault token'} of ${name}`, kind);
  if (credential) await keepSignIn(await storedAccount(name, options.store), (each) => each, options, credential);
}

/** Makes the change to the account as it is stored by now: another window may have lowered its access meanwhile. */
async function keep(name: string, change: Change, isSignIn: boolean, options: EditOptions): Promise<boolean> {
  const { store, onRenamed } = options;
  const changed = change(await storedAccount(name, store));
  const fault = accountSchema.safeParse(changed).error?.issues[0];
  if (fault) {
    void vscode.window.showErrorMessage(`${name} stays as it was: ${fault.message}.`);
    return false;
  }
  if (isSignIn) return keepSignIn(changed, change, options);
  if (changed.name === name) {
    await store.save(changed);
    return true;
  }
  if ((await store.all()).some((other) => other.name === changed.name))
    throw new CustodyError(
      'invalid_input',
      `There is an account ${changed.name} by now, so ${name} keeps its name.`,
      'Choose another name.',
    );
  await store.saveRenamed(name, changed);
  await onRenamed(name, changed.name);
  await store.remove(name);
  return true;
}

/** What decides where an account signs in is kept after a test; another AWS account is taken only when the person says so. */
async function keepSignIn(
  changed: Account,
  change: Change,
  { store, custody }: EditOptions,
  credential?: TypedCredential,
): Promise<boolean> {
  const { name, accountId: pinned } = changed;
  const { execute, operations } = await custody();
  const tested = await store.tryOut(
    changed,
    () =>
      withCancel(`Signing in as ${name}…`, (signal) =>
        execute(operations.checkAccount, { caller: person, input: { account: name }, signal }),
      ),
    credential,
  );
  const save = async (accountId: string | undefined): Promise<boolean> => {
    const latest = change(await storedAccount(name, store));
    if (credential) await store.saveCredential(name, credential);
    await store.save(accountId === undefined ? latest : { ...latest, accountId });
    return true;
  };

  if (!tested.ok) {
    if (tested.error.code === 'cancelled') return false;
    const detail = `${tested.error.sentence}${pinned === undefined ? '' : ` Nothing is changed in AWS through it unless it signs in to AWS account ${pinned}.`}`;
    return (await isWanted(`${name} could not sign in with this change.`, detail, 'Save Anyway')) && save(pinned);
  }
  const { accountId } = tested.output;
  if (pinned !== undefined && accountId !== pinned) {
    const detail = `What is shown and changed as ${name} would then be in AWS account ${accountId}.`;
    const question = `Another AWS account answers: ${name} would sign in to ${accountId}, not to ${pinned} as before.`;
    if (!(await isWanted(question, detail, `Use ${accountId}`))) return false;
  }
  void vscode.window.showInformationMessage(`${tested.text}.`);
  return save(accountId);
}

/** The safe answer first: it has the focus, so a stray Enter changes nothing. */
async function isWanted(question: string, detail: string, yes: string): Promise<boolean> {
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, 'Leave It as It Was', yes)) === yes;
}
