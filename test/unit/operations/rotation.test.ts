import assert from 'node:assert/strict';
import { person } from '../../../src/core/caller.ts';
import { accepting, addSamples, createWorld, type World, type WorldOptions } from '../executeWorld.ts';
import { arnOf, type FakeSecret } from '../fakeSecrets.ts';

const lambda = 'arn:aws:lambda:eu-west-1:111122223333:function:rotate';
const first = '11111111-1111-1111-1111-111111111111';
const second = '22222222-2222-4222-8222-222222222222';
const third = '33333333-3333-4333-8333-333333333333';

function ready(more: Partial<FakeSecret> = {}, options?: WorldOptions): World {
  const world = createWorld(options);
  addSamples(world);
  world.secrets.add('app/db', 'a-value-of-an-app-7Ky', more);
  world.answer = accepting;
  return world;
}

const rotating: Partial<FakeSecret> = { rotationEnabled: true, rotationLambdaArn: lambda, rotationSchedule: 'every 30 days' };
const stuck = {
  versions: [
    { versionId: first, stages: ['AWSCURRENT'] },
    { versionId: second, stages: ['AWSPENDING'] },
  ],
};

const requests = {
  enable: ['rotate_secret', { secret_id: 'app/db', rotation_lambda_arn: lambda, automatically_after_days: 30, rotate_immediately: false }],
  'change the schedule of': ['rotate_secret', { secret_id: 'app/db', automatically_after_days: 7, rotate_immediately: false }],
  'rotate now': ['rotate_secret', { secret_id: 'app/db' }],
  cancel: ['cancel_rotate_secret', { secret_id: 'app/db' }],
} as const;
type Wanted = keyof typeof requests;

const deleted = /^app\/db in account main is scheduled for deletion, so its rotation can't be changed\. Restore it first/;
const replica =
  /^app\/db in account main \(eu-west-1\) is a replica, which rotates with its primary in us-east-1\. Change the rotation of the secret in us-east-1\.$/;
const incomplete = new RegExp(
  `^app/db in account main has a rotation that isn't complete: version ${second} has AWSPENDING and is not current\\. Wait`,
);
const noFunction = /^app\/db in account main has no rotation function yet\. Give the ARN of a Lambda function/;
const nothing = /^app\/db in account main does not rotate, so there is nothing to cancel\./;
const notYours = /^app\/db in account main is managed by rds, which rotates it without a function of yours\. Leave the function out/;
const notSetUp = /^app\/db in account main is managed by rds, which has not set up its rotation\. Set it up in rds\.$/;
const rdsAlone = /^app\/db in account main is managed by rds, which alone can switch its rotation off\. Do that in rds\.$/;

/** What is refused in each state, and in which words; undefined for what is done. */
const table: readonly (readonly [state: string, more: Partial<FakeSecret>, refused: Readonly<Record<Wanted, RegExp | undefined>>])[] = [
  ['plain, without a function', {}, { enable: undefined, 'change the schedule of': noFunction, 'rotate now': noFunction, cancel: nothing }],
  [
    'switched off, with a function',
    { ...rotating, rotationEnabled: false },
    { enable: undefined, 'change the schedule of': undefined, 'rotate now': undefined, cancel: nothing },
  ],
  ['rotating', rotating, { enable: undefined, 'change the schedule of': undefined, 'rotate now': undefined, cancel: undefined }],
  [
    'stuck with AWSPENDING',
    { ...rotating, ...stuck },
    { enable: incomplete, 'change the schedule of': incomplete, 'rotate now': incomplete, cancel: undefined },
  ],
  [
    'rotated, with AWSPENDING left on the current version',
    { ...rotating, versions: [{ versionId: first, stages: ['AWSCURRENT', 'AWSPENDING'] }] },
    { enable: undefined, 'change the schedule of': undefined, 'rotate now': undefined, cancel: undefined },
  ],
  [
    'scheduled for deletion',
    { ...rotating, deletedDate: '2026-12-20T00:00:00.000Z' },
    { enable: deleted, 'change the schedule of': deleted, 'rotate now': deleted, cancel: deleted },
  ],
  [
    'a replica',
    { ...rotating, primaryRegion: 'us-east-1' },
    { enable: replica, 'change the schedule of': replica, 'rotate now': replica, cancel: replica },
  ],
  [
    'managed by a service that rotates it',
    { rotationEnabled: true, rotationSchedule: 'every 7 days', owningService: 'rds' },
    { enable: notYours, 'change the schedule of': undefined, 'rotate now': undefined, cancel: rdsAlone },
  ],
  [
    'managed by a service that does not rotate it',
    { owningService: 'rds' },
    { enable: notYours, 'change the schedule of': notSetUp, 'rotate now': notSetUp, cancel: rdsAlone },
  ],
];

