import assert from 'node:assert/strict';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServicePool } from '../../src/aws/servicePool.ts';
import { startSignInEndpoint, type SignInEndpoint } from '../fakes/signInEndpoint.ts';
import { failureOf, openProfileWorld, profileAccount, whoIs, type ProfileWorld } from './profileWorld.ts';
import { person } from '../../src/core/caller.ts';

const never = new AbortController().signal;
// SHA-1 of `corp` and of the start URL, as the AWS CLI names the files.
const sessionFile = 'ee0bfd2552fbd840c02cc48b6e823320543c450f.json';
const startUrl = 'https://corp.awsapps.com/start';
const role = ['sso_account_id=222233334444', 'sso_role_name=Reader'];
const section = ['[sso-session corp]', `sso_start_url=${startUrl}`, 'sso_region=eu-west-1'];

describe('A profile of IAM Identity Center', () => {
  let world: ProfileWorld;
  let far: SignInEndpoint;
  let opened: { profile: string; url: string; code: string | undefined }[];
  let browserIsHere: boolean;
  let browse: (url: string) => void;
  let leaves: boolean;
  let cache: string;

  beforeEach(async () => {
    world = await openProfileWorld();
    far = await startSignInEndpoint(world.sandbox);
    opened = [];
    leaves = false;
    browserIsHere = false;
    browse = () => undefined;
    cache = join(world.folder, 'sso', 'cache');
    await world.configure('[profile a]', 'sso_session=corp', ...role, '[profile b]', 'sso_session=corp', ...role, ...section);
  });
  afterEach(async () => {
    await far.close();
    await world.close();
  });

  const pool = (): ServicePool =>
    world.pool({
      endpoint: far.endpoint,
      prompts: {
        async signInByBrowser(profile, start) {
          const { url, code, wait } = await start();
          opened.push({ profile, url, code });
          browse(url);
          return leaves ? undefined : wait(never);
        },
        browserIsHere,
      },
    });
  const count = (path: string): number => far.asked.filter((asked) => asked === path).length;
  const cached = async (): Promise<Record<string, string>> => JSON.parse(await readFile(join(cache, sessionFile), 'utf8'));
  const writeCache = async (token: object, file = sessionFile): Promise<void> => {
    await mkdir(cache, { recursive: true });
    await writeFile(join(cache, file), JSON.stringify(token));
  };
  const client = { clientId: 'a-client', clientSecret: 'a-client-secret', registrationExpiresAt: '2099-01-01T00:00:00Z' };

  it('is signed in by one page for all calls that wait, with the code to compare, and they go on', async () => {
    const one = pool();
    const services = await Promise.all([
      one.service(profileAccount('a'), 'eu-west-1', person),
      one.service(profileAccount('b'), 'us-east-1', person),
    ]);
    const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => services[index % 2]?.getCallerIdentity(never)));
    assert.deepEqual([...new Set(answers.map((answer) => answer?.accountId))], ['222233334444']);
    assert.deepEqual(
      opened.map(({ url, code }) => [url, code]),
      [[far.page, far.code]],
    );
    assert.equal(count('/device_authorization'), 1);
  });

  it('control: two that share neither a wait nor a cache open two pages', async () => {
    await world.configure(
      '[profile a]',
      'sso_session=corp',
      ...role,
      '[profile b]',
      `sso_start_url=${startUrl}`,
      'sso_region=eu-west-1',
      ...role,
      ...section,
    );
    const one = pool();
    await Promise.all([whoIs(one, 'a'), whoIs(one, 'b')]);
    assert.equal(opened.length, 2);
  });

  it('leaves its token where the AWS CLI looks for it, in its form, for its owner alone', async () => {
    await whoIs(pool(), 'a');
    const token = await cached();
    assert.deepEqual(Object.keys(token).toSorted(), [
      'accessToken',
      'clientId',
      'clientSecret',
      'expiresAt',
      'refreshToken',
      'region',
      'registrationExpiresAt',
      'startUrl',
    ]);
    assert.deepEqual([token['startUrl'], token['region']], [startUrl, 'eu-west-1']);
    assert.match(token['expiresAt'] ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    if (process.platform !== 'win32') assert.equal((await stat(join(cache, sessionFile))).mode & 0o777, 0o600);
  });

  it('asks nobody while the token of an earlier sign-in lasts', async () => {
    await whoIs(pool(), 'a');
    opened = [];
    assert.equal((await whoIs(pool(), 'b')).accountId, '222233334444');
    assert.deepEqual(opened, []);
  });

  it('is renewed in silence when the token is over, and the new one is kept', async () => {
    await writeCache({ accessToken: 'old', expiresAt: '2020-06-17T10:02:08UTC', ...client, refreshToken: far.issueRefreshToken() });
    assert.equal((await whoIs(pool(), 'a')).accountId, '222233334444');
    assert.deepEqual([opened.length, count('/token')], [0, 1]);
    assert.notEqual((await cached())['accessToken'], 'old');
  });

  it('is renewed when it was signed out elsewhere, and asks when it can’t be', async () => {
    await whoIs(pool(), 'a');
    opened = [];
    far.revoke({ refresh: false });
    await whoIs(pool(), 'a');
    assert.equal(opened.length, 0);
    far.revoke({ refresh: true });
    await whoIs(pool(), 'a');
    assert.equal(opened.length, 1);
  });

  it('goes on with a token of its last minutes when renewing fails', async () => {
    far.lifetime = 120;
    await whoIs(pool(), 'a');
    opened = [];
    far.broken = 503;
    assert.equal((await whoIs(pool(), 'a')).accountId, '222233334444');
    assert.equal(opened.length, 0);
  });

  it('asks nobody when IAM Identity Center itself fails', async () => {
    await writeCache({ accessToken: 'old', expiresAt: '2020-06-17T10:02:08Z', ...client, refreshToken: far.issueRefreshToken() });
    far.broken = 500;
    assert.equal((await failureOf(whoIs(pool(), 'a'))).code, 'service_failed');
    assert.equal(opened.length, 0);
  });

  it('of the older kind, with everything in the profile, signs in too', async () => {
    await world.configure('[profile old]', `sso_start_url=${startUrl}`, 'sso_region=eu-west-1', ...role);
    assert.equal((await whoIs(pool(), 'old')).accountId, '222233334444');
    assert.equal(opened.length, 1);
    await readFile(join(cache, 'a51746d4aa793ae07b25e90c3a5db96fc7832bd7.json'), 'utf8');
  });

  it('may be the source of a role', async () => {
    await world.configure(
      '[profile c]',
      'role_arn=arn:aws:iam::333344445555:role/writer',
      'source_profile=a',
      '[profile a]',
      'sso_session=corp',
      ...role,
      ...section,
    );
    assert.equal((await whoIs(pool(), 'c')).accountId, '333344445555');
  });

  it('that the person leaves fails all calls that waited with one sentence', async () => {
    leaves = true;
    const service = await pool().service(profileAccount('a'), 'eu-west-1', person);
    const errors = await Promise.all(Array.from({ length: 8 }, () => failureOf(service.listSecrets({}, never))));
    assert.deepEqual([...new Set(errors.map(({ code }) => code))], ['cancelled']);
    assert.match(errors[0]?.sentence ?? '', /Profile a was not signed in.*Test Account/);
    assert.equal(opened.length, 1);
  });

  it('that is refused in the browser says so', async () => {
    far.inBrowser = 'refuses';
    assert.match((await failureOf(whoIs(pool(), 'a'))).message, /refused in the browser/);
  });

  it('waits until the person confirms in the browser', async () => {
    far.inBrowser = 'nothing yet';
    const signedIn = whoIs(pool(), 'a');
    while (count('/token') < 3) await new Promise((resolve) => setImmediate(resolve));
    far.inBrowser = 'confirms';
    assert.equal((await signedIn).accountId, '222233334444');
  });

  it('that has no such role says which', async () => {
    await world.configure('[profile a]', 'sso_session=corp', 'sso_account_id=222233334444', 'sso_role_name=Ops-denied', ...section);
    const error = await failureOf(whoIs(pool(), 'a'));
    assert.equal(error.code, 'access_denied');
    assert.match(error.message, /no role Ops-denied in AWS account 222233334444/);
  });

  it('repeats no token in any error', async () => {
    await whoIs(pool(), 'a');
    far.revoke({ refresh: true });
    far.broken = 400;
    const error = await failureOf(whoIs(pool(), 'a'));
    const text = JSON.stringify([error.sentence, error.stack, String(error.cause)]);
    assert.ok(far.secrets.length > 0 && far.secrets.every((secret) => !text.includes(secret)));
    assert.doesNotMatch(text, /Words that nobody repeats/);
  });

  describe('in a browser on this machine', () => {
    let pages: Promise<Response>[];
    beforeEach(() => {
      browserIsHere = true;
      pages = [];
      browse = (url) => void pages.push(fetch(url));
    });

    it('is signed in by the browser that comes back, without a code to compare', async () => {
      assert.equal((await whoIs(pool(), 'a')).accountId, '222233334444');
      assert.deepEqual([opened.length, opened[0]?.code, count('/device_authorization')], [1, undefined, 0]);
      assert.match((await (await pages[0])?.text()) ?? '', /Go back to VS Code/);
      const { searchParams } = new URL(opened[0]?.url ?? '');
      assert.deepEqual([searchParams.get('scopes'), searchParams.get('code_challenge_method')], ['sso:account:access', 'S256']);
      assert.deepEqual(far.registered[0], {
        clientName: 'custody-vscode',
        clientType: 'public',
        scopes: ['sso:account:access'],
        grantTypes: ['authorization_code', 'refresh_token'],
        redirectUris: ['http://127.0.0.1/oauth/callback'],
        issuerUrl: startUrl,
      });
      far.revoke({ refresh: false });
      await whoIs(pool(), 'b');
      assert.equal(opened.length, 1);
    });

    it('that refuses there says so', async () => {
      far.inBrowser = 'refuses';
      assert.match((await failureOf(whoIs(pool(), 'a'))).message, /refused in the browser/);
    });

    it('takes no code from whoever does not know its state, on its page or another', async () => {
      const statuses: number[] = [];
      browse = (url) =>
        void (async () => {
          const back = new URL(url).searchParams.get('redirect_uri') ?? '';
          for (const forged of [`${back}?code=stolen&state=guessed`, `${back}?code=stolen`, new URL('/?code=stolen', back).href])
            statuses.push((await fetch(forged)).status);
          await fetch(url);
        })();
      assert.equal((await whoIs(pool(), 'a')).accountId, '222233334444');
      assert.deepEqual(statuses, [404, 404, 404]);
    });

    it('and of the older kind has a code to compare all the same', async () => {
      await world.configure('[profile old]', `sso_start_url=${startUrl}`, 'sso_region=eu-west-1', ...role);
      await whoIs(pool(), 'old');
      assert.equal(opened[0]?.code, far.code);
    });
  });

  for (const [what, lines, words] of [
    ['whose session has no section', ['sso_session=gone', ...role], /there is no sso-session gone/],
    ['whose start URL is not https', ['sso_start_url=http://corp.example.com', 'sso_region=eu-west-1', ...role], /https/],
    ['whose region would lead to another host', [`sso_start_url=${startUrl}`, 'sso_region=example.com/#', ...role], /sso_region/],
    ['that contradicts its session', ['sso_session=corp', 'sso_region=us-east-1', ...role, ...section], /another sso_region/],
    ['without an account', ['sso_session=corp', 'sso_role_name=Reader', ...section], /sso_account_id/],
    ['without a role', ['sso_session=corp', 'sso_account_id=222233334444', ...section], /sso_role_name/],
  ] as const) {
    it(`${what} is refused with the reason, and nothing is asked`, async () => {
      await world.configure('[profile x]', ...lines);
      const error = await failureOf(whoIs(pool(), 'x'));
      assert.equal(error.code, 'credentials_missing');
      assert.match(error.message, words);
      assert.deepEqual([far.asked.length, opened.length], [0, 0]);
    });
  }
});
