import assert from 'node:assert/strict';
import { CustodyError } from '../../src/core/errors.ts';
import { operations } from '../../src/core/operations/index.ts';
import type { FakeSecrets, Method } from './fakeSecrets.ts';
import { accepting, addSamples, createWorld, type World, type WorldOptions } from './executeWorld.ts';

interface Change {
  readonly name: string;
  readonly method: keyof FakeSecrets['after'];
  /** The read that tells what became of it; describeSecret where left out. */
  readonly look?: Method;
  readonly input: object;
  readonly answer: RegExp;
}

const changes: readonly Change[] = [
  {
    name: 'create_secret',
    method: 'createSecret',
    input: { name: 'new/db', value: 'generate' },
    answer: /^Created new\/db, version [0-9a-f-]{36}$/m,
  },
  {
    name: 'put_secret_value',
    method: 'putSecretValue',
    input: { secret_id: 'prod/db', value: 'generate' },
    answer: /^Changed prod\/db, version [0-9a-f-]{36}$/m,
  },
  { name: 'update_secret', method: 'updateSecret', input: { secret_id: 'prod/db', description: 'new' }, answer: /^Changed\.$/m },
  { name: 'tag_resource', method: 'tagResource', input: { secret_id: 'prod/db', tags: { team: 'orders' } }, answer: /^Tagged\.$/m },
  { name: 'untag_resource', method: 'untagResource', input: { secret_id: 'prod/db', tag_keys: ['env'] }, answer: /^Removed\.$/m },
  {
    name: 'delete_secret',
    method: 'deleteSecret',
    input: { secret_id: 'prod/db' },
    answer: /^Scheduled for deletion on 2026-12-20; restore_secret/,
  },
  { name: 'restore_secret', method: 'restoreSecret', input: { secret_id: 'old/db' }, answer: /^Restored\.$/m },
  {
    name: 'put_resource_policy',
    method: 'putResourcePolicy',
    look: 'getResourcePolicy',
    input: { secret_id: 'prod/db', policy: '{"Version":"2012-10-17","Statement":[]}' },
    answer: /^Stored\.$/m,
  },
  {
    name: 'delete_resource_policy',
    method: 'deleteResourcePolicy',
    look: 'getResourcePolicy',
    input: { secret_id: 'prod/db' },
    answer: /^Deleted\.$/m,
  },
  {
    name: 'rotate_secret',
    method: 'rotateSecret',
    input: { secret_id: 'rotating/db' },
    answer: /^Rotation of rotating\/db has started\. Version [0-9a-f-]{36} becomes AWSCURRENT/,
  },
  {
    name: 'cancel_rotate_secret',
    method: 'cancelRotateSecret',
    input: { secret_id: 'rotating/db' },
    answer: /^Rotation of rotating\/db is off\.$/m,
  },
  {
    name: 'update_secret_version_stage',
    method: 'updateSecretVersionStage',
    input: { secret_id: 'prod/db', version_stage: 'CANARY', move_to_version_id: '11111111-1111-1111-1111-111111111111' },
    answer: /^CANARY of prod\/db is on version 11111111-1111-1111-1111-111111111111 and on no other/,
  },
  {
    name: 'replicate_secret_to_regions',
    method: 'replicateSecretToRegions',
    input: { secret_id: 'prod/db', regions: ['us-west-2'] },
    answer: /^Replicating prod\/db.*\nus-west-2 InProgress$/,
  },
  {
    name: 'remove_regions_from_replication',
    method: 'removeRegionsFromReplication',
    input: { secret_id: 'far/db', regions: ['us-west-2'] },
    answer: /^Deleted the replicas in us-west-2\.$/m,
  },
  {
    name: 'stop_replication_to_replica',
    method: 'stopReplicationToReplica',
    input: { secret_id: 'near/db' },
    answer: /^Promoted: a secret of its own now\.$/m,
  },
];

const cut = (): never => {
  throw new CustodyError('outcome_unknown', 'The answer did not arrive whole.');
};
const offline = (): never => {
  throw new CustodyError('unreachable', "AWS can't be reached.");
};

function ready(options?: WorldOptions): World {
  const world = createWorld(options);
  addSamples(world);
  world.answer = accepting;
  return world;
}

function auditOf(world: World): string[] {
  return world.records.map(({ phase, result }) => [phase, result].filter(Boolean).join(' '));
}

const cutOff = ['intent', 'sending', 'outcome outcome_unknown'];

