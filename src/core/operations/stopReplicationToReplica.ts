import * as z from 'zod';
import { CustodyError } from '../errors.ts';
import { defineOperation } from '../operation.ts';
import { word } from '../outputText.ts';
import { isReplica } from '../replicas.ts';
import { describeFirst, whichSecret } from './arguments.ts';

export const stopReplicationToReplica = defineOperation({
  name: 'stop_replication_to_replica',
  title: 'Promote Replica',
  description: "Makes a replica, in the replica's region, a secret of its own.",
  api: 'StopReplicationToReplica',
  risk: 'write',
  needs: 'write',
  toolset: 'replication',
  target: 'secret',
  appliesTo: ['secret'],
  palette: 'form',
  input: z.strictObject(whichSecret),
  // Asked of a person too: the two are joined again only by deleting one of them.
  overwrites: () => true,
  async precondition(context, input) {
    const before = await describeFirst(context, input.secret_id);
    const { secret } = before;
    if (secret && !isReplica(secret, context.region)) {
      const regions = secret.replicas.map(({ region }) => region).join(', ');
      throw new CustodyError(
        'invalid_state',
        `${secret.name} in account ${context.account} (${context.region}) is no replica.`,
        regions === '' ? undefined : `Name the region of a replica: ${regions}.`,
      );
    }
    return { ...before, state: { ...before.state, primaryRegion: secret?.primaryRegion } };
  },
  effect: (input, { secret }) => ({
    headline: `Promote the replica of ${secret?.name ?? input.secret_id}`,
    consequences: [
      `It becomes a secret of its own. Changes and rotations of the primary in ${secret?.primaryRegion ?? 'its region'} reach it no more.`,
      'It does not rotate.',
      'There is no way back but to delete it and replicate the primary again.',
    ],
    acceptLabel: 'Promote',
  }),
  run: ({ service, signal }, input, { arn = input.secret_id }) => service.stopReplicationToReplica(arn, signal),
  async settle(context, input, { arn = input.secret_id }) {
    const found = await context.service.describeSecret(arn, context.signal);
    return isReplica(found, context.region) ? undefined : { arn: found.arn };
  },
  toAgent: ({ arn }) => `Promoted: a secret of its own now.\narn: ${word(arn)}`,
});
