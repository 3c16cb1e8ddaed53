import { person } from '../../core/caller.ts';
import { CustodyError } from '../../core/errors.ts';
import type { Custody } from '../../custody.ts';
import { runOperation } from '../operationCommands.ts';
import { pickSecretKeys } from '../pickSecretKeys.ts';
import { pickSource } from '../pickSource.ts';
import { promptFor } from '../prompts.ts';
import type { Node } from '../tree/nodes.ts';
import { withCancel } from '../withCancel.ts';

/** Asks which keys of a secret go into which `.env` file, and writes them. No value is shown. */
export async function writeEnvFile(node: Node | undefined, custody: Custody): Promise<void> {
  const { execute, operations } = custody;
  const { title } = operations.writeEnvFile;
  const source = await pickSource(title, node, custody);
  if (!source) return;
  const { account, region, arn } = source.location;
  const input = { account, region, secret_id: arn };
  const read = await withCancel(title, (signal) => execute(operations.getSecretValue, { input, caller: person, signal }));
  if (!read.ok) throw read.error;
  const keys = read.output.fields.map(({ key }) => key);
  if (keys.length === 0) throw new CustodyError('invalid_state', `${source.location.name} has no key, so there is nothing to write.`);
  const chosen = await pickSecretKeys({ title, placeHolder: 'Keys that are written; no value is shown', keys, areTicked: true });
  if (!chosen || chosen.length === 0) return;
  // All of them are no list, which would have a limit.
  const some = chosen.length === keys.length ? {} : { keys: chosen };
  const asked = await promptFor(operations.writeEnvFile, { ...input, ...some }, custody);
  if (asked) await runOperation(operations.writeEnvFile, asked, custody);
}
