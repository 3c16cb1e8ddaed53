import * as z from 'zod';
import type { Effect } from '../approval.ts';
import { CustodyError } from '../errors.ts';
import { recoveryWindowInDays } from '../limits.ts';
import { defineOperation, promptHints, type Precondition } from '../operation.ts';
import { day, word } from '../outputText.ts';
import { isReplica } from '../replicas.ts';
import type { SecretDetail, SecretVersion } from '../secretsService.ts';
import { describeFirst, unlessMissing, whichSecret } from './arguments.ts';

const defaultWindow = 30;
const dayMs = 86_400_000;
const window = recoveryWindowInDays.optional();
promptHints.add(window, {
  prompt: 'For how long can it still be restored?',
  choices: [
    { label: '30 days', description: 'as AWS does by default', arguments: { recovery_window_in_days: 30 } },
    { label: '14 days', arguments: { recovery_window_in_days: 14 } },
    { label: '7 days', description: 'the shortest', arguments: { recovery_window_in_days: 7 } },
    { label: 'Another number of days…', prompt: 'Days, from 7 to 30' },
    { label: 'Not at all', description: 'deleted at once, with no way back', arguments: { force: true } },
  ],
});

export const deleteSecret = defineOperation({
  name: 'delete_secret',
  title: 'Delete Secret',
  description: 'Schedules a secret for deletion, once the person has confirmed it.',
  api: 'DeleteSecret',
  risk: 'destructive',
  needs: 'destroy',
  target: 'secret',
  appliesTo: ['secret'],
  palette: 'prompts',
  input: z.strictObject({ ...whichSecret, recovery_window_in_days: window, force: z.boolean().optional() }),
  force: (input) => input.force === true,
  async precondition(context, input) {
    if (input.force === true && input.recovery_window_in_days !== undefined) {
      throw new CustodyError('invalid_input', `delete_secret on ${input.secret_id} takes either force or a recovery window, not both.`);
    }
    const before = await describeFirst(context, input.secret_id);
    if (before.secret?.deletedDate !== undefined) {
      throw new CustodyError(
        'secret_pending_deletion',
        `${before.secret.name} in account ${context.account} is already scheduled for deletion.`,
      );
    }
    if (before.secret && isReplica(before.secret, context.region)) {
      throw new CustodyError(
        'invalid_state',
        `${before.secret.name} in account ${context.account} (${context.region}) is a replica, which is deleted only from its primary in ${word(before.secret.primaryRegion ?? 'another region')}, at once and for good.`,
        `Remove the region ${context.region} from the primary's replication.`,
      );
    }
    if (before.secret && before.secret.replicas.length > 0) {
      const regions = before.secret.replicas.map(({ region }) => word(region)).join(', ');
      throw new CustodyError(
        'invalid_state',
        `${before.secret.name} in account ${context.account} (${context.region}) has replicas in ${regions}, and is not deleted while they stand.`,
        `Remove or promote the replicas in ${regions} first.`,
      );
    }
    return before;
  },
  effect: ({ recovery_window_in_days: days = defaultWindow, force: atOnce = false }, before, now) => deletion(before, atOnce, days, now),
  async run({ service, signal }, input, { arn = input.secret_id }) {
    const atOnce = input.force === true;
    const deleted = await service.deleteSecret(
      atOnce ? { secretId: arn, force: true } : { secretId: arn, recoveryWindowInDays: input.recovery_window_in_days ?? defaultWindow },
      signal,
    );
    return { arn: deleted.arn, restorableUntil: atOnce ? undefined : deleted.deletionDate };
  },
  async settle({ service, signal }, input, { arn = input.secret_id }) {
    const found = await unlessMissing(service.describeSecret(arn, signal));
    if (!found) return { arn, restorableUntil: undefined };
    if (found.deletedDate === undefined) return undefined;
    if (input.force === true) return { arn: found.arn, restorableUntil: undefined };
    // Its date is that of the request; the window begins with it.
    const days = input.recovery_window_in_days ?? defaultWindow;
    return { arn: found.arn, restorableUntil: new Date(Date.parse(found.deletedDate) + days * dayMs).toISOString() };
  },
  toAgent: ({ arn, restorableUntil }) =>
    `${restorableUntil === undefined ? 'Deleted at once; nothing brings it back.' : `Scheduled for deletion on ${day(restorableUntil)}; restore_secret brings it back until then.`}\narn: ${word(arn)}`,
});

function deletion({ secret }: Precondition, atOnce: boolean, days: number, now: Date): Effect {
  const name = secret?.name ?? '';
  const until = new Date(now.getTime() + days * dayMs).toISOString();
  const count = secret?.versions.length ?? 0;
  return {
    headline: `Delete ${name}`,
    consequences: [
      `Whatever reads this secret fails at once. It holds ${count} version${count === 1 ? '' : 's'}.`,
      lastRead(secret, now),
      atOnce ? 'It is gone at once and can not be restored.' : `It can be restored until ${day(until)} (${days} days).`,
      ...(secret?.rotationEnabled ? ['Its rotation stops.'] : []),
      ...(secret?.versions.some(isPending) ? ['A rotation is under way or was cut off: what has AWSPENDING is lost too.'] : []),
      ...(secret?.owningService ? [`It is managed by ${secret.owningService}, which may stop working.`] : []),
    ],
    acceptLabel: atOnce ? 'Delete Forever' : 'Delete',
    findReferences: true,
    ...(atOnce ? { typeToConfirm: name } : {}),
  };
}

const recentMs = 7 * 86_400_000;

/** AWS keeps the day alone, and leaves it out where a secret was never read. */
function lastRead(secret: SecretDetail | undefined, now: Date): string {
  const at = secret?.lastAccessedDate;
  if (at === undefined) return 'It was never read, or not recently.';
  const isRecent = now.getTime() - Date.parse(at) < recentMs;
  return `It was last read on ${day(at)}${isRecent ? ', so that something uses it' : ''}.`;
}

function isPending({ stages }: SecretVersion): boolean {
  return stages.includes('AWSPENDING') && !stages.includes('AWSCURRENT');
}