describe('rotation, by the state a secret is in', () => {
  for (const [state, more, refused] of table) {
    for (const [wanted, [tool, input]] of Object.entries(requests)) {
      const words = Object.entries(refused).find(([name]) => name === wanted)?.[1];
      it(`${words ? 'is refused before any call' : 'is done'}: ${wanted} a secret that is ${state}`, async () => {
        const world = ready(more);
        const before = structuredClone(world.secrets.find('app/db')?.versions);
        const outcome = await world.run(tool, input);
        const changes = world.count('rotateSecret') + world.count('cancelRotateSecret');
        if (!words) {
          assert.ok(outcome.ok, outcome.ok ? '' : outcome.error.sentence);
          assert.deepEqual([world.cards.length, changes], [1, 1]);
          return;
        }
        assert.ok(!outcome.ok, 'was done');
        assert.match(outcome.error.sentence, words);
        assert.deepEqual([world.cards.length, changes], [0, 0]);
        assert.deepEqual(world.secrets.find('app/db')?.versions, before);
      });
    }
  }

  it('is refused while there is no value, a partner is missing, or a window does not fit', async () => {
    const world = ready({ versions: [] });
    assert.match((await world.refusal(...requests.enable)).message, /has no value yet/);
    const partner = { secret_id: 'prod/db', rotation_lambda_arn: lambda, external_metadata: { instance: 'a' } };
    assert.match((await world.refusal('rotate_secret', partner, { caller: person })).message, /no managed external secret/);
    const window = await world.refusal('rotate_secret', { ...requests.enable[1], duration: '30h' });
    assert.deepEqual([window.code, world.cards.length], ['invalid_input', 0]);
    for (const arn of ['rotate', 'arn:aws:s3:::bucket', `${lambda}:a:b`, 'arn:aws:lambda:eu-west-1:1:function:x'])
      assert.match(
        (await world.refusal('rotate_secret', { secret_id: 'app/db', rotation_lambda_arn: arn })).message,
        /Lambda function's ARN/,
      );
  });
});

