import * as z from 'zod';
import { regionName } from '../account.ts';
import { CustodyError } from '../errors.ts';
import { defineOperation } from '../operation.ts';
import { day, word } from '../outputText.ts';
import { assertPrimary } from '../replicas.ts';
import type { Replica } from '../secretsService.ts';
import { describeFirst, whichSecret } from './arguments.ts';

export const removeRegionsFromReplication = defineOperation({
  name: 'remove_regions_from_replication',
  title: 'Remove Replica Regions',
  description: 'Deletes replicas of a secret at once, with no way to restore them.',
  api: 'RemoveRegionsFromReplication',
  risk: 'destructive',
  needs: 'destroy',
  toolset: 'replication',
  target: 'secret',
  appliesTo: ['secret'],
  palette: 'form',
  input: z.strictObject({ ...whichSecret, regions: z.array(regionName).min(1).max(40) }),
  async precondition(context, input) {
    const before = await describeFirst(context, input.secret_id);
    assertPrimary(before, context);
    const there = before.secret?.replicas.map(({ region }) => region) ?? [];
    const missing = input.regions.filter((region) => !there.includes(region));
    if (missing.length > 0) {
      const others = there.length === 0 ? 'and none elsewhere' : `but in ${there.map(word).join(', ')}`;
      throw new CustodyError(
        'invalid_state',
        `${before.secret?.name ?? input.secret_id} in account ${context.account} has no replica in ${missing.join(', ')}, ${others}.`,
      );
    }
    return before;
  },
  effect: ({ regions }, { secret }) => ({
    headline: `Delete ${regions.length === 1 ? 'the replica' : 'the replicas'} of ${secret?.name ?? ''} in ${regions.join(', ')}`,
    consequences: [
      ...(secret?.replicas.filter(({ region }) => regions.includes(region)).map(loss) ?? []),
      'What is deleted is gone at once, without a recovery window.',
      'The primary stays as it is, and can be replicated again.',
    ],
    acceptLabel: 'Delete',
  }),
  async run({ service, signal }, input, { arn = input.secret_id }) {
    await service.removeRegionsFromReplication({ secretId: arn, regions: input.regions }, signal);
    return { arn, regions: input.regions };
  },
  async settle({ service, signal }, input, { arn = input.secret_id }) {
    const { replicas } = await service.describeSecret(arn, signal);
    return replicas.some(({ region }) => input.regions.includes(region)) ? undefined : { arn, regions: input.regions };
  },
  toAgent: ({ arn, regions }) => `Deleted the replicas in ${regions.map(word).join(', ')}.\narn: ${word(arn)}`,
});

function loss({ region, status, lastAccessedDate }: Replica): string {
  if (status === 'Failed') return `In ${region} the replica failed, so that nothing is read there.`;
  const read = lastAccessedDate === undefined ? 'It was never read there' : `It was last read on ${day(lastAccessedDate)}`;
  return `Whatever reads the secret in ${region} fails at once. ${read}.`;
}
