import assert from 'node:assert/strict';
import { createGrants, type Use } from '../../src/core/grants.ts';
import { person, task } from '../../src/core/caller.ts';
import { createCustody } from '../../src/custody.ts';
import { agent, mainAccount } from './executeWorld.ts';

const minute = 60_000;
const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-AbCdEf';
const other = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/api-GhIjKl';

const use: Use = {
  caller: agent,
  account: mainAccount,
  region: 'eu-west-1',
  destination: {
    kind: 'command',
    label: 'npm start in /shop',
    identity: { command: ['npm', 'start'], directory: '/shop', variables: { PASSWORD: 'password' } },
    secrets: [
      { arn, key: 'password' },
      { arn: other, key: 'token' },
    ],
  },
};

function granted() {
  const clock = { now: Date.UTC(2026, 10, 20) };
  const grants = createGrants(() => clock.now);
  grants.add(use, '15 minutes');
  return { clock, grants };
}

const to = (changed: Partial<Use['destination']>): Use => ({ ...use, destination: { ...use.destination, ...changed } });

describe('a grant', () => {
  it('covers the very same use: the control for every difference below', () => {
    const { grants } = granted();
    assert.equal(grants.covers(structuredClone(use)), true);
  });

  it('covers it whatever order its parts come in, and whatever words name the destination', () => {
    const { grants } = granted();
    const turned = { variables: { PASSWORD: 'password' }, directory: '/shop', command: ['npm', 'start'] };
    assert.equal(grants.covers(to({ identity: turned, secrets: use.destination.secrets.toReversed(), label: 'npm start' })), true);
  });

  it('covers it when the account was moved or coloured alone', () => {
    const { grants } = granted();
    assert.equal(grants.covers({ ...use, account: { ...mainAccount, color: 'red', order: 4 } }), true);
  });

  it('covers it for a client that calls itself something else by now', () => {
    const { grants } = granted();
    assert.equal(grants.covers({ ...use, caller: { ...agent, claimedName: 'Other' } }), true);
  });

  const differences: Readonly<Record<string, Use>> = {
    'another client': { ...use, caller: { ...agent, client: 'client-2' } },
    'the person': { ...use, caller: person },
    'a task': { ...use, caller: task },
    'a client named as the person is': { ...use, caller: { ...agent, client: 'person' } },
    'another account': { ...use, account: { ...mainAccount, name: 'other' } },
    'an account with another level': { ...use, account: { ...mainAccount, access: 'use' } },
    'an account that signs in otherwise': { ...use, account: { ...mainAccount, kind: 'profile', profile: 'other' } },
    'an account with an allow-list': { ...use, account: { ...mainAccount, allow: { prefixes: ['prod/'], tags: [] } } },
    'another region': { ...use, region: 'us-east-1' },
    'a file': to({ kind: 'file' }),
    'another argument': to({ identity: { ...use.destination.identity, command: ['npm', 'test'] } }),
    'an argument that is split otherwise': to({ identity: { ...use.destination.identity, command: ['npm start'] } }),
    'another folder': to({ identity: { ...use.destination.identity, directory: '/tmp' } }),
    'another variable': to({ identity: { ...use.destination.identity, variables: { LD_PRELOAD: 'password' } } }),
    'one secret fewer': to({ secrets: use.destination.secrets.slice(0, 1) }),
    'one secret more': to({ secrets: [...use.destination.secrets, { arn: `${arn}x` }] }),
    'another key': to({
      secrets: [
        { arn, key: 'username' },
        { arn: other, key: 'token' },
      ],
    }),
    'the whole secret': to({ secrets: [{ arn }, { arn: other, key: 'token' }] }),
    'keys that changed places': to({
      secrets: [
        { arn, key: 'token' },
        { arn: other, key: 'password' },
      ],
    }),
  };
  for (const [name, different] of Object.entries(differences)) {
    it(`does not cover ${name}, unless that is what was allowed`, () => {
      const { grants } = granted();
      assert.equal(grants.covers(different), false);
      grants.add(different, '15 minutes');
      assert.equal(grants.covers(different), true);
    });
  }

  it('ends after its minutes and not a moment before', () => {
    for (const [term, lasts] of [
      ['15 minutes', 15],
      ['60 minutes', 60],
    ] as const) {
      const { clock, grants } = granted();
      grants.add(use, term);
      clock.now += lasts * minute - 1;
      assert.equal(grants.covers(use), true);
      clock.now += 1;
      assert.equal(grants.covers(use), false);
      assert.deepEqual(grants.list(), []);
    }
  });

  it('does not last longer when the clock is set back', () => {
    const { clock, grants } = granted();
    clock.now -= 1;
    assert.equal(grants.covers(use), false);
  });

  it('holds until the window closes where the person said so', () => {
    const { clock, grants } = granted();
    grants.add(use, 'session');
    clock.now += 30 * 24 * 60 * minute;
    assert.equal(grants.covers(use), true);
    assert.equal(grants.list()[0]?.until, undefined);
  });

  it('is not kept of a yes that was for once', () => {
    const grants = createGrants();
    grants.add(use, 'once');
    assert.deepEqual([grants.covers(use), grants.list()], [false, []]);
  });

  it('takes the place of the one before for the same use', () => {
    const { clock, grants } = granted();
    clock.now += minute;
    grants.add(use, '60 minutes');
    assert.deepEqual(
      grants.list().map(({ until }) => until),
      [clock.now + 60 * minute],
    );
  });

  it('is over once it is revoked, and the others are not', () => {
    const { grants } = granted();
    grants.add(to({ kind: 'file' }), 'session');
    const [first] = grants.list();
    grants.revoke('another');
    assert.equal(grants.list().length, 2);
    grants.revoke(first?.id ?? '');
    assert.deepEqual([grants.covers(use), grants.covers(to({ kind: 'file' }))], [false, true]);
  });

  it('is over once all are cleared', () => {
    const { grants } = granted();
    grants.clear();
    assert.deepEqual([grants.covers(use), grants.list()], [false, []]);
  });

  it('is over once its account is removed or changed, also when it is as before later', () => {
    for (const accounts of [[], [{ ...mainAccount, access: 'off' as const }], [{ ...mainAccount, name: 'other' }]]) {
      const { grants } = granted();
      grants.retain([mainAccount]);
      assert.equal(grants.covers(use), true, 'kept while the account is as it was');
      grants.retain(accounts);
      grants.retain([mainAccount]);
      assert.equal(grants.covers(use), false);
    }
  });

  it('tells whoever listens of each change, and of nothing else', () => {
    const { grants } = granted();
    let told = 0;
    grants.onDidChange(() => (told += 1));
    grants.covers(use);
    grants.retain([mainAccount]);
    grants.revoke('another');
    grants.add(use, 'once');
    assert.equal(told, 0);
    grants.add(use, 'session');
    grants.clear();
    grants.clear();
    assert.equal(told, 2);
  });
});

describe('permissions of a window', () => {
  function custodyWithGrant() {
    const custody = createCustody({
      accounts: async () => [mainAccount],
      service: async () => assert.fail('nothing is called'),
      present: async () => ({ kind: 'declined' }),
      append: async () => undefined,
      showSecret: () => false,
      settings: () => ({ maximumAccess: 'destroy', allowForceDelete: false }),
      assertTrusted: () => undefined,
    });
    custody.grants.add(use, 'session');
    assert.equal(custody.grants.covers(use), true);
    return custody;
  }

  it('end when the person locks', () => {
    const custody = custodyWithGrant();
    custody.lock();
    assert.deepEqual(custody.grants.list(), []);
  });

  it('end when all agents are stopped, and do not come back with them', () => {
    const custody = custodyWithGrant();
    custody.agents.resume();
    assert.equal(custody.grants.list().length, 1);
    custody.agents.stop();
    custody.agents.resume();
    assert.deepEqual(custody.grants.list(), []);
  });
});
