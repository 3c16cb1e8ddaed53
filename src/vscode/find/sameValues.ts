import * as vscode from 'vscode';
import { person } from '../../core/caller.ts';
import type { SecretLocation } from '../../core/operation.ts';
import { nameInArn, type SecretSummary, type ValueBatch } from '../../core/secretsService.ts';
import type { Custody } from '../../custody.ts';
import { withCancel } from '../withCancel.ts';
import { plainLabel } from '../plainLabel.ts';
import { promptFor } from '../prompts.ts';

const title = 'Find Same Values';
const most = 100;
const mostListed = 1_000;

interface Place {
  readonly account: string;
  readonly region: string;
}

/** Reads some secrets at once and says which of them hold the same value. No value is shown. */
export async function sameValues(custody: Custody, open: (location: SecretLocation) => void): Promise<void> {
  const asked = await promptFor({ ...custody.operations.listSecrets, title }, {}, custody);
  if (!asked) return;
  const place = { account: String(asked['account']), region: String(asked['region']) };
  const ids = await pickSecrets(place, custody);
  if (!ids) return;
  const { execute, operations } = custody;
  const read = await withCancel(title, (signal) =>
    execute(operations.batchGetSecretValue, { input: { ...place, secret_ids: ids }, caller: person, signal }),
  );
  if (!read.ok) throw read.error;
  await show(read.output, place, open);
}

async function pickSecrets(place: Place, custody: Custody): Promise<readonly string[] | undefined> {
  const { secrets, isCut } = await withCancel(title, (signal) => list(place, custody, signal));
  const items = secrets.map(({ name, description = '', arn }) => ({ label: plainLabel(name), description: plainLabel(description), arn }));
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: `Secrets to read and compare, two to ${most}; no value is shown${isCut ? `. Only the first ${secrets.length} are listed` : ''}`,
    canPickMany: true,
    matchOnDescription: true,
    ignoreFocusOut: true,
  });
  if (!picked) return undefined;
  if (picked.length >= 2 && picked.length <= most) return picked.map(({ arn }) => arn);
  void vscode.window.showInformationMessage(`${title} takes two to ${most} secrets; ${picked.length} were chosen.`);
  return undefined;
}

interface Listed {
  readonly secrets: readonly SecretSummary[];
  /** There are more than are listed. */
  readonly isCut: boolean;
}

async function list(place: Place, { execute, operations }: Custody, signal: AbortSignal): Promise<Listed> {
  const found: SecretSummary[] = [];
  let next: string | undefined;
  do {
    const input = { ...place, ...(next === undefined ? {} : { next_token: next }) };
    const page = await execute(operations.listSecrets, { caller: person, input, signal });
    if (!page.ok) throw page.error;
    found.push(...page.output.secrets);
    next = page.output.nextToken;
  } while (next !== undefined && found.length < mostListed);
  return { secrets: found, isCut: next !== undefined };
}

async function show({ values, failures }: ValueBatch, place: Place, open: (location: SecretLocation) => void): Promise<void> {
  const { findSameValues } = await import('../../core/sameValues.ts');
  const groups = findSameValues(values);
  const unread = failures.map(({ secretId, code }) => `${nameInArn(secretId)} ${code}`).join(', ');
  const gaps = unread === '' ? '' : ` Not read: ${unread}.`;
  if (groups.length === 0) {
    void vscode.window.showInformationMessage(
      // Brackets would make a link of a name.
      plainLabel(`No value of 8 bytes or more stands twice in these ${values.length} secrets.${gaps}`).replace(/[[\]]/g, ' '),
    );
    return;
  }
  const rows = groups.flatMap((places, index) => [
    { label: `Same value ${index + 1}`, kind: vscode.QuickPickItemKind.Separator, location: undefined },
    ...places.map(({ name, arn, key }) => ({
      label: plainLabel(name),
      description: key === undefined ? 'the whole value' : plainLabel(key),
      location: { ...place, arn, name },
    })),
  ]);
  const placeHolder = `Secrets that share a value.${gaps}`;
  const picked = await vscode.window.showQuickPick(rows, { title, placeHolder, matchOnDescription: true, ignoreFocusOut: true });
  if (picked?.location) open(picked.location);
}
