import assert from 'node:assert/strict';
import type { Account } from '../../src/core/account.ts';
import type { AllowList } from '../../src/core/allowList.ts';
import { person } from '../../src/core/caller.ts';
import { CustodyError } from '../../src/core/errors.ts';
import { operations } from '../../src/core/operations/index.ts';
import type { SecretSummary, SecretsService } from '../../src/core/secretsService.ts';
import { accepting, addSamples, agent, createWorld, mainAccount, sampleFor, type World, type WorldOptions } from './executeWorld.ts';
import { arnOf } from './fakeSecrets.ts';
import { createUse } from './useOperation.ts';

const byPrefix: AllowList = { prefixes: ['shop/', 'staging/'], tags: [] };
const byTag: AllowList = { prefixes: [], tags: [{ key: 'team', value: 'web' }] };
const byBoth: AllowList = { prefixes: byPrefix.prefixes, tags: byTag.tags };
const lists = { 'by prefix': byPrefix, 'by tag': byTag, 'by prefix or tag': byBoth };

/** A person who says yes to everything, so that nothing but the list refuses. */
function worldWith(allow: AllowList | undefined, more: WorldOptions = {}): World {
  const account: Account = allow ? { ...mainAccount, allow } : mainAccount;
  let time = Date.UTC(2026, 10, 20);
  const world = createWorld({ accounts: [account], now: () => (time += 60_000), ...more });
  addSamples(world);
  world.secrets.add('shop/db', '{"password":"a-shop-value-6Gh"}', { tags: { team: 'web' } });
  world.answer = accepting;
  return world;
}

/** Calls that did more than look who calls, and whether a secret is one of those. */
const further = ({ secrets, elsewhere }: World): readonly string[] =>
  [...secrets.calls, ...elsewhere.calls]
    .map(({ method }) => method)
    .filter((method) => method !== 'describeSecret' && method !== 'getCallerIdentity');

const named = operations.filter(
  ({ callers, input, personArguments }) => callers === 'all' && 'secret_id' in input.shape && !personArguments.includes('secret_id'),
);

describe('a secret outside the list of an account', () => {
  it('can be named in most operations, each of which is tried below', () => assert.ok(named.length >= 15));

  for (const [how, allow] of Object.entries(lists)) {
    for (const operation of named) {
      it(`is refused to ${operation.name} in the same words whether it exists or not, for a list ${how}`, async () => {
        // Its sample is of a tag that a list rests on, which is refused before the secret is looked at.
        const spared = operation.name === 'tag_resource' ? { tags: { cost: '1' } } : {};
        const refusals = [];
        for (const secret_id of ['prod/db', 'prod/none', arnOf('prod/db'), arnOf('prod/none'), arnOf('prod/db').slice(0, -7)]) {
          const world = worldWith(allow);
          const { code, sentence } = await world.refusal(operation.name, { ...sampleFor(operation), ...spared, secret_id });
          assert.deepEqual(further(world), []);
          assert.deepEqual(world.cards, []);
          refusals.push(`${code} ${sentence.replace(secret_id, 'it')}`);
        }
        assert.deepEqual(
          [...new Set(refusals)],
          [
            'outside_allow_list it is not among the secrets that agents may work with in account main. The person can change this with "Custody: Set Allow-List for Agents".',
          ],
        );
      });
    }

    it(`is in no list and no batch, for a list ${how}`, async () => {
      const world = worldWith(allow);
      const listed = await world.text('list_secrets', {});
      assert.match(listed, /^1 secrets[^]*shop\/db/);
      const batch = await world.text('batch_get_secret_value', { secret_ids: ['shop/db', 'prod/db', arnOf('rotating/db'), 'prod/none'] });
      assert.match(batch, /^1 read, 3 failed/);
      assert.match(batch, /failed: prod\/db outside_allow_list[^]*failed: prod\/none outside_allow_list/);
      for (const text of [listed, batch]) assert.doesNotMatch(text, /username|rotating-value/);
      assert.ok(!listed.includes('prod/'));
    });
  }

  it('would be met by every operation without the list', async () => {
    for (const operation of named) {
      const world = worldWith(undefined);
      const outcome = await world.run(operation.name, sampleFor(operation));
      assert.ok(outcome.ok || outcome.error.code !== 'outside_allow_list', operation.name);
      assert.notEqual(world.secrets.calls.length + world.elsewhere.calls.length, 0, operation.name);
    }
    assert.match(await worldWith(undefined).text('list_secrets', {}), /prod\/db/);
  });

  it('is met by the person as ever', async () => {
    for (const allow of Object.values(lists)) {
      const world = worldWith(allow, { caller: person });
      await world.text('describe_secret', { secret_id: 'prod/db' });
      await world.text('delete_secret', { secret_id: 'prod/db' });
      assert.match(await world.text('list_secrets', {}), /rotating\/db/);
    }
  });

  it('is not used either', async () => {
    const world = worldWith(byTag);
    const { operation, ran } = createUse();
    const outcome = await world.execute(operation, { input: { secret_id: 'prod/db', command: 'npm start' }, caller: agent });
    assert.deepEqual([outcome.ok, ran, world.cards], [false, [], []]);
    assert.equal((await world.execute(operation, { input: { secret_id: 'shop/db', command: 'npm start' }, caller: agent })).ok, true);
  });

  it('is not reached in another region', async () => {
    const world = worldWith(byPrefix);
    world.elsewhere.add('prod/db', 'a-value-there-3Kf');
    const { code } = await world.refusal('get_secret_value', { secret_id: 'prod/db', region: 'us-west-2' });
    assert.equal(code, 'outside_allow_list');
    assert.deepEqual(world.elsewhere.calls, []);
  });
});

