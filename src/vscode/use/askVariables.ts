import * as vscode from 'vscode';
import { person } from '../../core/caller.ts';
import { CustodyError } from '../../core/errors.ts';
import type { SecretLocation } from '../../core/operation.ts';
import { faultOfVariable } from '../../core/programVariables.ts';
import { canNameKey, formatReference } from '../../core/reference.ts';
import type { Custody } from '../../custody.ts';
import { withCancel } from '../withCancel.ts';
import { pickSecretKeys } from '../pickSecretKeys.ts';
import { plainLabel } from '../plainLabel.ts';

/** Which variables get which references of a secret, or the path of a file with its bytes. */
export interface AskedVariables {
  readonly env: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
}

/** Asks which keys of a secret go into which variables; undefined when the person leaves. No value is shown. */
export async function askVariables(
  title: string,
  at: SecretLocation,
  custody: Custody,
  { takesFiles }: { readonly takesFiles: boolean },
): Promise<AskedVariables | undefined> {
  const { execute, operations } = custody;
  const input = { account: at.account, region: at.region, secret_id: at.arn };
  const read = await withCancel(title, (signal) => execute(operations.getSecretValue, { input, caller: person, signal }));
  if (!read.ok) throw read.error;
  const isBinary = read.output.value.encoding === 'binary';
  if (isBinary && !takesFiles)
    throw new CustodyError(
      'invalid_state',
      `${at.name} is binary, which no variable holds.`,
      '"Custody: Run with Secrets" gives a program such a value as a file.',
    );
  const keys = read.output.fields.map(({ key }) => key).filter((key) => key === undefined || canNameKey(key));
  if (keys.length === 0) throw new CustodyError('invalid_state', `No key of ${at.name} can stand in a reference.`, 'Use its whole value.');
  const chosen = await pickSecretKeys({ title, placeHolder: 'Keys the program gets', keys, areTicked: false });
  if (!chosen || chosen.length === 0) return undefined;
  const names = await askNames(title, chosen, at.name);
  if (!names) return undefined;
  const pairs = names.map((name, index) => [name, formatReference(at.arn, chosen[index], isBinary ? { binary: true } : {})] as const);
  return { env: isBinary ? {} : Object.fromEntries(pairs), files: isBinary ? Object.fromEntries(pairs) : {} };
}

async function askNames(title: string, keys: readonly (string | undefined)[], secret: string): Promise<readonly string[] | undefined> {
  const shown = keys.map((key) => plainLabel(key ?? 'its value')).join(', ');
  const typed = await vscode.window.showInputBox({
    title,
    prompt: keys.length === 1 ? `Variable for ${shown}` : `Variables for ${shown}, in this order, with commas between`,
    value: keys.map((key) => suggestedVariable(key ?? secret)).join(', '),
    ignoreFocusOut: true,
    validateInput: (text) => faultOfNames(namesIn(text), keys.length),
  });
  return typed === undefined ? undefined : namesIn(typed);
}

function namesIn(text: string): readonly string[] {
  return text.split(',').map((name) => name.trim());
}

function faultOfNames(names: readonly string[], count: number): string | undefined {
  if (names.length !== count) return `Give ${count} ${count === 1 ? 'name' : 'names, with commas between'}.`;
  if (new Set(names).size < names.length) return 'Give each variable a name of its own.';
  return names.map(faultOfVariable).find((fault) => fault !== undefined);
}

/** `db-password` is `DB_PASSWORD`. */
function suggestedVariable(key: string): string {
  const name = key
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .toUpperCase()
    .slice(0, 64);
  return /^[A-Z]/.test(name) ? name : `SECRET_${name}`.replace(/_$/, '');
}
