import assert from 'node:assert/strict';
import { person } from '../../../src/core/caller.ts';
import { CustodyError } from '../../../src/core/errors.ts';
import { accepting, addSamples, agent, createWorld, elsewhereRegion, mainAccount, type World, type WorldOptions } from '../executeWorld.ts';
import { arnOf } from '../fakeSecrets.ts';

function ready(options?: WorldOptions): World {
  const world = createWorld(options);
  addSamples(world);
  world.answer = accepting;
  return world;
}

const replicate = { secret_id: 'prod/db', regions: [elsewhereRegion] };
const remove = { secret_id: 'far/db', regions: [elsewhereRegion] };
const promote = { secret_id: 'near/db' };

describe('replicate_secret_to_regions', () => {
  it('sends the regions, and the key for all of them, and says how far each is', async () => {
    const world = ready();
    const text = await world.text('replicate_secret_to_regions', { ...replicate, kms_key_id: 'alias/app' });
    assert.deepEqual(world.secrets.calls.at(-1)?.asked, {
      secretId: arnOf('prod/db'),
      regions: [{ region: elsewhereRegion, kmsKeyId: 'alias/app' }],
      overwrite: false,
    });
    assert.equal(text, 'Replicating prod/db; describe_secret shows what became of it.\nus-west-2 InProgress');
  });

  it('says on the card where the copies go, with which key and at what price', async () => {
    const world = ready();
    await world.text('replicate_secret_to_regions', replicate);
    assert.equal(world.cards[0]?.headline, 'Replicate prod/db to us-west-2');
    const said = world.cards[0]?.consequences.join(' ') ?? '';
    for (const words of ['copied to us-west-2', 'every later change', 'the default key of the account', 'AWS charges']) {
      assert.ok(said.includes(words), words);
    }
    assert.equal(world.cards[0]?.typeToConfirm, undefined);
  });

  it('asks no person, unless something is overwritten', async () => {
    const world = ready({ caller: person });
    await world.text('replicate_secret_to_regions', replicate);
    assert.deepEqual(world.cards, []);
  });

  it('tries again where a replica has failed, and where an earlier try of its own left something', async () => {
    const world = ready();
    Object.assign(world.secrets.find('prod/db') ?? assert.fail(), {
      replicas: [{ region: elsewhereRegion, status: 'Failed', message: 'No key.' }],
    });
    world.elsewhere.add('prod/db', 'x', { arn: arnOf('prod/db').replace('eu-west-1', elsewhereRegion) });
    assert.match(await world.text('replicate_secret_to_regions', replicate), /us-west-2 InProgress$/);
  });

  it('goes on where the role may not look into the other region, because AWS says itself what is in the way', async () => {
    const world = ready();
    world.elsewhere.before.describeSecret = () => {
      throw new CustodyError('access_denied', 'no');
    };
    await world.text('replicate_secret_to_regions', replicate);
    assert.equal(world.count('replicateSecretToRegions'), 1);
  });

  const blocked: readonly (readonly [string, (world: World) => unknown, object, string, RegExp])[] = [
    [
      'a replica',
      () => undefined,
      { secret_id: 'near/db', regions: ['eu-central-1'] },
      'invalid_state',
      /is a replica, and its primary is in us-west-2\. Do this to the primary in us-west-2\.$/,
    ],
    [
      'one scheduled for deletion',
      () => undefined,
      { ...replicate, secret_id: 'old/db' },
      'secret_pending_deletion',
      /scheduled for deletion/,
    ],
    ['the region it is in', () => undefined, { ...replicate, regions: ['eu-west-1'] }, 'invalid_input', /the region it is in/],
    [
      'a region of another partition',
      () => undefined,
      { ...replicate, regions: ['cn-north-1'] },
      'invalid_input',
      /cn-north-1, which is in another partition of AWS/,
    ],
    ['GovCloud', () => undefined, { ...replicate, regions: ['us-gov-west-1'] }, 'invalid_input', /another partition/],
    [
      'a region that has one already',
      () => undefined,
      { ...replicate, secret_id: 'far/db' },
      'invalid_state',
      /has a replica in us-west-2 already \(InSync\)/,
    ],
    [
      'a region named twice',
      () => undefined,
      { ...replicate, regions: [elsewhereRegion, elsewhereRegion] },
      'invalid_input',
      /names a region twice/,
    ],
    [
      'a name that is taken there',
      (world) => world.elsewhere.add('prod/db', 'theirs'),
      replicate,
      'secret_exists',
      /Another secret named prod\/db exists already in account main \(us-west-2\)/,
    ],
    [
      'a name that is taken there and scheduled for deletion',
      (world) => world.elsewhere.add('prod/db', 'theirs', { deletedDate: '2026-12-01T00:00:00.000Z' }),
      replicate,
      'secret_exists',
      /us-west-2/,
    ],
    [
      'a region that can not be reached',
      (world) => {
        world.elsewhere.before.describeSecret = () => {
          throw new CustodyError('unreachable', 'No network.');
        };
      },
      replicate,
      'unreachable',
      /No network/,
    ],
  ];
  for (const [what, prepare, input, code, says] of blocked) {
    for (const caller of [agent, person]) {
      it(`is refused before any question for ${what}, to ${caller.kind === 'agent' ? 'an agent' : 'a person'}`, async () => {
        // All configured, so that what refuses is the rule.
        const accounts = [{ ...mainAccount, regions: [...mainAccount.regions, 'cn-north-1', 'us-gov-west-1', 'eu-central-1'] }];
        const wide = ready({ accounts });
        prepare(wide);
        const error = await wide.refusal('replicate_secret_to_regions', input, { caller });
        assert.equal(error.code, code);
        assert.match(error.sentence, says);
        assert.deepEqual([wide.cards, wide.count('replicateSecretToRegions')], [[], 0]);
      });
    }
  }

  it('lets an agent name the regions of the account alone, and a person any', async () => {
    const narrow = { accounts: [{ ...mainAccount, regions: ['eu-west-1'] }] };
    const error = await ready(narrow).refusal('replicate_secret_to_regions', replicate);
    assert.equal(error.code, 'region_not_found');
    await ready({ ...narrow, caller: person }).text('replicate_secret_to_regions', replicate);
  });

  it('is refused when the name is taken there while the person reads the card', async () => {
    const world = ready();
    world.answer = (card, signal) => {
      world.elsewhere.add('prod/db', 'theirs');
      return accepting(card, signal);
    };
    assert.equal((await world.refusal('replicate_secret_to_regions', replicate)).code, 'secret_exists');
    assert.equal(world.count('replicateSecretToRegions'), 0);
  });
});

