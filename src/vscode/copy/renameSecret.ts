import { canonicalJson } from '../../core/canonicalJson.ts';
import { person } from '../../core/caller.ts';
import { CustodyError } from '../../core/errors.ts';
import type { SecretLocation } from '../../core/operation.ts';
import { day } from '../../core/outputText.ts';
import type { SecretDetail } from '../../core/secretsService.ts';
import type { Custody } from '../../custody.ts';
import { copySecret } from './copySecret.ts';

/** How a rename ended, in a sentence that says what exists now. */
interface RenameEnd {
  readonly renamed: boolean;
  readonly sentence: string;
}

interface Renaming {
  readonly custody: Custody;
  readonly from: SecretLocation;
  readonly name: string;
  readonly kmsKeyId: string | undefined;
  readonly signal: AbortSignal;
  readonly progress?: (text: string) => void;
}

/**
 * Secrets Manager can't rename: the secret is copied, the copy is compared with it, and only then the old one is deleted,
 * after the card that every delete has. Throws while there is no copy; from then on every end is told.
 */
export async function renameSecret({ custody, from, name, kmsKeyId, signal, progress }: Renaming): Promise<RenameEnd> {
  const { execute, operations } = custody;
  const { account, region } = from;
  const old = { account, region, secret_id: from.arn };
  const before = await execute(operations.describeSecret, { input: old, caller: person, signal });
  if (!before.ok) throw before.error;
  assertRenamable(before.output, from);

  const target = { account, region, name, ...(kmsKeyId === undefined ? {} : { kmsKeyId }) };
  const copy = await copySecret(custody, from, target, signal);
  const ended = (why: string): RenameEnd => ({ renamed: false, sentence: why });
  const both = (why: string): RenameEnd => ended(`${why} ${from.name} was not deleted, so it and ${name} both exist now.`);

  const back = await execute(operations.getSecretValue, { input: { account, region, secret_id: copy.arn }, caller: person, signal });
  if (!back.ok) return both(`${name} was created, but could not be read back: ${back.error.message}`);
  if (!back.output.value.equals(copy.value)) return both(`${name} was created, but holds another value than ${from.name} held.`);

  const now = await execute(operations.describeSecret, { input: old, caller: person, signal });
  if (!now.ok && now.error.code === 'secret_not_found')
    return ended(`${from.name} was deleted elsewhere while it was copied. ${name} holds its value.`);
  if (!now.ok) return both(`${name} was created, but ${from.name} could not be looked at again: ${now.error.message}`);
  if (now.output.deletedDate !== undefined)
    return ended(`${from.name} was scheduled for deletion elsewhere while it was copied. ${name} holds its value.`);
  // The delete reads the secret again and binds its card to that, so a change after this look is not lost unseen.
  if (currentVersion(now.output) !== copy.versionId || copiedOf(now.output) !== copiedOf(copy.original))
    return both(`${from.name} was changed elsewhere while it was copied, and ${name} holds what it was before.`);

  const input = { ...old, recovery_window_in_days: 30 };
  const deleted = await execute(operations.deleteSecret, { input, caller: person, signal, ...(progress ? { progress } : {}) });
  if (deleted.ok) {
    const until = deleted.output.restorableUntil;
    return { renamed: true, sentence: `${from.name} is now ${name}. The old secret can be restored until ${day(until)}.` };
  }
  const { code, sentence, message } = deleted.error;
  if (code === 'approval_declined') return ended(`You declined the delete, so ${from.name} and ${name} both exist now.`);
  if (code === 'outcome_unknown') return ended(`${name} was created and holds the value. ${sentence}`);
  return both(message);
}

/** Throws for a secret that can't be copied and deleted without something else breaking. */
export function assertRenamable(secret: SecretDetail, { account, region }: SecretLocation): void {
  const { name, owningService, deletedDate, primaryRegion, replicas } = secret;
  const where = `${name} in account ${account} (${region})`;
  if (deletedDate !== undefined)
    throw new CustodyError('secret_pending_deletion', `${where} is scheduled for deletion.`, 'Restore it, then rename it.');
  if (owningService !== undefined)
    throw refusal(`${where} is managed by ${owningService}, which looks for it by its name.`, 'Duplicate it instead.');
  if (primaryRegion !== undefined && primaryRegion !== region)
    throw refusal(`${where} is a replica of the secret in ${primaryRegion}.`, `Rename it there.`);
  if (replicas.length > 0) {
    const regions = replicas.map((replica) => replica.region).join(', ');
    throw refusal(`${where} has replicas in ${regions}, which a renamed secret would not have.`, 'Remove the replicas first.');
  }
}

function refusal(message: string, next: string): CustodyError {
  return new CustodyError('invalid_state', `${message.replace(/\.$/, '')}, so it can't be renamed.`, next);
}

function currentVersion({ versions }: SecretDetail): string | undefined {
  return versions.find(({ stages }) => stages.includes('AWSCURRENT'))?.versionId;
}

/** What of a secret's metadata a copy takes over. */
function copiedOf({ description, tags, kmsKeyId }: SecretDetail): string {
  return canonicalJson({ description, tags, kmsKeyId });
}
