import { person } from '../core/caller.ts';
import type { SecretLocation } from '../core/operation.ts';
import type { SecretDetail } from '../core/secretsService.ts';
import type { Custody } from '../custody.ts';
import { locationOf, type Node } from './tree/nodes.ts';
import { promptFor } from './prompts.ts';
import { withCancel } from './withCancel.ts';

interface Source {
  readonly location: SecretLocation;
  readonly detail: SecretDetail;
}

/** The secret of a row of the tree, or one that the person picks; undefined when they leave. */
export async function pickSource(title: string, node: Node | undefined, custody: Custody): Promise<Source | undefined> {
  const { execute, operations } = custody;
  const at = node?.kind === 'secret' ? locationOf(node) : undefined;
  const known = at ? { account: at.account, region: at.region, secret_id: at.arn } : {};
  const input = await promptFor({ ...operations.describeSecret, title }, known, custody);
  if (!input) return undefined;
  const described = await withCancel(title, (signal) => execute(operations.describeSecret, { input, caller: person, signal }));
  if (!described.ok) throw described.error;
  const { arn, name } = described.output;
  const location = { account: String(input['account']), region: String(input['region']), arn, name };
  return { location, detail: described.output };
}
