import * as vscode from 'vscode';
import { person } from '../../core/caller.ts';
import { secretName } from '../../core/limits.ts';
import type { SecretLocation } from '../../core/operation.ts';
import type { Custody } from '../../custody.ts';

interface NameInput {
  readonly title: string;
  readonly prompt: string;
  /** The secret the name is for a copy of. */
  readonly of: SecretLocation;
  readonly target: { readonly account: string; readonly region: string };
  readonly suggested: string;
}

/** Asks for the name of a copy; undefined when the person leaves. Names of the same folder are known while it is typed. */
export async function askName({ title, prompt, of, target, suggested }: NameInput, custody: Custody): Promise<string | undefined> {
  const taken = new Map<string, string>();
  const left = new AbortController();
  const isHere = of.account === target.account && of.region === target.region;
  if (isHere) taken.set(of.name, 'This is the name it has');
  const folderEnd = of.name.lastIndexOf('/') + 1;
  // A courtesy: creating asks AWS for the very name, so a page that does not come in time takes nothing away.
  void readTaken(custody, target, of.name.slice(0, folderEnd), taken, left.signal);
  try {
    return await vscode.window.showInputBox({
      title,
      prompt,
      value: suggested,
      valueSelection: [folderEnd, suggested.length],
      ignoreFocusOut: true,
      validateInput: (text) => nameProblem(text, taken),
    });
  } finally {
    left.abort();
  }
}

function nameProblem(text: string, taken: ReadonlyMap<string, string>): string | undefined {
  if (text === '') return 'Give it a name';
  const fault = secretName.safeParse(text).error?.issues[0]?.message;
  return fault === undefined ? taken.get(text) : `The name ${fault}`;
}

async function readTaken(
  { execute, operations }: Custody,
  target: NameInput['target'],
  folder: string,
  taken: Map<string, string>,
  signal: AbortSignal,
): Promise<void> {
  const input = { ...target, include_deleted: true, ...(folder === '' ? {} : { search: `name:"${folder}"` }) };
  const page = await execute(operations.listSecrets, { input, caller: person, signal });
  if (!page.ok) return;
  for (const { name, deletedDate } of page.output.secrets) {
    if (taken.has(name)) continue;
    taken.set(name, deletedDate === undefined ? 'There is a secret of this name' : 'A secret of this name is scheduled for deletion');
  }
}