describe('replicate_secret_to_regions with overwrite', () => {
  const overwrite = { ...replicate, overwrite: true };
  const taken = (options?: WorldOptions): World => {
    const world = ready(options);
    world.elsewhere.add('prod/db', 'theirs', { lastAccessedDate: '2026-11-20T00:00:00.000Z' });
    return world;
  };

  it('says what is lost and has the name typed, by a person too', async () => {
    const world = taken({ caller: person });
    await world.text('replicate_secret_to_regions', overwrite);
    const [card = assert.fail()] = world.cards;
    assert.match(
      card.consequences[0] ?? '',
      /named prod\/db in us-west-2 is overwritten.*nothing brings it back\. It was last read on 2026-11-20\.$/,
    );
    assert.deepEqual([card.typeToConfirm, card.acceptLabel], ['prod/db', 'Overwrite and Replicate']);
    assert.deepEqual(Object(world.secrets.calls.at(-1)?.asked).overwrite, true);
  });

  it('is off for agents like a delete without a recovery window, and takes the level of a delete', async () => {
    assert.equal((await taken().refusal('replicate_secret_to_regions', overwrite)).code, 'force_delete_off');
    const settings = { allowForceDelete: true };
    const low = taken({ settings, accounts: [{ ...mainAccount, access: 'write' }] });
    assert.equal((await low.refusal('replicate_secret_to_regions', overwrite)).code, 'access_level');
    const tight = taken({ settings: { ...settings, maximumAccess: 'write' } });
    assert.equal((await tight.refusal('replicate_secret_to_regions', overwrite)).code, 'access_level');
    assert.deepEqual([low.cards, tight.cards], [[], []]);
    await taken({ settings }).text('replicate_secret_to_regions', overwrite);
  });

  it('is refused when another secret came in the way of the one that was shown', async () => {
    const world = taken({ caller: person });
    world.answer = (card, signal) => {
      world.elsewhere.add('prod/db', 'others', { arn: `${arnOf('prod/db').slice(0, -6)}ZzYyXx` });
      return accepting(card, signal);
    };
    assert.equal((await world.refusal('replicate_secret_to_regions', overwrite)).code, 'changed_since');
    assert.equal(world.count('replicateSecretToRegions'), 0);
  });
});

