import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecretsManager } from '../../src/aws/secretsManager.ts';
import { createServicePool } from '../../src/aws/servicePool.ts';
import type { Account } from '../../src/core/account.ts';
import { person } from '../../src/core/caller.ts';
import { CustodyError } from '../../src/core/errors.ts';
import type { SecretsService } from '../../src/core/secretsService.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';

const never = new AbortController().signal;
const minute = 60_000;
const common = { regions: ['eu-west-1'], access: 'destroy' as const, host: 'here' };
const profile: Account = { ...common, kind: 'profile', name: 'main', profile: 'base' };
const role: Account = { ...common, kind: 'role', name: 'role', profile: 'base', roleArn: 'arn:aws:iam::111122223333:role/reader' };

interface World {
  readonly sandbox: Sandbox;
  readonly service: (account: Account) => Promise<SecretsService>;
  /** Moves the clock of AWS, as seen from here. */
  readonly shiftClock: (ms: number) => void;
  readonly writeKeys: (keys: { accessKeyId: string; secretAccessKey: string }) => Promise<void>;
  /** How many requests of an operation arrived. */
  readonly count: (operation: string) => number;
}

describe('A sign-in', () => {
  let world: World;
  let folder: string;

  beforeEach(async () => {
    let shift = 0;
    const sandbox = await startSandbox({ seed: true, now: () => Date.now() + shift });
    folder = await mkdtemp(join(tmpdir(), 'custody-sign-in-'));
    const files = { config: join(folder, 'config'), credentials: join(folder, 'credentials') };
    const pool = createServicePool({ files, endpoint: sandbox.endpoint, sandbox: async () => sandbox });
    world = {
      sandbox,
      service: (account) => pool.service(account, 'eu-west-1', person),
      shiftClock: (ms) => (shift = ms),
      writeKeys: ({ accessKeyId, secretAccessKey }) =>
        writeFile(files.credentials, `[base]\naws_access_key_id=${accessKeyId}\naws_secret_access_key=${secretAccessKey}\n`),
      count: (name) => sandbox.requests().filter(({ operation }) => operation === name).length,
    };
    await world.writeKeys(sandbox.credentials);
  });
  afterEach(async () => {
    await world.sandbox.close();
    await rm(folder, { recursive: true });
  });

  it('that expires in the middle of the work is made again once, for fifty calls that wait for it', async () => {
    const service = await world.service(role);
    await service.listSecrets({}, never);
    assert.equal(world.count('AssumeRole'), 1);
    world.shiftClock(120 * minute);
    const answers = await Promise.all(Array.from({ length: 50 }, () => service.listSecrets({}, never)));
    assert.ok(answers.every(({ secrets }) => secrets.length > 0));
    // The first of two at the new hour is refused for its clock.
    assert.ok(world.count('AssumeRole') <= 3, `${world.count('AssumeRole')} AssumeRole`);
  });

  it('that stays expired ends in one sentence, after it was tried again once', async () => {
    let signIns = 0;
    const sessionOfYesterday = { ...world.sandbox.credentials, sessionToken: 'expired' };
    const service = createSecretsManager({
      account: 'main',
      region: 'eu-west-1',
      endpointOf: () => world.sandbox.endpoint,
      credentials: async (options) => {
        if (options?.['forceRefresh'] === true) signIns += 1;
        return sessionOfYesterday;
      },
    });
    const thrown: unknown = await service.listSecrets({}, never).catch((reason: unknown) => reason);
    assert.ok(thrown instanceof CustodyError);
    assert.match(thrown.sentence, /^No valid credentials for account main \(eu-west-1\)\. Sign in again/);
    assert.deepEqual([world.count('ListSecrets'), signIns], [2, 1]);
  });

  it('by keys that were replaced in the file meanwhile goes on with the new ones', async () => {
    await world.writeKeys({ accessKeyId: 'AKIAREPLACED00000000', secretAccessKey: 'an-old-key' });
    const service = await world.service(profile);
    await assert.rejects(service.listSecrets({}, never), { code: 'credentials_missing' });
    await world.writeKeys(world.sandbox.credentials);
    assert.ok((await service.listSecrets({}, never)).secrets.length > 0);
  });

  for (const [minutes, sent] of [
    [-60, 2],
    [-6, 2],
    [-4, 1],
    [4, 1],
    [6, 2],
    [60, 2],
  ] as const) {
    it(`with the clock of this machine ${minutes} minutes off works, after ${sent} ${sent === 1 ? 'request' : 'requests'}, and then with one each`, async () => {
      world.shiftClock(minutes * minute);
      const service = await world.service(profile);
      await service.listSecrets({}, never);
      assert.equal(world.count('ListSecrets'), sent);
      await service.listSecrets({}, never);
      assert.equal(world.count('ListSecrets'), sent + 1);
    });
  }
});
