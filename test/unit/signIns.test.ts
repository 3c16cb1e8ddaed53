import assert from 'node:assert/strict';
import { createMfaSessions } from '../../src/aws/credentials/mfaSessions.ts';
import { createSignIns, type SignIns } from '../../src/aws/credentials/signIns.ts';
import { createSsoSessions } from '../../src/aws/credentials/ssoSessions.ts';
import { nobodyToAsk } from '../../src/core/signIn.ts';
import type { Account } from '../../src/core/account.ts';
import { CustodyError } from '../../src/core/errors.ts';
import { endsSoon, statusLine } from '../../src/core/signInStatus.ts';

const minute = 60_000;
const account: Account = {
  kind: 'sandbox',
  name: 'main',
  regions: ['eu-west-1'],
  access: 'destroy',
  host: 'here',
  accountId: '111122223333',
};

const endpointOf = (): string => 'http://127.0.0.1:1';

describe('the status of a sign-in', () => {
  let now: number;
  let changes: number;
  let fail: (() => never) | undefined;
  let alarms: { readonly moment: number; readonly call: () => void }[];
  let signIns: SignIns;

  beforeEach(() => {
    now = Date.parse('2026-11-20T12:00:00Z');
    changes = 0;
    fail = undefined;
    alarms = [];
    signIns = createSignIns(
      {
        files: { config: '', credentials: '' },
        endpointOf,
        prompts: nobodyToAsk,
        mfaSessions: createMfaSessions(nobodyToAsk),
        ssoSessions: createSsoSessions({ endpointOf, prompts: nobodyToAsk }),
        sandbox: async () => {
          fail?.();
          const credentials = { accessKeyId: 'AKIACANARY', secretAccessKey: 'canary-key', expiration: new Date(now + 60 * minute) };
          return { endpoint: 'http://127.0.0.1:1', credentials };
        },
      },
      {
        now: () => now,
        random: () => 0,
        onChange: () => (changes += 1),
        at(moment, call) {
          const alarm = { moment, call };
          alarms.push(alarm);
          return () => (alarms = alarms.filter((other) => other !== alarm));
        },
      },
    );
  });

  it('knows nothing before the first call, and asks nobody', () => {
    assert.equal(statusLine(signIns.status(account)), 'sandbox, not signed in');
    assert.equal(changes, 0);
  });

  it('says until when, and as whom once that was asked, and never a key', async () => {
    const credentials = await signIns.provider(account)();
    assert.equal(statusLine(signIns.status(account)), 'sandbox, signed in until 2026-11-20T13:00:00.000Z');
    signIns.watch(account).identified(credentials, { accountId: '111122223333', arn: 'arn:aws:iam::111122223333:user/me' });
    assert.equal(
      statusLine(signIns.status(account)),
      'sandbox, signed in as arn:aws:iam::111122223333:user/me until 2026-11-20T13:00:00.000Z',
    );
    assert.doesNotMatch(JSON.stringify(signIns.status(account)), /AKIA|canary/);
  });

  it('is told by one timer a quarter of an hour before the end, and at the end', async () => {
    await signIns.provider(account)();
    assert.deepEqual(
      alarms.map(({ moment }) => moment - now),
      [45 * minute],
    );
    assert.equal(endsSoon(signIns.status(account), now), false);
    now += 45 * minute;
    changes = 0;
    alarms[0]?.call();
    assert.equal(changes, 1);
    assert.equal(endsSoon(signIns.status(account), now), true);
    assert.deepEqual(
      alarms.map(({ moment }) => moment - now),
      [15 * minute],
    );
    now += 15 * minute;
    alarms[0]?.call();
    assert.deepEqual([signIns.status(account).signedIn, alarms], [false, []]);
  });

  it('says what was refused until AWS takes the sign-in again, and tells of each once', async () => {
    const watch = signIns.watch(account);
    await signIns.provider(account)();
    changes = 0;
    const refused = new CustodyError('credentials_missing', 'No valid credentials for account main (eu-west-1).');
    watch.failed(refused);
    watch.failed(new CustodyError('credentials_missing', 'No valid credentials for account main (eu-west-1).'));
    watch.failed(new CustodyError('access_denied', 'Not allowed.'));
    assert.equal(signIns.status(account).problem, refused);
    assert.equal(signIns.status(account).signedIn, false);
    assert.equal(changes, 1);
    watch.answered();
    watch.answered();
    assert.equal(signIns.status(account).problem, undefined);
    assert.equal(changes, 2);
  });

  it('says that a renewal failed while the old sign-in still works', async () => {
    await signIns.provider(account)();
    now += 56 * minute;
    fail = () => {
      throw new CustodyError('credentials_expired', 'The login has expired.');
    };
    await signIns.provider(account)();
    await new Promise((resolve) => setImmediate(resolve));
    const { signedIn, problem } = signIns.status(account);
    assert.equal(signedIn, true);
    assert.match(
      problem?.sentence ?? '',
      /^The sign-in works until 2026-11-20T13:00:00\.000Z and could not be renewed: The login has expired\. Sign in again/,
    );
  });

  it('says that another AWS account answers than the one that was checked', async () => {
    const credentials = await signIns.provider(account)();
    signIns.watch(account).identified(credentials, { accountId: '999900001111', arn: 'arn:aws:iam::999900001111:user/me' });
    assert.match(signIns.status(account).problem?.message ?? '', /signs in to AWS account 999900001111, not to 111122223333/);
  });

  it('is asked for without signing anybody in', async () => {
    const watch = signIns.watch(account);
    fail = () => assert.fail('It signed in.');
    assert.equal(watch.identity(), undefined);
    fail = undefined;
    const credentials = await signIns.provider(account)();
    assert.equal(watch.identity(), undefined);
    const identity = { accountId: '111122223333', arn: 'arn:aws:iam::111122223333:user/me' };
    watch.identified(credentials, identity);
    assert.equal(watch.identity(), identity);
    now += 60 * minute;
    assert.equal(watch.identity(), undefined);
  });

  it('is as before the first call once it was dropped', async () => {
    await signIns.provider(account)();
    signIns.watch(account).failed(new CustodyError('credentials_expired', 'Expired.'));
    signIns.drop(account);
    assert.equal(statusLine(signIns.status(account)), 'sandbox, not signed in');
  });
});