describe('a secret inside the list of an account', () => {
  for (const [how, allow] of Object.entries(lists)) {
    it(`is met as without a list, by its name and its ARN, for a list ${how}`, async () => {
      for (const secret_id of ['shop/db', arnOf('shop/db')]) {
        const world = worldWith(allow);
        for (const name of ['describe_secret', 'get_secret_value', 'put_secret_value', 'list_secret_version_ids', 'delete_secret'])
          await world.text(name, { ...(name === 'put_secret_value' ? { value: 'generate' } : {}), secret_id });
        assert.equal(world.count('deleteSecret'), 1);
      }
    });
  }

  it('is no longer changed once its tag was taken away while the card was open', async () => {
    const world = worldWith(byTag);
    world.answer = (card, signal) => {
      Object.assign(world.secrets.find('shop/db') ?? assert.fail(), { tags: { team: 'ops' } });
      return accepting(card, signal);
    };
    assert.equal((await world.refusal('delete_secret', { secret_id: 'shop/db' })).code, 'outside_allow_list');
    assert.equal(world.count('deleteSecret'), 0);
  });

  for (const [how, allow] of Object.entries(lists)) {
    it(`is replicated to a region that has none of its name, for a list ${how}`, async () => {
      const world = worldWith(allow);
      await world.text('replicate_secret_to_regions', { secret_id: 'shop/db', regions: ['us-west-2'] });
      assert.equal(world.count('replicateSecretToRegions'), 1);
    });

    it(`is known to be gone when the answer to its deletion is lost, for a list ${how}`, async () => {
      const world = worldWith(allow, { settings: { allowForceDelete: true } });
      world.secrets.after.deleteSecret = () => {
        throw new CustodyError('outcome_unknown', 'The answer did not arrive whole.');
      };
      assert.match(await world.text('delete_secret', { secret_id: 'shop/db', force: true }), /^Deleted at once/);
    });
  }

  it('is replicated to where one of its name may be outside of a list of tags, and AWS is told to overwrite nothing', async () => {
    const world = worldWith(byTag);
    world.elsewhere.add('shop/db', 'a-value-there-3Kf');
    await world.text('replicate_secret_to_regions', { secret_id: 'shop/db', regions: ['us-west-2'] });
    const sent = world.secrets.calls.find(({ method }) => method === 'replicateSecretToRegions');
    assert.deepEqual(sent?.asked, { secretId: arnOf('shop/db'), regions: [{ region: 'us-west-2' }], overwrite: false });
  });

  it('does not overwrite what could be outside of a list of tags', async () => {
    for (const isTaken of [false, true]) {
      const world = worldWith(byTag, { settings: { allowForceDelete: true } });
      if (isTaken) world.elsewhere.add('shop/db', 'a-value-there-3Kf');
      const overwrite = { secret_id: 'shop/db', regions: ['us-west-2'], overwrite: true };
      assert.equal((await world.refusal('replicate_secret_to_regions', overwrite)).code, 'outside_allow_list');
      assert.deepEqual([world.cards.length, world.count('replicateSecretToRegions')], [0, 0]);
    }
  });

  it('says that it is not there, where its name is inside and there is none', async () => {
    assert.equal((await worldWith(byPrefix).refusal('describe_secret', { secret_id: 'shop/none' })).code, 'secret_not_found');
  });
});

