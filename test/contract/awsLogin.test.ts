import assert from 'node:assert/strict';
import { createHash, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startSignInEndpoint, type SignInEndpoint } from '../fakes/signInEndpoint.ts';
import { failureOf, openProfileWorld, whoIs, type ProfileWorld } from './profileWorld.ts';

const loginSession = 'arn:aws:iam::222233334444:user/me';
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

describe('A profile of aws login', () => {
  let world: ProfileWorld;
  let far: SignInEndpoint;
  let file: string;

  beforeEach(async () => {
    world = await openProfileWorld();
    far = await startSignInEndpoint(world.sandbox);
    const cache = join(world.folder, 'login', 'cache');
    await mkdir(cache, { recursive: true });
    file = join(cache, `${createHash('sha256').update(loginSession).digest('hex')}.json`);
    await world.configure('[profile me]', `login_session=${loginSession}`);
  });
  afterEach(async () => {
    await far.close();
    await world.close();
  });

  const signIn = () => whoIs(world.pool({ endpoint: far.endpoint }), 'me');
  const write = (more: object = {}): Promise<void> =>
    writeFile(
      file,
      JSON.stringify({
        accessToken: {
          accessKeyId: 'ASIAEXAMPLE000000000',
          secretAccessKey: 'over',
          sessionToken: 'over',
          accountId: '222233334444',
          expiresAt: '2020-01-01T00:00:00Z',
        },
        tokenType: 'aws_sigv4',
        refreshToken: far.issueRefreshToken(),
        clientId: 'arn:aws:signin:::devtools/same-device',
        dpopKey: privateKey.export({ type: 'sec1', format: 'pem' }),
        idToken: 'kept',
        ...more,
      }),
    );

  it('is renewed in silence, with a proof of the key it was signed in with, and keeps what else its file holds', async () => {
    await write();
    assert.equal((await signIn()).arn, 'arn:aws:sts::222233334444:assumed-role/logged-in/from-sign-in');
    assert.deepEqual(far.asked, ['/v1/token']);
    const kept: { idToken: string; refreshToken: string; accessToken: { accountId: string } } = JSON.parse(await readFile(file, 'utf8'));
    assert.deepEqual([kept.idToken, kept.accessToken.accountId, kept.refreshToken], ['kept', '222233334444', far.secrets.at(-1)]);
    if (process.platform !== 'win32') assert.equal((await stat(file)).mode & 0o777, 0o600);

    const { dpop, body } = far.logins[0] ?? { dpop: '', body: {} };
    const [header = '', claims = '', signature = ''] = dpop.split('.');
    const read = (part: string): Record<string, unknown> => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    assert.deepEqual([read(claims)['htm'], read(claims)['htu']], ['POST', `${far.endpoint}/v1/token`]);
    const key = { key: createPublicKey(privateKey), dsaEncoding: 'ieee-p1363' as const };
    assert.ok(verify('sha256', Buffer.from(`${header}.${claims}`), key, Buffer.from(signature, 'base64url')));
    assert.deepEqual(read(header)['jwk'], { kty: 'EC', crv: 'P-256', ...coordinates() });
    assert.deepEqual([body['grantType'], body['clientId']], ['refresh_token', 'arn:aws:signin:::devtools/same-device']);
  });

  it('asks nobody while it lasts', async () => {
    await write();
    await signIn();
    await signIn();
    assert.equal(far.asked.length, 1);
  });

  it('that is over says to run aws login, and repeats no token', async () => {
    await write();
    far.revoke({ refresh: true });
    const error = await failureOf(signIn());
    assert.equal(error.code, 'credentials_expired');
    assert.match(error.sentence, /profile me is over\. Run "aws login"/);
    assert.ok(far.secrets.every((secret) => !JSON.stringify([error.sentence, error.stack]).includes(secret)));
  });

  it('that was never signed in, or whose file is damaged, says to run aws login', async () => {
    assert.match((await failureOf(signIn())).sentence, /not signed in\. Run "aws login"/);
    await writeFile(file, '{"accessToken": tok');
    assert.match((await failureOf(signIn())).sentence, /not signed in\. Run "aws login"/);
    await write({ dpopKey: 'no key' });
    assert.match((await failureOf(signIn())).sentence, /is over\. Run "aws login"/);
  });

  it('can’t be sent to another host by its file', async () => {
    await write({ signInRegion: 'example.com/#' });
    assert.match((await failureOf(signIn())).sentence, /not signed in/);
    assert.deepEqual(far.asked, []);
  });
});

function coordinates(): { x: string | undefined; y: string | undefined } {
  const { x, y } = createPublicKey(privateKey).export({ format: 'jwk' });
  return { x, y };
}
