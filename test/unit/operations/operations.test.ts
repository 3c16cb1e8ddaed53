import assert from 'node:assert/strict';
import { person } from '../../../src/core/caller.ts';
import { CustodyError } from '../../../src/core/errors.ts';
import { accepting, addSamples, createWorld, type World } from '../executeWorld.ts';

function ready(): World {
  const world = createWorld();
  addSamples(world);
  world.answer = accepting;
  return world;
}

describe('list_secrets', () => {
  it('asks the port for exactly what was asked of it', async () => {
    const world = ready();
    await world.text('list_secrets', {
      search: 'name:prod/ db sort:-changed',
      include_deleted: true,
      max_results: 5,
      next_token: 't',
    });
    assert.deepEqual(world.secrets.calls[0]?.asked, {
      filters: [
        { key: 'all', values: ['db'] },
        { key: 'name', values: ['prod/'] },
      ],
      sortBy: 'last-changed-date',
      sortOrder: 'desc',
      includePlannedDeletion: true,
      maxResults: 5,
      nextToken: 't',
    });
  });

  it('asks for the largest page when no size is given, and for nothing else', async () => {
    const world = ready();
    await world.text('list_secrets', {});
    assert.deepEqual(world.secrets.calls[0]?.asked, { maxResults: 100 });
  });

  it('gives one line a secret, and deleted ones when asked', async () => {
    const world = ready();
    assert.deepEqual((await world.text('list_secrets', {})).split('\n'), [
      '4 secrets (name|changed)',
      'prod/db|',
      'rotating/db||rotates',
      'far/db||replicated',
      'near/db||replicated',
    ]);
    assert.match(await world.text('list_secrets', { include_deleted: true }), /^old\/db\|.*scheduled for deletion$/m);
  });

  it('lists those scheduled for deletion alone when the search asks for them', async () => {
    const world = ready();
    assert.match(await world.text('list_secrets', { search: 'is:deleted' }), /^1 secrets .*\nold\/db\|/);
  });

  it('names the word of a search that is at fault, and asks AWS nothing', async () => {
    const world = ready();
    const error = await world.refusal('list_secrets', { search: 'db nme:prod/' });
    assert.equal(error.code, 'invalid_input');
    assert.match(error.message, /^The word nme:prod\/ at column 4 names no filter;/);
    assert.equal(world.count('listSecrets'), 0);
  });
});

describe('describe_secret', () => {
  it('shows metadata of a secret that is scheduled for deletion as well, and never a value', async () => {
    const text = await ready().text('describe_secret', { secret_id: 'old/db' });
    assert.match(text, /^scheduled for deletion since: 2026-12-01$/m);
    assert.ok(!text.includes('an-old-value'));
  });
});

describe('check_account', () => {
  it('says as whom the account signs in', async () => {
    assert.equal(
      await ready().text('check_account', {}),
      'main signs in to AWS account 111122223333 as arn:aws:sts::111122223333:assumed-role/dev/me',
    );
  });
});

describe('list_accounts', () => {
  it('says what to do where no account is open', async () => {
    assert.match(await createWorld({ accounts: [] }).text('list_accounts', {}), /Custody: Add Account/);
  });
});

