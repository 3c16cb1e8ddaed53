import * as z from 'zod';
import { includesLevel, regionName } from '../account.ts';
import { CustodyError } from '../errors.ts';
import { kmsKeyId } from '../limits.ts';
import { defineOperation, type OperationContext, type Precondition } from '../operation.ts';
import { day, replicaLine, word } from '../outputText.ts';
import { partitionOfRegion } from '../partitions.ts';
import { arnIn, assertPrimary } from '../replicas.ts';
import type { SecretDetail } from '../secretsService.ts';
import { describeFirst, unlessMissing, whichSecret } from './arguments.ts';

/** What stands under the same name where a replica is to be. */
const taken = z.array(z.strictObject({ region: z.string(), arn: z.string(), lastRead: z.string() }));
type Taken = z.infer<typeof taken>;

interface Wanted {
  readonly regions: readonly string[];
  readonly overwrite?: boolean | undefined;
}

export const replicateSecretToRegions = defineOperation({
  name: 'replicate_secret_to_regions',
  title: 'Add Replica Regions',
  description: 'Replicates a secret to other regions, or tries a failed one again.',
  api: 'ReplicateSecretToRegions',
  risk: 'write',
  needs: 'write',
  toolset: 'replication',
  target: 'secret',
  appliesTo: ['secret'],
  palette: 'form',
  input: z.strictObject({
    ...whichSecret,
    regions: z
      .array(regionName)
      .min(1)
      .max(40)
      .refine((all) => new Set(all).size === all.length, 'names a region twice'),
    kms_key_id: kmsKeyId.optional(),
    overwrite: z.boolean().optional(),
  }),
  // What is overwritten is as lost as what is deleted without a recovery window.
  force: (input) => input.overwrite === true,
  overwrites: (input) => input.overwrite === true,
  async precondition(context, input) {
    const before = await describeFirst(context, input.secret_id);
    assertPrimary(before, context);
    for (const region of input.regions) assertReplicable(before.secret, region, context);
    if (input.overwrite === true) assertMayDestroy(context);
    const inTheWay = await findTaken(before, input, context);
    if (inTheWay.length > 0 && input.overwrite !== true) {
      throw new CustodyError(
        'secret_exists',
        `Another secret named ${before.secret?.name ?? input.secret_id} exists already in account ${context.account} (${inTheWay.map(({ region }) => region).join(', ')}).`,
        'A replica has room only where it is overwritten or gone.',
      );
    }
    return { ...before, state: { ...before.state, taken: inTheWay } };
  },
  effect: ({ regions, kms_key_id: key, overwrite }, { secret, state }) => {
    const name = secret?.name ?? '';
    return {
      headline: `Replicate ${name} to ${regions.join(', ')}`,
      consequences: [
        ...taken
          .parse(state['taken'])
          .map(
            ({ region, lastRead }) =>
              `The other secret named ${name} in ${region} is overwritten with all its versions, and nothing brings it back. It was ${lastRead === '' ? 'never read, or not recently' : `last read on ${lastRead}`}.`,
          ),
        `Its value, tags and policy are copied to ${regions.join(', ')}, and so is every later change.`,
        `Encrypted there with ${key ?? 'the default key of the account'}. Whoever may use that key and read the replica reads the value.`,
        'AWS charges each like a secret of its own.',
      ],
      acceptLabel: overwrite === true ? 'Overwrite and Replicate' : 'Replicate',
      ...(overwrite === true ? { typeToConfirm: name } : {}),
    };
  },
  async run({ service, signal }, input, { arn = input.secret_id, secret }) {
    const { regions, kms_key_id: key, overwrite = false } = input;
    const asked = regions.map((region) => (key === undefined ? { region } : { region, kmsKeyId: key }));
    const { replicas } = await service.replicateSecretToRegions({ secretId: arn, regions: asked, overwrite }, signal);
    return { arn, name: secret?.name ?? input.secret_id, replicas: replicas.filter(({ region }) => regions.includes(region)) };
  },
  async settle({ service, signal }, input, { arn = input.secret_id }) {
    const found = await service.describeSecret(arn, signal);
    // One that failed may have failed before.
    const replicas = found.replicas.filter(({ region, status }) => input.regions.includes(region) && status !== 'Failed');
    return replicas.length === input.regions.length ? { arn: found.arn, name: found.name, replicas } : undefined;
  },
  toAgent: ({ name, replicas }) =>
    [`Replicating ${word(name)}; describe_secret shows what became of it.`, ...replicas.map(replicaLine)].join('\n'),
});

function assertReplicable(secret: SecretDetail | undefined, region: string, { account, accounts, caller, region: here }: OperationContext) {
  const what = `${secret?.name ?? 'The secret'} in account ${account} (${here})`;
  if (region === here) throw new CustodyError('invalid_input', `${what} can't be replicated to the region it is in.`);
  if (partitionOfRegion(region) !== partitionOfRegion(here)) {
    throw new CustodyError('invalid_input', `${what} can't be replicated to ${region}, which is in another partition of AWS.`);
  }
  const known = accounts.find(({ name }) => name === account)?.regions ?? [];
  if (caller.kind === 'agent' && !known.includes(region)) {
    throw new CustodyError('region_not_found', `Account ${account} is not configured for the region ${region}.`);
  }
  const there = secret?.replicas.find((replica) => replica.region === region);
  if (there && there.status !== 'Failed') {
    throw new CustodyError('invalid_state', `${what} has a replica in ${region} already (${word(there.status)}).`);
  }
}

/** To overwrite is to delete, which is a level of its own. */
function assertMayDestroy({ caller, account, accounts }: OperationContext): void {
  const level = accounts.find(({ name }) => name === account)?.access ?? 'off';
  if (caller.kind === 'person' || includesLevel(level, 'destroy')) return;
  throw new CustodyError('access_level', `Overwriting needs the access level "destroy", and agents have "${level}" in account ${account}.`);
}

/** AWS would only report what is in the way afterwards, as the replica's failure. */
async function findTaken({ secret }: Precondition, { regions, overwrite = false }: Wanted, context: OperationContext): Promise<Taken> {
  if (!secret) return [];
  const found = await Promise.all(
    regions.map(async (region): Promise<Taken> => {
      const other = await lookIn(region, secret.name, overwrite, context);
      // Of an earlier try, and nobody else's.
      if (!other || other.arn === arnIn(region, secret.arn)) return [];
      return [{ region, arn: other.arn, lastRead: day(other.lastAccessedDate) }];
    }),
  );
  return found.flat();
}

async function lookIn(
  region: string,
  name: string,
  overwrite: boolean,
  { serviceIn, signal }: OperationContext,
): Promise<SecretDetail | undefined> {
  try {
    const service = await serviceIn(region);
    return await unlessMissing(service.describeSecret(name, signal));
  } catch (thrown) {
    // A role may replicate without being allowed to look there; then AWS says it in the replica's status.
    if (thrown instanceof CustodyError && thrown.code === 'access_denied') return undefined;
    // By a tag, nobody can tell a secret outside of the list from none. What is not overwritten can't be harmed, whichever it is.
    if (thrown instanceof CustodyError && thrown.code === 'outside_allow_list' && !overwrite) return undefined;
    throw thrown;
  }
}