describe('rotate_secret', () => {
  it('sends what was given and nothing else, under the token that was written down', async () => {
    const world = ready();
    const input = { secret_id: 'app/db', rotation_lambda_arn: lambda, schedule_expression: 'cron(0 8 1 * ? *)', duration: '2h' };
    const text = await world.text('rotate_secret', input);
    const { clientRequestToken = '' } = world.records.find(({ phase }) => phase === 'sending') ?? {};
    assert.deepEqual(world.secrets.calls.at(-1)?.asked, {
      secretId: arnOf('app/db'),
      lambdaArn: lambda,
      rules: { scheduleExpression: 'cron(0 8 1 * ? *)', duration: '2h' },
      rotateImmediately: true,
      clientRequestToken,
    });
    assert.equal(
      text,
      `Rotation of app/db has started. Version ${clientRequestToken} becomes AWSCURRENT when its function is done.\narn: ${arnOf('app/db')}`,
    );
  });

  it('says on the card whether it rotates now, what it rotates with, and from which schedule to which', async () => {
    const world = ready({ ...rotating, nextRotationDate: '2026-12-01T23:59:59Z' });
    const other = `${lambda}-other`;
    await world.text('rotate_secret', {
      secret_id: 'app/db',
      rotation_lambda_arn: other,
      automatically_after_days: 7,
      rotate_immediately: false,
    });
    const [later] = world.cards;
    assert.equal(later?.headline, 'Change the rotation of app/db');
    const said = later?.consequences.join(' ') ?? '';
    assert.match(said, /^It does not rotate now\./);
    assert.match(said, /It rotates every 7 days, until now every 30 days \(next by 2026-12-01\)\./);
    assert.match(said, /A rotation that was due already may still take place\./);
    assert.ok(said.includes(`${other} gets to read and change this secret, in place of ${lambda}.`));

    await world.text('rotate_secret', { secret_id: 'prod/db', rotation_lambda_arn: lambda });
    assert.equal(world.cards[1]?.headline, 'Set up rotation of prod/db and rotate now');
    assert.match(world.cards[1]?.consequences.join(' ') ?? '', /^It rotates now: .*stays as AWSPREVIOUS\. Rotation is on afterwards\./);
  });

  it('asks a person too, because what it replaces is in use', async () => {
    const world = ready(rotating, { caller: person });
    await world.text(...requests['rotate now']);
    assert.equal(world.cards[0]?.headline, 'Rotate app/db now');
  });

  it('gives a partner what a person copied for it, and takes neither from an agent', async () => {
    const role = 'arn:aws:iam::111122223333:role/partner';
    const world = ready({ type: 'SalesforceClientSecret' });
    const input = { secret_id: 'app/db', external_role_arn: role, external_metadata: { instance: 'eu1' } };
    for (const name of ['external_role_arn', 'external_metadata'] as const) {
      const error = await world.refusal('rotate_secret', { secret_id: 'app/db', [name]: input[name] });
      assert.equal(error.code, 'unknown_argument');
      assert.ok(!error.message.split('it takes')[1]?.includes('external'));
    }
    assert.deepEqual([world.cards.length, world.secrets.calls.length], [0, 0]);
    await world.text('rotate_secret', input, { caller: person });
    assert.deepEqual(Object.entries(Object(world.secrets.calls.at(-1)?.asked)).slice(-2), [
      ['externalRoleArn', role],
      ['externalMetadata', { instance: 'eu1' }],
    ]);
  });

  it('does not run when its schedule was changed by someone else after the question', async () => {
    const world = ready(rotating);
    world.answer = (card, signal) => {
      Object.assign(world.secrets.find('app/db') ?? assert.fail(), { rotationSchedule: 'every 90 days' });
      return accepting(card, signal);
    };
    assert.equal((await world.refusal(...requests['rotate now'])).code, 'changed_since');
    assert.equal(world.count('rotateSecret'), 0);
  });

  for (const [what, schedule] of [
    ['the schedule that was asked for', 'every 7 days'],
    ['that schedule as AWS writes a rate', 'rate(7 days)'],
    ['another schedule', 'every 70 days'],
  ] as const) {
    const same = schedule !== 'every 70 days';
    it(`is ${same ? 'done' : 'not done'} after a cut when the secret has ${what}`, async () => {
      const world = ready(rotating);
      world.secrets.before.rotateSecret = () => {
        Object.assign(world.secrets.find('app/db') ?? assert.fail(), { rotationSchedule: schedule });
        throw new Error('cut');
      };
      const outcome = await world.run(...requests['change the schedule of']);
      assert.equal(outcome.ok ? 'ok' : outcome.error.code, same ? 'ok' : 'not_done');
    });
  }
});