describe('delete_secret', () => {
  it('schedules with the window asked for, else 30 days, and says until when it can be restored', async () => {
    const world = ready();
    const text = await world.text('delete_secret', { secret_id: 'prod/db', recovery_window_in_days: 7 });
    assert.match(text, /^Scheduled for deletion on 2026-11-27; restore_secret/);
  });

  it('takes no window outside 7 to 30 days', async () => {
    for (const days of [0, 6, 31])
      assert.equal((await ready().refusal('delete_secret', { secret_id: 'prod/db', recovery_window_in_days: days })).code, 'invalid_input');
  });

  it('takes either force or a window', async () => {
    const world = createWorld({ caller: person });
    addSamples(world);
    assert.equal(
      (await world.refusal('delete_secret', { secret_id: 'prod/db', force: true, recovery_window_in_days: 7 })).code,
      'invalid_input',
    );
    assert.deepEqual([world.cards, world.secrets.calls.map(({ method }) => method)], [[], ['getCallerIdentity']]);
  });

  it('asks no question about a secret that is scheduled already, is missing or is a primary with replicas', async () => {
    const world = ready();
    world.secrets.add('primary', 'x', { primaryRegion: 'eu-west-1', replicas: [{ region: 'us-east-1', status: 'InSync' }] });
    assert.equal((await world.refusal('delete_secret', { secret_id: 'old/db' })).code, 'secret_pending_deletion');
    const again = ready();
    assert.equal((await again.refusal('delete_secret', { secret_id: 'missing' })).code, 'secret_not_found');
    const primary = ready();
    primary.secrets.add('primary', 'x', { primaryRegion: 'eu-west-1', replicas: [{ region: 'us-east-1', status: 'InSync' }] });
    assert.match((await primary.refusal('delete_secret', { secret_id: 'primary' })).message, /us-east-1/);
    for (const each of [world, again, primary]) assert.deepEqual([each.cards, each.count('deleteSecret')], [[], 0]);
  });

  it('tells a person of a forced delete that nothing brings it back, and makes them type the name', async () => {
    const world = createWorld({ caller: person });
    addSamples(world);
    await world.refusal('delete_secret', { secret_id: 'prod/db', force: true });
    const [card = assert.fail()] = world.cards;
    assert.deepEqual([card.typeToConfirm, card.acceptLabel], ['prod/db', 'Delete Forever']);
    assert.match(card.consequences.join(' '), /can not be restored/);
  });

  it('wants no name typed where the secret can be restored', async () => {
    const world = ready();
    await world.text('delete_secret', { secret_id: 'prod/db' });
    assert.equal(world.cards[0]?.typeToConfirm, undefined);
  });
});

describe('restore_secret', () => {
  it('restores, naming the secret by its ARN', async () => {
    const world = ready();
    await world.text('restore_secret', { secret_id: 'old/db' });
    assert.equal(world.secrets.find('old/db')?.deletedDate, undefined);
    assert.equal(world.secrets.calls.at(-1)?.asked, world.secrets.find('old/db')?.arn);
  });

  it('asks no question about a secret that is not scheduled for deletion', async () => {
    const world = ready();
    assert.equal((await world.refusal('restore_secret', { secret_id: 'prod/db' })).code, 'invalid_state');
    assert.deepEqual([world.cards, world.count('restoreSecret')], [[], 0]);
  });
});

describe('create_secret', () => {
  it('sends name, description, key and tags as they were shown', async () => {
    const world = ready();
    await world.text('create_secret', {
      name: 'new/db',
      value: 'generate',
      description: 'd',
      kms_key_id: 'alias/k',
      tags: { env: 'prod' },
    });
    const { asked } = world.secrets.calls.at(-1) ?? assert.fail();
    const { value: _value, clientRequestToken: _token, ...sent }: Record<string, unknown> = { ...Object(asked) };
    assert.deepEqual(sent, { name: 'new/db', description: 'd', kmsKeyId: 'alias/k', tags: { env: 'prod' } });
  });

  it('asks no question where the name is taken or scheduled for deletion', async () => {
    const world = ready();
    assert.equal((await world.refusal('create_secret', { name: 'prod/db', value: 'generate' })).code, 'secret_exists');
    assert.equal((await world.refusal('create_secret', { name: 'old/db', value: 'generate' })).code, 'secret_pending_deletion');
    assert.deepEqual([world.cards, world.count('createSecret')], [[], 0]);
  });

  it('goes on where the role may create but not describe, because the service refuses a taken name itself', async () => {
    const world = ready();
    world.secrets.before.describeSecret = () => {
      throw new CustodyError('access_denied', 'no');
    };
    await world.text('create_secret', { name: 'new/db', value: 'generate' });
    assert.equal(world.count('createSecret'), 1);
  });

  it('does not go on where it could not look for another reason', async () => {
    const world = ready();
    world.secrets.before.describeSecret = () => {
      throw new CustodyError('unreachable', 'no');
    };
    assert.equal((await world.refusal('create_secret', { name: 'new/db', value: 'generate' })).code, 'unreachable');
    assert.deepEqual([world.cards, world.count('createSecret')], [[], 0]);
  });

  it('warns of a name that ends like an ARN, and of no other', async () => {
    const world = ready();
    await world.text('create_secret', { name: 'db-AbCdEf', value: 'generate' });
    await world.text('create_secret', { name: 'db', value: 'generate' });
    assert.deepEqual(
      world.cards.map(({ consequences }) => consequences.some((line) => line.includes('ARN'))),
      [true, false],
    );
  });
});