describe('remove_regions_from_replication', () => {
  it('says that what goes is gone at once, and when it was last read there', async () => {
    const world = ready({ caller: person });
    Object.assign(world.secrets.find('far/db') ?? assert.fail(), {
      replicas: [
        { region: elsewhereRegion, status: 'InSync', lastAccessedDate: '2026-11-20T00:00:00.000Z' },
        { region: 'us-east-1', status: 'Failed', message: 'x' },
      ],
    });
    const text = await world.text('remove_regions_from_replication', { ...remove, regions: [elsewhereRegion, 'us-east-1'] });
    assert.match(text, /^Deleted the replicas in us-west-2, us-east-1\.$/m);
    assert.deepEqual(world.cards[0]?.consequences, [
      'Whatever reads the secret in us-west-2 fails at once. It was last read on 2026-11-20.',
      'In us-east-1 the replica failed, so that nothing is read there.',
      'What is deleted is gone at once, without a recovery window.',
      'The primary stays as it is, and can be replicated again.',
    ]);
    assert.deepEqual(world.secrets.find('far/db')?.replicas, []);
  });

  for (const [what, input, code, says] of [
    ['a region without one', { ...remove, regions: ['us-east-1'] }, 'invalid_state', /has no replica in us-east-1, but in us-west-2\./],
    ['a secret without any', { ...remove, secret_id: 'prod/db' }, 'invalid_state', /has no replica in us-west-2, and none elsewhere\./],
    ['a replica', { ...remove, secret_id: 'near/db' }, 'invalid_state', /Do this to the primary in us-west-2\./],
    ['one scheduled for deletion', { ...remove, secret_id: 'old/db' }, 'secret_pending_deletion', /scheduled for deletion/],
  ] as const) {
    it(`is refused before any question for ${what}`, async () => {
      const world = ready();
      const error = await world.refusal('remove_regions_from_replication', input);
      assert.equal(error.code, code);
      assert.match(error.sentence, says);
      assert.deepEqual([world.cards, world.count('removeRegionsFromReplication')], [[], 0]);
    });
  }

  it('needs the level of a delete', async () => {
    const world = ready({ accounts: [{ ...mainAccount, access: 'write' }] });
    assert.equal((await world.refusal('remove_regions_from_replication', remove)).code, 'access_level');
  });
});

describe('stop_replication_to_replica', () => {
  it('asks a person too, since the two are not joined again, and says so', async () => {
    const world = ready({ caller: person });
    await world.text('stop_replication_to_replica', promote);
    assert.match(world.cards[0]?.consequences.join(' ') ?? '', /the primary in us-west-2 reach it no more.*no way back/);
    assert.equal(world.secrets.find('near/db')?.primaryRegion, undefined);
  });

  it('is refused before any question for what is no replica, naming the regions of those there are', async () => {
    const world = ready();
    assert.match((await world.refusal('stop_replication_to_replica', { secret_id: 'prod/db' })).sentence, /is no replica\. Describe/);
    assert.match(
      (await world.refusal('stop_replication_to_replica', { secret_id: 'far/db' })).sentence,
      /Name the region of a replica: us-west-2\.$/,
    );
    assert.deepEqual([world.cards, world.count('stopReplicationToReplica')], [[], 0]);
  });
});

describe('a change of a secret with replicas', () => {
  it('is not refused because AWS brought them level while the person read the card', async () => {
    const world = ready();
    world.answer = (card, signal) => {
      Object.assign(world.secrets.find('far/db') ?? assert.fail(), { replicas: [{ region: elsewhereRegion, status: 'InProgress' }] });
      return accepting(card, signal);
    };
    await world.text('update_secret', { secret_id: 'far/db', description: 'orders' });
  });

  it('is refused when a region was added meanwhile', async () => {
    const world = ready();
    world.answer = (card, signal) => {
      Object.assign(world.secrets.find('far/db') ?? assert.fail(), {
        replicas: [
          { region: elsewhereRegion, status: 'InSync' },
          { region: 'us-east-1', status: 'InProgress' },
        ],
      });
      return accepting(card, signal);
    };
    assert.equal((await world.refusal('update_secret', { secret_id: 'far/db', description: 'orders' })).code, 'changed_since');
  });
});

describe('a change to a replica', () => {
  const near = { secret_id: 'near/db' };
  const refused: readonly (readonly [string, object])[] = [
    ['put_secret_value', { ...near, value: 'generate' }],
    ['update_secret', { ...near, description: 'new' }],
    ['update_secret', { ...near, description: 'new', kms_key_id: 'alias/app' }],
    ['tag_resource', { ...near, tags: { team: 'a' } }],
    ['untag_resource', { ...near, tag_keys: ['team'] }],
  ];
  for (const [name, input] of refused) {
    it(`by ${name} (${Object.keys(input).slice(1).join(', ')}) is refused before a card, with the region to do it in`, async () => {
      const world = ready();
      const error = await world.refusal(name, input);
      assert.equal(error.code, 'invalid_state');
      assert.match(error.sentence, /is a replica, and its primary is in us-west-2\. Do this to the primary in us-west-2\./);
      assert.deepEqual(world.cards, []);
    });
  }

  it('of its KMS key alone is made, since that is its own', async () => {
    const world = ready();
    await world.text('update_secret', { ...near, kms_key_id: 'alias/app' });
    assert.equal(world.count('updateSecret'), 1);
  });

  it('that is scheduled for deletion is refused for that', async () => {
    const world = ready();
    assert.equal((await world.refusal('update_secret', { secret_id: 'old/db', kms_key_id: 'alias/app' })).code, 'secret_pending_deletion');
  });
});