describe('cancel_rotate_secret', () => {
  it('says on the card that rotation is off afterwards, and what a half-done one leaves', async () => {
    const world = ready(rotating);
    await world.text(...requests.cancel);
    const said = world.cards[0]?.consequences.join(' ') ?? '';
    assert.match(said, /^Rotation is off afterwards:.*Should one be half done, AWSPENDING can stay on a version/);
    assert.equal(world.secrets.find('app/db')?.rotationEnabled, false);
  });

  it('names the version that is half done, on the card and in the answer', async () => {
    const world = ready({ ...rotating, ...stuck });
    const text = await world.text(...requests.cancel);
    assert.ok(world.cards[0]?.consequences.some((line) => line.startsWith(`Version ${second} has AWSPENDING`)));
    assert.match(text, new RegExp(`^Version ${second} may keep AWSPENDING; update_secret_version_stage removes it`, 'm'));
  });
});

const labels = (count: number): string[] => Array.from({ length: count }, (_, n) => `L${n}`);

describe('update_secret_version_stage', () => {
  const versions = [
    { versionId: third, stages: ['AWSCURRENT'] },
    { versionId: second, stages: ['AWSPREVIOUS'] },
    { versionId: first, stages: ['CANARY'] },
  ];
  const move = (more: object): readonly [string, object] => ['update_secret_version_stage', { secret_id: 'app/db', ...more }];
  const back = move({ version_stage: 'AWSCURRENT', move_to_version_id: second });

  it('rolls back with the exact call on the card, and proves by a read that one version is current', async () => {
    const world = ready({ versions });
    const text = await world.text(...back);
    const [card] = world.cards;
    assert.equal(card?.headline, 'Roll back app/db');
    assert.equal(
      card?.consequences.at(-1),
      `Sends UpdateSecretVersionStage: SecretId ${arnOf('app/db')}, VersionStage AWSCURRENT, MoveToVersionId ${second}, RemoveFromVersionId ${third}.`,
    );
    const asked = { secretId: arnOf('app/db'), versionStage: 'AWSCURRENT', moveToVersionId: second, removeFromVersionId: third };
    assert.deepEqual(world.secrets.calls.find(({ method }) => method === 'updateSecretVersionStage')?.asked, asked);
    assert.equal(text, `AWSCURRENT of app/db is on version ${second} and on no other, read back.\narn: ${arnOf('app/db')}`);
    assert.equal(world.secrets.calls.at(-1)?.method, 'describeSecret');
  });

  it('warns that programs keep the old value and that what it opens is not changed', async () => {
    const world = ready({ versions, rotationEnabled: true, owningService: 'rds' });
    await world.text(...back);
    const said = world.cards[0]?.consequences.join(' ') ?? '';
    for (const words of [
      'AWS moves AWSPREVIOUS',
      'until they read the secret again',
      'is not changed',
      'Rotation stays on',
      'managed by rds',
    ])
      assert.ok(said.includes(words), words);
  });

  it('says so when the read finds two current versions, none, or can not be made', async () => {
    for (const [stages, says] of [
      [['AWSCURRENT'], /on 2 versions, read back:.*should not be/],
      [[], /^No version of app\/db has AWSCURRENT, read back\. That should not be/],
    ] as const) {
      const world = ready({ versions });
      world.secrets.after.updateSecretVersionStage = () => {
        const secret = world.secrets.find('app/db') ?? assert.fail();
        secret.versions = secret.versions.map(({ versionId }, index) => ({ versionId, stages: index < 2 ? stages : [] }));
      };
      assert.match(await world.text(...back), says);
    }
    const world = ready({ versions });
    world.secrets.after.updateSecretVersionStage = () => {
      world.secrets.before.describeSecret = () => {
        throw new Error('offline');
      };
    };
    assert.match(await world.text(...back), /was changed, but could not be read back/);
  });

  it('adds, moves and removes a label of its own, and says whom it touches', async () => {
    const world = ready({ versions });
    await world.text(...move({ version_stage: 'GREEN', move_to_version_id: second }));
    await world.text(...move({ version_stage: 'CANARY', move_to_version_id: second }));
    const text = await world.text(...move({ version_stage: 'GREEN', remove_from_version_id: second }));
    assert.match(text, /^No version of app\/db has GREEN now, read back\.$/m);
    assert.deepEqual(
      world.cards.map(({ headline, acceptLabel }) => `${headline} | ${acceptLabel}`),
      [
        'Add GREEN to a version of app/db | Move Label',
        'Move CANARY to another version of app/db | Move Label',
        'Remove GREEN from a version of app/db | Remove Label',
      ],
    );
    assert.deepEqual(world.secrets.find('app/db')?.versions[1]?.stages, ['AWSPREVIOUS', 'CANARY']);
  });

  it('removes a stuck AWSPENDING, and the next rotation is no longer refused', async () => {
    const world = ready({ ...rotating, ...stuck });
    assert.match((await world.refusal(...requests['rotate now'])).message, /isn't complete/);
    await world.text(...move({ version_stage: 'AWSPENDING', remove_from_version_id: second }));
    assert.match(world.cards[0]?.consequences.join(' ') ?? '', /so that the next one can start/);
    await world.text(...requests['rotate now']);
  });

  for (const [what, input, code, says] of [
    ['no version at all', { version_stage: 'CANARY' }, 'invalid_input', /needs the version it goes to/],
    [
      'AWSCURRENT taken off',
      { version_stage: 'AWSCURRENT', remove_from_version_id: third },
      'invalid_input',
      /always has one version with AWSCURRENT/,
    ],
    [
      'a label that is elsewhere by now',
      { version_stage: 'AWSCURRENT', move_to_version_id: first, remove_from_version_id: second },
      'changed_since',
      /is on version 3/,
    ],
    ['a label on no version', { version_stage: 'BLUE', remove_from_version_id: second }, 'changed_since', /is on no version/],
    ['a move to where it is', { version_stage: 'AWSCURRENT', move_to_version_id: third }, 'invalid_state', /has AWSCURRENT already/],
  ] as const) {
    it(`is refused without a question for ${what}`, async () => {
      const world = ready({ versions });
      const error = await world.refusal(...move(input));
      assert.equal(error.code, code);
      assert.match(error.message, says);
      assert.deepEqual([world.cards.length, world.count('updateSecretVersionStage')], [0, 0]);
    });
  }

  it('is refused for a replica, for what is scheduled for deletion, and for a twenty-first label', async () => {
    const cases: readonly (readonly [Partial<FakeSecret>, RegExp])[] = [
      [{ primaryRegion: 'us-east-1' }, /replica, whose labels follow its primary in us-east-1/],
      [{ deletedDate: '2026-12-20' }, /scheduled for deletion/],
      [
        {
          versions: [
            { versionId: second, stages: [] },
            { versionId: first, stages: labels(20) },
          ],
        },
        /20 staging labels together/,
      ],
    ];
    for (const [more, says] of cases) {
      const world = ready({ versions: [...versions], ...more });
      assert.match((await world.refusal(...move({ version_stage: 'NEW', move_to_version_id: second }))).message, says);
      assert.equal(world.cards.length, 0);
    }
  });

  it('moves a label that is there, however many there are on all versions together', async () => {
    const world = ready({
      versions: [
        { versionId: second, stages: labels(19) },
        { versionId: first, stages: ['OLD'] },
      ],
    });
    await world.text(...move({ version_stage: 'OLD', move_to_version_id: second }));
    assert.equal(world.secrets.find('app/db')?.versions[0]?.stages.length, 20);
  });

  it('rolls back to a version without a label, which DescribeSecret does not list', async () => {
    const world = ready({ versions: [...versions.slice(0, 2), { versionId: first, stages: [] }] });
    await world.text(...move({ version_stage: 'AWSCURRENT', move_to_version_id: first }));
    assert.deepEqual(
      world.secrets.find('app/db')?.versions.map(({ stages }) => stages.join()),
      ['AWSPREVIOUS', '', 'AWSCURRENT'],
    );
  });
});
