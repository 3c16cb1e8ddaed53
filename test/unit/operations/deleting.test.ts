import assert from 'node:assert/strict';
import { person } from '../../../src/core/caller.ts';
import { agent, createWorld, declining, type World } from '../executeWorld.ts';
import type { FakeSecret } from '../fakeSecrets.ts';

const today = Date.parse('2026-11-21T12:00:00Z');

function worldWith(more: Partial<FakeSecret>): World {
  const world = createWorld({ now: () => today });
  world.secrets.add('prod/db', 'a-value-7Kd2', more);
  world.answer = declining;
  return world;
}

const always = ['Whatever reads this secret fails at once', 'It can be restored until 2026-12-21 (30 days)'];
const pending = { versionId: '2'.repeat(36), stages: ['AWSPENDING'] };
const current = { versionId: '1'.repeat(36), stages: ['AWSCURRENT'] };

describe('what the card says before a delete', () => {
  const said: readonly (readonly [string, Partial<FakeSecret>, readonly string[], readonly string[]])[] = [
    ['a plain one', {}, ['It holds 1 version.', 'never read, or not recently'], ['rotation', 'managed', 'AWSPENDING', 'something uses it']],
    [
      'one read yesterday',
      { lastAccessedDate: '2026-11-20T00:00:00.000Z' },
      ['last read on 2026-11-20, so that something uses it'],
      ['never'],
    ],
    ['one read in spring', { lastAccessedDate: '2026-04-02T00:00:00.000Z' }, ['last read on 2026-04-02.'], ['something uses it', 'never']],
    ['one that rotates', { rotationEnabled: true }, ['Its rotation stops.'], ['AWSPENDING']],
    ['one in rotation', { rotationEnabled: true, versions: [current, pending] }, ['A rotation is under way', 'It holds 2 versions'], []],
    ['one rotated', { versions: [{ ...current, stages: ['AWSCURRENT', 'AWSPENDING'] }] }, [], ['A rotation is under way']],
    ['a managed one', { owningService: 'rds' }, ['It is managed by rds, which may stop working.'], ['replica']],
  ];
  for (const [what, more, words, others] of said) {
    it(`of ${what}`, async () => {
      const world = worldWith(more);
      await world.refusal('delete_secret', { secret_id: 'prod/db' });
      const [card = assert.fail('no card was shown')] = world.cards;
      const text = card.consequences.join(' ');
      for (const word of [...always, ...words]) assert.ok(text.includes(word), `${word}: ${text}`);
      for (const word of others) assert.ok(!text.includes(word), `${word}: ${text}`);
      assert.equal(card.findReferences, true);
    });
  }
});

describe('what keeps a secret from being deleted is said before any question', () => {
  const blocked: readonly (readonly [string, Partial<FakeSecret>, string, RegExp])[] = [
    [
      'a primary with replicas',
      {
        primaryRegion: 'eu-west-1',
        replicas: [
          { region: 'us-west-2', status: 'InSync' },
          { region: 'us-east-1', status: 'Failed' },
        ],
      },
      'invalid_state',
      /in account main \(eu-west-1\) has replicas in us-west-2, us-east-1.*Remove or promote the replicas in us-west-2, us-east-1 first\.$/,
    ],
    [
      'one that names no primary region',
      { replicas: [{ region: 'us-west-2', status: 'InSync' }] },
      'invalid_state',
      /has replicas in us-west-2/,
    ],
    [
      'a replica',
      { primaryRegion: 'us-west-2' },
      'invalid_state',
      /is a replica, which is deleted only from its primary in us-west-2, at once and for good\. Remove the region eu-west-1/,
    ],
    ['one scheduled already', { deletedDate: '2026-12-01T00:00:00.000Z' }, 'secret_pending_deletion', /already scheduled for deletion/],
  ];
  for (const [what, more, code, says] of blocked) {
    for (const caller of [agent, person]) {
      it(`${what}, to ${caller.kind === 'agent' ? 'an agent' : 'a person'}`, async () => {
        const world = worldWith(more);
        const error = await world.refusal('delete_secret', { secret_id: 'prod/db' }, { caller });
        assert.equal(error.code, code);
        assert.match(error.sentence, says);
        assert.deepEqual([world.cards, world.count('deleteSecret')], [[], 0]);
      });
    }
  }
});
