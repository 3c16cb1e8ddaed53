import * as vscode from 'vscode';
import type { Account } from '../../core/account.ts';
import { canBeReferenced, codeSnippets } from '../../core/codeSnippets.ts';
import { CustodyError } from '../../core/errors.ts';
import type { SecretLocation } from '../../core/operation.ts';
import { formatReference } from '../../core/reference.ts';
import { nameInArn } from '../../core/secretsService.ts';
import type { Custody } from '../../custody.ts';
import { showingErrors } from '../operationCommands.ts';
import { promptFor } from '../prompts.ts';
import { assertTrusted } from '../trust.ts';
import { lookLines } from './lookText.ts';
import type { LookUp } from './lookUp.ts';

interface CodeCommandOptions {
  readonly accounts: () => Promise<readonly Account[]>;
  readonly custody: () => Promise<Custody>;
  readonly lookUp: LookUp;
  readonly open: (location: SecretLocation) => void;
}

/** What a lens tells its command: a secret as a text names it. */
export interface Mentioned {
  readonly secretId: string;
  readonly key?: string;
}

/** The commands of code: two in the palette, and two behind lenses. */
export function codeCommands({
  custody,
  lookUp,
  accounts,
  open,
}: CodeCommandOptions): Readonly<Record<string, (argument?: unknown) => Promise<void>>> {
  /** Why nothing was asked, or nothing came back. */
  async function reasonFor(secretId: string): Promise<CustodyError> {
    assertTrusted();
    if ((await accounts()).length === 0)
      return new CustodyError(
        'account_not_found',
        `No account is configured to look ${secretId} up in.`,
        'Add one with "Custody: Add Account".',
      );
    return new CustodyError('timeout', `Looking ${secretId} up took longer than 30 seconds.`);
  }

  return {
    'custody.insertReference': () =>
      showingErrors(async () => {
        const editor = editorNow();
        const picked = await pickIn('Insert Reference', custody);
        if (picked) await insert(editor, formatReference(picked.name));
      }),
    'custody.insertCode': () =>
      showingErrors(async () => {
        const title = 'Insert Code that Reads a Secret';
        const editor = editorNow();
        const snippet = await vscode.window.showQuickPick(codeSnippets, { title, placeHolder: 'Language' });
        const picked = snippet && (await pickIn(title, custody));
        if (picked) await insert(editor, snippet.write(picked));
      }),
    'custody.openMention': (argument) =>
      showingErrors(async () => {
        const { secretId } = mentionedIn(argument);
        const look = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: 'Looking the secret up' }, () =>
          lookUp.ask(secretId, AbortSignal.timeout(30_000)),
        );
        if (look?.kind === 'found') open({ ...look.place, arn: look.secret.arn, name: look.secret.name });
        else if (look?.kind === 'failed') throw look.error;
        else if (look) void vscode.window.showWarningMessage(lookLines(secretId, look).join(' '));
        else throw await reasonFor(secretId);
      }),
    'custody.copyReference': (argument) =>
      showingErrors(async () => {
        const { secretId, key } = mentionedIn(argument);
        await vscode.env.clipboard.writeText(formatReference(secretId, key));
      }),
  };
}

function editorNow(): vscode.TextEditor {
  const editor = vscode.window.activeTextEditor;
  if (!editor) throw new CustodyError('invalid_state', 'No text editor is open.', 'Open the file that the text goes to, then try again.');
  return editor;
}

async function pickIn(
  title: string,
  custody: () => Promise<Custody>,
): Promise<{ readonly name: string; readonly region: string } | undefined> {
  const ready = await custody();
  const picked = await promptFor({ ...ready.operations.describeSecret, title }, {}, ready);
  if (!picked) return undefined;
  const name = nameInArn(String(picked['secret_id']));
  if (canBeReferenced(name)) return { name, region: String(picked['region']) };
  throw new CustodyError('invalid_input', "The secret's name holds characters that AWS allows in none.", 'Pick another secret.');
}

/** As plain text: a snippet of the editor would fill in what looks like a placeholder. */
async function insert(editor: vscode.TextEditor, text: string): Promise<void> {
  const done = await editor.edit((edit) => editor.selections.forEach((selection) => edit.replace(selection, text)));
  if (!done)
    throw new CustodyError('invalid_state', 'The editor did not take the text.', 'Look whether the file can be changed, then try again.');
}

/** Any extension can run a command, so that what it is given is read as a stranger's. */
function mentionedIn(argument: unknown): Mentioned {
  const { secretId, key }: { readonly secretId?: unknown; readonly key?: unknown } = Object(argument);
  if (typeof secretId !== 'string' || !canBeReferenced(secretId))
    throw new CustodyError('invalid_input', 'The command was given no secret.');
  return { secretId, ...(typeof key === 'string' && /^[^:{}\n]{1,256}$/.test(key) ? { key } : {}) };
}