describe('a change whose answer is lost', () => {
  for (const { name, method, look = 'describeSecret', input, answer } of changes) {
    it(`is done when it happened: ${name}, sent once`, async () => {
      const world = ready();
      world.secrets.after[method] = cut;
      assert.match(await world.text(name, input), answer);
      assert.equal(world.count(method), 1);
      assert.deepEqual(auditOf(world), [...cutOff, 'settled done']);
    });

    it(`is not done when it did not happen: ${name}, sent once and looked up three times`, async () => {
      const world = ready();
      let looks = 0;
      world.secrets.before[method] = () => {
        world.secrets.before[look] = () => void (looks += 1);
        cut();
      };
      const error = await world.refusal(name, input);
      assert.equal(error.code, 'not_done');
      assert.match(error.sentence, /was cut off before it happened\. Call again if it is still wanted\.$/);
      assert.deepEqual([world.count(method), looks], [1, 3]);
      assert.deepEqual(auditOf(world), [...cutOff, 'settled not_done']);
    });

    it(`stays unknown while it can not be looked up: ${name}, and says so`, async () => {
      const world = ready();
      world.secrets.after[method] = () => {
        world.secrets.before[look] = offline;
        cut();
      };
      const error = await world.refusal(name, input);
      assert.equal(error.code, 'outcome_unknown');
      assert.match(error.sentence, /Describe the secret/);
      assert.equal(world.count(method), 1);
      assert.deepEqual(auditOf(world), [...cutOff, 'settled unknown']);
    });
  }

  it('can be looked up for every operation that changes something', () => {
    assert.deepEqual(
      operations.filter(({ risk }) => risk === 'write' || risk === 'destructive').map(({ name }) => name),
      changes.map(({ name }) => name),
    );
  });

  it('is done when it happens only after the first look, and waits between two looks', async () => {
    const waits: number[] = [];
    const world = ready({ wait: async (ms) => void waits.push(ms) });
    let looks = 0;
    world.secrets.before.createSecret = () => {
      world.secrets.before.describeSecret = () => {
        looks += 1;
        const { clientRequestToken } = world.records.find(({ phase }) => phase === 'sending') ?? assert.fail();
        if (looks === 2)
          world.secrets.add('new/db', 'a-late-value-77Qx', { versions: [{ versionId: clientRequestToken ?? '', stages: ['AWSCURRENT'] }] });
      };
      cut();
    };
    assert.match(await world.text('create_secret', { name: 'new/db', value: 'generate' }), /^Created new\/db/);
    assert.deepEqual(waits, [0, 1_000]);
  });

  for (const [wanted, found, is] of [
    ['', 'alias/app', 'not_done'],
    ['', undefined, 'ok'],
    ['alias/app', 'alias/my-alias/app', 'not_done'],
    ['alias/app', 'arn:aws:kms:eu-west-1:111122223333:alias/app', 'ok'],
    ['1234abcd', 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd', 'ok'],
    ['1234abcd', 'arn:aws:kms:eu-west-1:111122223333:key/ff1234abcd', 'not_done'],
  ] as const) {
    it(`is ${is === 'ok' ? 'done' : 'not done'} for a key ${JSON.stringify(wanted)} when the secret has ${found ?? 'the default key'}`, async () => {
      const world = ready();
      world.secrets.before.updateSecret = cut;
      Object.assign(world.secrets.find('prod/db') ?? assert.fail(), found === undefined ? {} : { kmsKeyId: found });
      const outcome = await world.run('update_secret', { secret_id: 'prod/db', kms_key_id: wanted });
      assert.equal(outcome.ok ? 'ok' : outcome.error.code, is);
    });
  }

  it('is not taken for done because someone else made a secret of that name', async () => {
    const world = ready();
    world.secrets.before.createSecret = () => {
      world.secrets.add('new/db', 'a-value-of-theirs-31Kd');
      cut();
    };
    assert.equal((await world.refusal('create_secret', { name: 'new/db', value: 'generate' })).code, 'not_done');
  });

  it('counts a secret that is gone after a delete without a recovery window as deleted', async () => {
    const world = ready({ settings: { allowForceDelete: true } });
    world.secrets.after.deleteSecret = cut;
    assert.match(await world.text('delete_secret', { secret_id: 'prod/db', force: true }), /^Deleted at once/);
  });

  it('never calls a secret restorable that was deleted without a recovery window and is still described', async () => {
    const world = ready({ settings: { allowForceDelete: true } });
    world.secrets.before.deleteSecret = () => {
      Object.assign(world.secrets.find('prod/db') ?? assert.fail(), { deletedDate: '2026-11-20T00:00:00.000Z' });
      cut();
    };
    assert.match(await world.text('delete_secret', { secret_id: 'prod/db', force: true }), /^Deleted at once; nothing brings it back/);
  });

  for (const [who, stop] of [
    ['its caller cancels', (world: World, cancel: AbortController) => (cancel.abort(), world)],
    ['agents are stopped', (world: World) => (world.agents.stop(), world)],
  ] as const) {
    it(`is looked up all the same when ${who}`, async () => {
      const hangs = (): Promise<void> => new Promise(() => undefined);
      for (const point of ['before', 'after'] as const) {
        const world = ready();
        const cancel = new AbortController();
        world.secrets[point].deleteSecret = () => {
          stop(world, cancel);
          return hangs();
        };
        const outcome = await world.run('delete_secret', { secret_id: 'prod/db' }, { signal: cancel.signal });
        assert.equal(outcome.ok ? 'ok' : outcome.error.code, point === 'after' ? 'ok' : 'not_done');
        assert.deepEqual(auditOf(world), [...cutOff, point === 'after' ? 'settled done' : 'settled not_done']);
      }
    });
  }

  it('is not looked up when it was refused outright', async () => {
    const world = ready();
    world.secrets.before.createSecret = () => {
      throw new CustodyError('access_denied', 'Not allowed.');
    };
    assert.equal((await world.refusal('create_secret', { name: 'new/db', value: 'generate' })).code, 'access_denied');
    assert.deepEqual(auditOf(world), ['intent', 'sending', 'outcome access_denied']);
  });
});