describe('a secret that an agent creates or tags under a list', () => {
  const create = { value: 'generate' };

  it('is refused outside the prefixes before anyone is asked, and created inside', async () => {
    for (const allow of [byPrefix, byBoth]) {
      const world = worldWith(allow);
      const refusal = await world.refusal('create_secret', { ...create, name: 'prod/new', tags: { team: 'web' } });
      assert.equal(refusal.code, 'outside_allow_list');
      assert.deepEqual([world.cards, further(world)], [[], []]);
      await world.text('create_secret', { ...create, name: 'shop/new' });
    }
  });

  it('needs the tag where there are only tags', async () => {
    const world = worldWith(byTag);
    for (const tags of [undefined, {}, { team: 'ops' }])
      assert.equal((await world.refusal('create_secret', { ...create, name: 'prod/new', tags })).code, 'outside_allow_list');
    assert.deepEqual([world.cards, further(world)], [[], []]);
    await world.text('create_secret', { ...create, name: 'prod/new', tags: { team: 'web' } });
    assert.match(await world.text('list_secrets', {}), /prod\/new/);
  });

  it('does not take the place of one outside', async () => {
    const world = worldWith(byTag);
    assert.equal((await world.refusal('create_secret', { ...create, name: 'prod/db', tags: { team: 'web' } })).code, 'secret_exists');
  });

  it('keeps the tags that the list rests on', async () => {
    const world = worldWith(byTag);
    const where = { secret_id: 'shop/db' };
    const refused = [
      await world.refusal('tag_resource', { ...where, tags: { cost: '1', team: 'ops' } }),
      await world.refusal('tag_resource', { ...where, tags: { team: 'web' } }),
      await world.refusal('untag_resource', { ...where, tag_keys: ['team'] }),
    ];
    assert.deepEqual(
      refused.map(({ code }) => code),
      ['outside_allow_list', 'outside_allow_list', 'outside_allow_list'],
    );
    assert.deepEqual([world.cards, further(world)], [[], []]);
    await world.text('tag_resource', { ...where, tags: { cost: '1' } });
    await world.text('untag_resource', { ...where, tag_keys: ['cost'] });
  });
});

describe('a list of secrets under an allow-list', () => {
  /** As many pages as wanted, of one secret each; what was asked for each. */
  function paged(secrets: readonly Pick<SecretSummary, 'name' | 'tags'>[], allow: AllowList) {
    const asked: Parameters<SecretsService['listSecrets']>[0][] = [];
    const world: World = worldWith(allow, {
      service: async () => ({
        ...world.secrets.service,
        async listSecrets(query) {
          asked.push(query);
          const at = Number(query.nextToken ?? 0);
          const found = secrets.slice(at, at + 1).map((secret) => ({ ...secret, arn: arnOf(secret.name), rotationEnabled: false }));
          return { secrets: found, ...(at + 1 < secrets.length ? { nextToken: String(at + 1) } : {}) };
        },
      }),
    });
    return { world, asked };
  }
  const outside = Array.from({ length: 60 }, (_, index) => ({ name: `prod/${index}`, tags: {} }));

  it('reads on over pages that hold nothing for agents, to the next that does', async () => {
    const { world, asked } = paged([...outside.slice(0, 5), { name: 'a', tags: { team: 'web' } }, ...outside.slice(5)], byTag);
    const text = await world.text('list_secrets', {});
    assert.match(text, /^1 secrets[^]*\na[^]*next_token: 6$/);
    assert.ok(!text.includes('prod/'));
    assert.equal(asked.length, 6);
  });

  it('stops after twenty pages and can be continued from there', async () => {
    const { world, asked } = paged([...outside.slice(0, 30), { name: 'a', tags: { team: 'web' } }], byTag);
    const text = await world.text('list_secrets', {});
    assert.match(text, /^0 secrets[^]*next_token: 20$/);
    assert.equal(asked.length, 20);
    assert.match(await world.text('list_secrets', { next_token: '20' }), /^1 secrets[^]*\na/);
  });

  it('ends where there is nothing for agents at all', async () => {
    const { world } = paged(outside.slice(0, 3), byTag);
    assert.match(await world.text('list_secrets', {}), /^0 secrets \(name\|changed\)$/);
  });

  it('has AWS leave out other names where prefixes alone decide, beside what the agent looks for', async () => {
    const { world, asked } = paged([], byPrefix);
    await world.text('list_secrets', { search: 'owner:rds' });
    assert.deepEqual(
      asked[0]?.filters?.map(({ key, values }) => [key, values]),
      [
        ['owning-service', ['rds']],
        ['name', ['shop/', 'staging/']],
      ],
    );
  });

  it('leaves out by itself what AWS gives all the same', async () => {
    const { world } = paged(
      [
        { name: 'prod/a', tags: {} },
        { name: 'shop/a', tags: {} },
      ],
      byPrefix,
    );
    const text = await world.text('list_secrets', { search: 'name:prod/' });
    assert.match(text, /^1 secrets[^]*shop\/a/);
    assert.ok(!text.includes('prod/'));
  });
});

describe('what an agent is told of a list', () => {
  it('is in the line of its account, and nothing where there is none', async () => {
    assert.match(await worldWith(byBoth).text('list_accounts', {}), /\|access: destroy\|agents meet: shop\/\*, staging\/\*, team=web$/);
    assert.match(await worldWith(undefined).text('list_accounts', {}), /\|access: destroy$/);
  });
});
