import assert from 'node:assert/strict';
import { findBrokenLine } from '../../src/core/audit.ts';
import { person } from '../../src/core/caller.ts';
import { operations } from '../../src/core/operations/index.ts';
import { accepting, addSamples, agent, callerOf, createWorld, operationNamed, sampleFor, type World } from './executeWorld.ts';
import { arnOf } from './fakeSecrets.ts';

function ready(): World {
  const world = createWorld();
  addSamples(world);
  world.answer = accepting;
  return world;
}

describe('what is written to the log', () => {
  for (const operation of operations) {
    it(`begins with the intent of ${operation.name}, before the port is touched, and ends with its outcome`, async () => {
      const world = ready();
      await world.text(operation.name, sampleFor(operation), { caller: callerOf(operation) });
      assert.equal(world.events[0], 'audit intent');
      assert.equal(world.events.at(-1), 'audit outcome ok');
      const changes = operation.risk === 'write' || operation.risk === 'destructive';
      assert.deepEqual(
        world.events.filter((event) => event.startsWith('audit')),
        ['audit intent', ...(changes ? ['audit sending'] : []), 'audit outcome ok'],
      );
      if (changes)
        assert.match(
          world.events[world.events.indexOf('audit sending') + 1] ?? '',
          /^port (create|update|delete|restore|put|tag|untag|rotate|cancelRotate|replicate|remove|stop)(Secret|SecretValue|Resource|ResourcePolicy|SecretVersionStage|SecretToRegions|RegionsFromReplication|ReplicationToReplica)$/,
        );
    });

    const carriesOn = operation.risk === 'read' && !['refresh_credentials', 'revoke_credentials'].includes(operation.name);
    it(`${carriesOn ? 'does not keep' : 'keeps'} ${operation.name} from running when the intent can not be written`, async () => {
      for (const caller of [callerOf(operation), person]) {
        const world = ready();
        world.auditFails = () => true;
        const outcome = await world.run(operation.name, sampleFor(operation), { caller });
        assert.equal(outcome.ok ? 'ok' : outcome.error.code, carriesOn ? 'ok' : 'audit_failed');
        if (!carriesOn) assert.deepEqual([world.secrets.calls, world.cards, world.shown], [[], [], []]);
      }
    });
  }

  it('covers operations of each risk but use, which no operation has yet', () => {
    assert.deepEqual(
      [...new Set(operations.map(({ risk }) => risk))].sort().filter((risk) => risk !== 'use'),
      ['destructive', 'read', 'reveal', 'write'],
    );
  });

  it('has the same call id on intent and outcome, and another for the next call', async () => {
    const world = ready();
    await world.text('list_secrets', {});
    await world.text('list_secrets', {});
    const [a, b, c, d] = world.records.map(({ call }) => call);
    assert.deepEqual([a === b, c === d, a === c], [true, true, false]);
  });

  it('names operation, risk, caller, account, region, secret and arguments', async () => {
    const world = ready();
    await world.text('delete_secret', { secret_id: 'prod/db' });
    const { call: _call, ...intent } = world.records[0] ?? assert.fail();
    assert.deepEqual(intent, {
      phase: 'intent',
      operation: 'delete_secret',
      risk: 'destructive',
      caller: 'agent client-1 (Claude)',
      account: 'main',
      region: 'eu-west-1',
      secret: 'prod/db',
      arguments: '{"secret_id":"prod/db"}',
    });
    const { call: _, clientRequestToken, ...sending } = world.records[1] ?? assert.fail();
    assert.deepEqual(sending, { ...intent, phase: 'sending', approval: 'accepted', arn: arnOf('prod/db') });
    assert.match(clientRequestToken ?? '', /^[0-9a-f-]{36}$/);
  });

  it('keeps a change that was approved from being sent when that can not be written', async () => {
    const world = ready();
    world.auditFails = ({ phase }) => phase === 'sending';
    assert.equal((await world.refusal('delete_secret', { secret_id: 'prod/db' })).code, 'audit_failed');
    assert.deepEqual([world.cards.length, world.count('deleteSecret')], [1, 0]);
  });

  it('holds the ClientRequestToken of a create before the create is sent', async () => {
    const world = ready();
    let written: string | undefined;
    world.secrets.before.createSecret = () => {
      written = world.records.find(({ phase }) => phase === 'sending')?.clientRequestToken;
    };
    await world.text('create_secret', { name: 'new/db', value: 'generate' });
    assert.match(written ?? '', /^[0-9a-f-]{36}$/);
    assert.equal(world.secrets.find('new/db')?.versions[0]?.versionId, written);
  });

  it('says how a call failed, a refused one included, and whether it was approved', async () => {
    const world = ready();
    await world.refusal('describe_secret', { secret_id: 'nothing' });
    await world.refusal('delete_secret', { secret_id: 'prod/db', force: true });
    world.secrets.before.deleteSecret = () => {
      throw new Error('x');
    };
    await world.refusal('delete_secret', { secret_id: 'prod/db' });
    assert.deepEqual(
      world.records.filter(({ phase }) => phase === 'outcome').map(({ result, approval }) => [result, approval]),
      [
        ['secret_not_found', 'none'],
        ['force_delete_off', 'none'],
        ['internal', 'accepted'],
      ],
    );
  });

  it('does not turn a change that was made into a failure when its outcome can not be written', async () => {
    const world = ready();
    world.auditFails = ({ phase }) => phase === 'outcome';
    await world.text('delete_secret', { secret_id: 'prod/db' });
  });

  it('makes one chain of all calls, side by side as well', async () => {
    const world = ready();
    await Promise.all([
      world.run('list_secrets', {}),
      world.run('describe_secret', { secret_id: 'prod/db' }),
      world.run('list_accounts', {}),
      world.run('list_secrets', { nope: 1 }),
    ]);
    await world.audit.flush();
    const lines = world.log.join('').trimEnd().split('\n');
    assert.equal(lines.length, 7);
    assert.equal(findBrokenLine(lines), undefined);
  });

  it('cuts the name a client gives itself, which may be anything', async () => {
    const world = ready();
    await world.text('list_accounts', {}, { caller: { ...agent, claimedName: 'x'.repeat(60_000) } });
    assert.ok((world.log[0] ?? '').length < 1_000);
  });

  it('says person for a person', async () => {
    const world = ready();
    await world.text(operationNamed('list_accounts').name, {}, { caller: person });
    assert.deepEqual(
      world.records.map(({ caller }) => caller),
      ['person', 'person'],
    );
  });
});
