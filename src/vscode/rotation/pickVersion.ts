import * as vscode from 'vscode';
import { person } from '../../core/caller.ts';
import { newestFirst } from '../../core/newestFirst.ts';
import type { ListedVersion, SecretDetail } from '../../core/secretsService.ts';
import type { Custody } from '../../custody.ts';
import { moment } from '../panels/secretView.ts';
import { plainLabel } from '../plainLabel.ts';
import { withCancel } from '../withCancel.ts';

interface Where {
  readonly account: string;
  readonly region: string;
}

/** A secret's versions, newest first; those that DescribeSecret told of where listing is not allowed. */
export async function versionsOf(
  secret: SecretDetail,
  { account, region }: Where,
  { execute, operations }: Custody,
): Promise<readonly ListedVersion[]> {
  const input = { account, region, secret_id: secret.arn, include_deprecated: true };
  const page = await withCancel(`Reading the versions of ${secret.name}…`, (signal) =>
    execute(operations.listSecretVersionIds, { input, caller: person, signal }),
  );
  if (page.ok) return page.output.versions.toSorted(newestFirst);
  if (page.error.code === 'cancelled') throw page.error;
  return secret.versions;
}

/** Lets the person pick a version; those with this label come first. */
export async function pickVersion(
  versions: readonly ListedVersion[],
  { title, placeHolder, first }: { readonly title: string; readonly placeHolder: string; readonly first: string },
): Promise<ListedVersion | undefined> {
  const isFirst = ({ stages }: ListedVersion): number => (stages.includes(first) ? 0 : 1);
  const items = versions
    .toSorted((one, other) => isFirst(one) - isFirst(other))
    .map((version) => ({
      label: plainLabel(version.stages.join(', ') || 'No staging label'),
      description: plainLabel(version.versionId),
      detail: version.createdDate === undefined ? '' : `Created ${moment(version.createdDate)}`,
      version,
    }));
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder, ignoreFocusOut: true, matchOnDescription: true });
  return picked?.version;
}
