import type { ApprovalCard, PresentCard } from '../../src/core/approval.ts';
import { person } from '../../src/core/caller.ts';
import type { Operation } from '../../src/core/operation.ts';
import { operations as registry } from '../../src/core/operations/index.ts';
import type { Custody } from '../../src/custody.ts';
import { poll } from '../harness/poll.ts';

export interface WalkOptions {
  readonly custody: Custody;
  readonly account: string;
  readonly region: string;
  readonly replicaRegion: string;
  /** A function that may rotate the secret; without one rotation is walked to AWS's refusal alone. */
  readonly rotationFunction: string | undefined;
  /** What every name begins with, so that nothing else is ever touched. */
  readonly prefix: string;
  readonly tell: (line: string) => void;
}

/** Says yes to every card about this run's own secrets, and no to any other. */
export function acceptOwn(prefix: string): PresentCard {
  return async (card: ApprovalCard) =>
    card.secret.startsWith(prefix)
      ? { kind: 'accepted', id: card.id, ...(card.typeToConfirm === undefined ? {} : { typed: card.typeToConfirm }) }
      : { kind: 'declined' };
}

/** Makes each call of the service once, as a person, and deletes what it made. Gives how many failed. */
export async function walk({ custody, account, region, replicaRegion, rotationFunction, prefix, tell }: WalkOptions): Promise<number> {
  const { execute } = custody;
  const [first, second] = [`${prefix}/first`, `${prefix}/second`];
  const walked = new Set<string>();
  let failed = 0;

  async function call(
    name: string,
    input: object,
    { in: place = region, refused }: { in?: string; refused?: RegExp } = {},
  ): Promise<string> {
    const outcome = await execute(operationOf(name), { caller: person, input: { account, region: place, ...input } });
    walked.add(name);
    const said = outcome.ok ? outcome.text : outcome.error.sentence;
    const isRight = refused ? !outcome.ok && refused.test(said) : outcome.ok;
    if (!isRight) failed += 1;
    tell(`${isRight ? 'ok    ' : 'FAILED'} ${name}: ${said.split('\n')[0]}`);
    return said;
  }

  try {
    await call('check_account', {});
    // What it gives is a value, so nothing of it is told.
    const password = await execute(operationOf('get_random_password'), { caller: person, input: { account, region } });
    walked.add('get_random_password');
    if (!password.ok) failed += 1;
    tell(`${password.ok ? 'ok    ' : 'FAILED'} get_random_password`);
    for (const name of [first, second]) await call('create_secret', { name, value: 'generate' });
    await call('describe_secret', { secret_id: first });
    await call('list_secrets', { search: `name:${prefix}/` });
    await call('put_secret_value', { secret_id: first, value: 'generate' });
    const versions = await call('list_secret_version_ids', { secret_id: first });
    await call('get_secret_value', { secret_id: first });
    await call('batch_get_secret_value', { secret_ids: [first, second, `${prefix}/missing`] });
    await call('update_secret', { secret_id: first, description: 'Made by a test run' });
    await call('tag_resource', { secret_id: first, tags: { 'custody-test': 'yes' } });
    await call('untag_resource', { secret_id: first, tag_keys: ['custody-test'] });
    const versionWith = (label: string): string => new RegExp(`^([0-9a-f-]{36})\\|${label}`, 'm').exec(versions)?.[1] ?? '';
    await call('update_secret_version_stage', {
      secret_id: first,
      version_stage: 'AWSCURRENT',
      move_to_version_id: versionWith('AWSPREVIOUS'),
      remove_from_version_id: versionWith('AWSCURRENT'),
    });

    const owner = /AWS account (\d{12})/.exec(await call('check_account', {}))?.[1] ?? '';
    const policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: owner }, Action: 'secretsmanager:DescribeSecret', Resource: '*' }],
    });
    await call('validate_resource_policy', { policy });
    await call('put_resource_policy', { secret_id: first, policy });
    await call('get_resource_policy', { secret_id: first });
    await call('delete_resource_policy', { secret_id: first });

    for (const name of [first, second]) {
      await call('replicate_secret_to_regions', { secret_id: name, regions: [replicaRegion] });
      await poll(async () => /InSync/.test(await textOf('describe_secret', { secret_id: name })), {
        what: `${name} was replicated`,
        deadlineMs: 120_000,
        everyMs: 1_000,
      });
    }
    await call('remove_regions_from_replication', { secret_id: first, regions: [replicaRegion] });
    await call('stop_replication_to_replica', { secret_id: second }, { in: replicaRegion });

    if (rotationFunction === undefined) {
      await call('rotate_secret', { secret_id: first }, { refused: /function/ });
    } else {
      await call('rotate_secret', { secret_id: first, rotation_lambda_arn: rotationFunction, rotate_immediately: false });
      await call('cancel_rotate_secret', { secret_id: first });
    }
    await call('delete_secret', { secret_id: first, recovery_window_in_days: 7 });
    await call('restore_secret', { secret_id: first });
  } finally {
    for (const [name, place] of [
      [first, region],
      [second, region],
      [second, replicaRegion],
    ] as const)
      await call('delete_secret', { secret_id: name, force: true }, { in: place });
  }
  const left = registry.filter(({ api, name }) => api !== undefined && !walked.has(name)).map(({ name }) => name);
  tell(`Not called: ${left.join(', ') || 'none'}.`);
  return failed;

  async function textOf(name: string, input: object): Promise<string> {
    const outcome = await execute(operationOf(name), { caller: person, input: { account, region, ...input } });
    return outcome.ok ? outcome.text : '';
  }
}

function operationOf(name: string): Operation {
  const operation = registry.find((each) => each.name === name);
  if (!operation) throw new Error(`There is no operation ${name}.`);
  return operation;
}
