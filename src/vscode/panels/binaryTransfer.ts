import { homedir } from 'node:os';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { binaryKind } from '../../core/binaryKind.ts';
import { person } from '../../core/caller.ts';
import { maxValueBytes } from '../../core/limits.ts';
import { oneLine } from '../../core/outputText.ts';
import type { ToSecretPage } from '../../core/secretProtocol.ts';
import { SecretText } from '../../core/secretText.ts';
import type { Custody } from '../../custody.ts';
import type { HeldFields } from './heldFields.ts';
import { putProblem } from './putProblem.ts';

interface BinaryTransferOptions {
  readonly custody: () => Promise<Custody>;
  readonly input: { readonly account: string; readonly region: string; readonly secret_id: string };
  readonly name: string;
  readonly held: HeldFields;
  readonly post: (message: ToSecretPage) => void;
  readonly setBusy: (doing: string | undefined) => void;
  readonly fail: (sentence: string) => void;
  readonly reload: () => Promise<void>;
  /** Aborts when the panel is closed. */
  readonly signal: AbortSignal;
}

export interface BinaryTransfer {
  /** Writes the binary value that was retrieved to a file the person names. */
  readonly download: () => Promise<void>;
  /** Stores a file the person names as the new value, over the version they retrieved. */
  readonly upload: (version: string | undefined) => Promise<void>;
}

/** A binary value to a file and from one. The page has no part in it but the click: no byte of a file reaches it. */
export function createBinaryTransfer(options: BinaryTransferOptions): BinaryTransfer {
  const { custody, input, name, held, post, setBusy, fail } = options;
  let isUnderWay = false;

  /** The binary value that is held; a page that asks for one without it is told so. */
  function binary(): SecretText | undefined {
    const [field] = held.all() ?? [];
    if (!field) post({ type: 'hide', forget: true });
    return field?.value.encoding === 'binary' ? field.value : undefined;
  }

  async function download(): Promise<void> {
    const value = binary();
    if (!value) return;
    const last = name.slice(name.lastIndexOf('/') + 1).replace(/^\.+/, '') || 'secret';
    const chosen = await vscode.window.showSaveDialog({
      title: 'Save Secret Value',
      saveLabel: 'Save',
      // Home, because a folder that is open here is likely under version control.
      defaultUri: vscode.Uri.file(`${homedir()}/${last}.${binaryKind(value).extension}`),
    });
    if (!chosen) return;
    if (chosen.scheme !== 'file') return fail('The value was not written: choose a folder on the machine the extension runs on.');
    const path = chosen.fsPath;
    const [{ writePrivateFile }, { isInWorkTree }] = await Promise.all([
      import('../../storage/privateFile.ts'),
      import('../../storage/gitTree.ts'),
    ]);
    if (!(await mayWrite(name, path, await isInWorkTree(dirname(path))))) return;
    // A panel that was closed meanwhile, by a lock for one, has dropped what it held.
    if (options.signal.aborted) return;
    try {
      // Goes to the file the person named, after their yes to exactly that.
      await writePrivateFile(path, Buffer.from(value.reveal(), 'base64'));
    } catch (thrown) {
      return fail(`The value of ${name} was not written to ${oneLine(path)} (${codeOf(thrown)}). Choose another place, then try again.`);
    }
    void vscode.window.showInformationMessage(
      `The value of ${name} was written to ${oneLine(path)}. Delete the file once you have used it.`,
    );
  }

  async function upload(version: string | undefined): Promise<void> {
    if (!binary()) return;
    if (version === undefined) return;
    const [chosen] =
      (await vscode.window.showOpenDialog({
        title: `Replace the Value of ${name} with a File`,
        openLabel: 'Choose',
        canSelectMany: false,
        defaultUri: vscode.Uri.file(homedir()),
      })) ?? [];
    if (!chosen) return;
    const path = oneLine(chosen.fsPath);
    if (chosen.scheme !== 'file') return fail('Nothing was stored: choose a file on the machine the extension runs on.');
    const { readSmallFile } = await import('../../storage/privateFile.ts');
    const read = await readSmallFile(chosen.fsPath, maxValueBytes).catch((thrown: unknown) => ({ code: codeOf(thrown) }));
    if ('code' in read) return fail(`Nothing was stored: ${path} can't be read (${read.code}). Choose another file.`);
    if ('size' in read) {
      return fail(
        `Nothing was stored: ${path} has ${read.size.toLocaleString('en')} bytes, and a secret takes 1 to 65,536. Choose another file.`,
      );
    }
    const value = SecretText.ofBase64(read.toString('base64'));
    read.fill(0);
    if (!options.signal.aborted) await store(value, version);
  }

  async function store(value: SecretText, version: string): Promise<void> {
    setBusy('Waiting for your answer in the confirmation…');
    const { execute, operations } = await custody();
    // Runs on even if this panel is closed: the card that asks is a panel of its own.
    const put = await execute(operations.putSecretValue, {
      input: { ...input, value: 'person', if_version: version },
      caller: person,
      value,
      progress: setBusy,
    });
    if (put.ok) {
      held.drop();
      setBusy(undefined);
      post({ type: 'editClosed', saved: true });
      return options.reload();
    }
    const { code } = put.error;
    if (code === 'approval_declined') return setBusy(undefined);
    if (code === 'outcome_unknown' || code === 'changed_since') await options.reload();
    fail(
      code === 'changed_since'
        ? 'The file was not stored: the secret was changed elsewhere after you retrieved it. Retrieve the value again, then choose the file again if it is still wanted.'
        : putProblem(put.error),
    );
  }

  /** One at a time: a second click must not open a second dialog over the first. */
  async function alone(work: () => Promise<void>): Promise<void> {
    if (isUnderWay) return;
    isUnderWay = true;
    try {
      await work();
    } finally {
      isUnderWay = false;
    }
  }

  return { download: () => alone(download), upload: (version) => alone(() => upload(version)) };
}

async function mayWrite(name: string, path: string, isUnderGit: boolean): Promise<boolean> {
  const lines = [
    oneLine(path),
    'The value goes onto the disk in plain form. Other programs of yours and backups can read it there.',
    ...(isUnderGit ? ['The folder is in a git work tree: unless git ignores this file, it could be committed.'] : []),
  ];
  const keep = 'Keep It in AWS';
  const write = 'Write File';
  // The first answer has the keyboard, so that it is the safe one.
  const answer = await vscode.window.showWarningMessage(
    `Write the value of ${name} to a file?`,
    { modal: true, detail: lines.join('\n\n') },
    keep,
    write,
  );
  return answer === write;
}

/** The system's short name of what went wrong; its message could carry anything. */
function codeOf(thrown: unknown): string {
  const code: unknown = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  return typeof code === 'string' && /^[A-Z0-9_]{1,40}$/.test(code) ? code : 'unknown fault';
}
