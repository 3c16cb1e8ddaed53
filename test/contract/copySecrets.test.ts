import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  TagResourceCommand,
  type CreateSecretCommandInput,
} from '@aws-sdk/client-secrets-manager';
import { createServicePool } from '../../src/aws/servicePool.ts';
import type { Account } from '../../src/core/account.ts';
import { person } from '../../src/core/caller.ts';
import type { ApprovalCard } from '../../src/core/approval.ts';
import { CustodyError } from '../../src/core/errors.ts';
import type { SecretLocation } from '../../src/core/operation.ts';
import type { SecretsService } from '../../src/core/secretsService.ts';
import { createCustody, type Custody } from '../../src/custody.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import { copySecret, type CopyTarget } from '../../src/vscode/copy/copySecret.ts';
import { renameSecret } from '../../src/vscode/copy/renameSecret.ts';
import { ownKeyOf, staysBehind } from '../../src/vscode/copy/staysBehind.ts';
import { startInterposer, type Interposer, type Stage, type Verdict } from '../fakes/interposer.ts';

const never = new AbortController().signal;
const common = { regions: ['eu-west-1', 'us-east-1'], access: 'off' as const, host: 'here' };
const main: Account = { ...common, kind: 'profile', name: 'main', profile: 'base' };
const other: Account = { ...common, kind: 'role', name: 'other', profile: 'base', roleArn: 'arn:aws:iam::333344445555:role/writer' };
const value = 'a-value-to-copy-8Kx2!';
const noReply = 'The AWS account did not answer.';

describe('A secret that a person copies', () => {
  let sandbox: Sandbox;
  let interposer: Interposer;
  let folder: string;
  let custody: Custody;
  let service: (account: Account, region: string) => Promise<SecretsService>;
  let cards: ApprovalCard[];
  let accepts: boolean;
  let isOffline: boolean;
  const clients = new Map<string, SecretsManagerClient>();

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'custody-copy-'));
  });
  after(() => rm(folder, { recursive: true }));

  beforeEach(async () => {
    sandbox = await startSandbox({ seed: true });
    interposer = await startInterposer(sandbox.endpoint);
    const files = { config: join(folder, 'config'), credentials: join(folder, 'credentials') };
    const { accessKeyId, secretAccessKey } = sandbox.credentials;
    await writeFile(files.credentials, `[base]\naws_access_key_id=${accessKeyId}\naws_secret_access_key=${secretAccessKey}\n`);
    const pool = createServicePool({ files, endpoint: interposer.endpoint, sandbox: async () => sandbox });
    service = (account, region) => pool.service(account, region, person);
    [cards, accepts, isOffline] = [[], true, false];
    custody = createCustody({
      accounts: async () => [main, other],
      service: async (account, region) => {
        const real = await pool.service(account, region, person);
        const describeSecret: SecretsService['describeSecret'] = async (...asked) => {
          if (isOffline) throw new CustodyError('unreachable', noReply);
          return real.describeSecret(...asked);
        };
        return { ...real, describeSecret };
      },
      present: async (card) => {
        cards.push(card);
        return accepts ? { kind: 'accepted', id: card.id } : { kind: 'declined' };
      },
      append: async () => undefined,
      showSecret: () => false,
      settings: () => ({ maximumAccess: 'destroy', allowForceDelete: false }),
      assertTrusted: () => undefined,
      wait: async () => undefined,
    });
  });
  afterEach(async () => {
    for (const client of clients.values()) client.destroy();
    clients.clear();
    await interposer.close();
    await sandbox.close();
  });

  /** Straight to the sandbox's main account. */
  function aws(region = 'eu-west-1'): SecretsManagerClient {
    const made = clients.get(region) ?? new SecretsManagerClient({ endpoint: sandbox.endpoint, region, credentials: sandbox.credentials });
    clients.set(region, made);
    return made;
  }

  async function create(name: string, more: Partial<CreateSecretCommandInput> = { SecretString: value }): Promise<SecretLocation> {
    const { ARN = '' } = await aws().send(new CreateSecretCommand({ Name: name, ...more }));
    return { account: 'main', region: 'eu-west-1', arn: ARN, name };
  }

  async function located(name: string, region = 'eu-west-1'): Promise<SecretLocation> {
    const { ARN = '' } = await aws(region).send(new DescribeSecretCommand({ SecretId: name }));
    return { account: 'main', region, arn: ARN, name };
  }

  const inMain = (name: string, region = 'eu-west-1'): CopyTarget => ({ account: 'main', region, name });
  const read = (name: string, region?: string) => aws(region).send(new GetSecretValueCommand({ SecretId: name }));
  const described = (name: string, region?: string) => aws(region).send(new DescribeSecretCommand({ SecretId: name }));
  const sent = (operation: string): number => interposer.changes.filter((change) => change.operation === operation).length;

  async function failure(work: Promise<unknown>): Promise<CustodyError> {
    const thrown = await work.then(
      () => assert.fail('nothing was thrown'),
      (error: unknown) => error,
    );
    assert.ok(thrown instanceof CustodyError, String(thrown));
    return thrown;
  }

  /** Does this once, at that stage of that change. */
  function at(operation: string, stage: Stage, work: () => Promise<Verdict | void> | Verdict | void): void {
    interposer.onStage = async (change, reached) =>
      (change.operation === operation && reached === stage ? await work() : undefined) ?? 'pass';
  }

  describe('to another secret', () => {
    it('has its value, its description and its tags but those of AWS, in one version of its own', async () => {
      const from = await create('copy/of', { SecretString: value, Description: 'orders', Tags: [{ Key: 'team', Value: 'orders' }] });
      await aws().send(new PutSecretValueCommand({ SecretId: from.arn, SecretString: `${value}2` }));
      const { arn } = await copySecret(custody, from, inMain('copy/made'), never);
      const made = await described('copy/made');
      assert.equal(made.ARN, arn);
      assert.equal(made.Description, 'orders');
      assert.deepEqual(made.Tags, [{ Key: 'team', Value: 'orders' }]);
      assert.deepEqual(Object.values(made.VersionIdsToStages ?? {}), [['AWSCURRENT']]);
      assert.equal((await read('copy/made')).SecretString, `${value}2`);
      assert.deepEqual(cards, []);

      const managed = await managedName();
      await copySecret(custody, await located(managed), inMain('copy/of-managed'), never);
      assert.ok(((await described(managed)).Tags ?? []).some(({ Key = '' }) => Key.startsWith('aws:')));
      assert.deepEqual((await described('copy/of-managed')).Tags ?? [], []);
    });

    it('keeps every byte of a binary value, in another region', async () => {
      const bytes = Buffer.from(Array.from({ length: 513 }, (_, index) => (index * 7) % 256));
      const from = await create('copy/binary', { SecretBinary: bytes });
      await copySecret(custody, from, inMain('copy/binary', 'us-east-1'), never);
      const made = await read('copy/binary', 'us-east-1');
      assert.deepEqual(Buffer.from(made.SecretBinary ?? []), bytes);
      assert.equal(made.SecretString, undefined);
    });

    it('goes to another AWS account, and leaves this one as it is', async () => {
      const from = await create('copy/across', { SecretString: value, KmsKeyId: 'alias/orders' });
      const { arn } = await copySecret(custody, from, { account: 'other', region: 'us-east-1', name: 'copy/across' }, never);
      assert.match(arn, /^arn:aws:secretsmanager:us-east-1:333344445555:secret:copy\/across-/);
      const there = await service(other, 'us-east-1');
      assert.equal((await there.getSecretValue({ secretId: arn }, never)).value.reveal(), value);
      assert.equal(ownKeyOf(await there.describeSecret(arn, never)), undefined, 'the default key');
      await assert.rejects(described('copy/across', 'us-east-1'), { name: 'ResourceNotFoundException' });
    });

    it('is encrypted with the key that is named', async () => {
      const from = await create('copy/key', { SecretString: value });
      await copySecret(custody, from, { ...inMain('copy/keyed'), kmsKeyId: 'alias/orders' }, never);
      assert.match((await described('copy/keyed')).KmsKeyId ?? '', /alias\/orders$/);
    });

    it('is not made where the name is taken, and the person is told that the original is as it was', async () => {
      const from = await create('copy/one');
      await create('copy/taken', { SecretString: 'another-value-9Zw3' });
      const error = await failure(copySecret(custody, from, inMain('copy/taken'), never));
      assert.equal(error.code, 'secret_exists');
      assert.match(
        error.sentence,
        /copy\/taken exists already.*copy\/one in account main \(eu-west-1\) is as it was\. Choose another name/,
      );
      assert.equal((await read('copy/taken')).SecretString, 'another-value-9Zw3');
      assert.equal(sent('CreateSecret'), 0);
    });

    it('is made once when the answer is lost, and not at all when the request is', async () => {
      const from = await create('copy/cut');
      let losses = 0;
      at('CreateSecret', 'carriedOut', () => (losses++ === 0 ? 'loseAnswer' : 'pass'));
      await copySecret(custody, from, inMain('copy/cut-after'), never);
      assert.deepEqual(Object.keys((await described('copy/cut-after')).VersionIdsToStages ?? {}).length, 1);
      at('CreateSecret', 'arrived', () => 'lose');
      const error = await failure(copySecret(custody, from, inMain('copy/cut-before'), never));
      assert.equal(error.code, 'not_done');
      assert.match(error.sentence, /cut off before it happened\. copy\/cut in account main \(eu-west-1\) is as it was\./);
      await assert.rejects(described('copy/cut-before'), { name: 'ResourceNotFoundException' });
    });

    it('is said before to leave behind what a copy does not get', async () => {
      const from = await create('copy/rich', { SecretString: value, AddReplicaRegions: [{ Region: 'us-east-1' }] });
      await aws().send(new PutSecretValueCommand({ SecretId: from.arn, SecretString: 'two' }));
      const rich = await (await service(main, 'eu-west-1')).describeSecret(from.arn, never);
      assert.equal(staysBehind(rich), 'other versions than the current, replicas, a resource policy, if it has one');
      assert.match(staysBehind({ ...rich, rotationEnabled: true, tags: { 'aws:x': 'y' } }), /, rotation, replicas, tags of AWS, a/);
    });
  });

  describe('to rename it', () => {
    async function renameTo(name: string, from: SecretLocation, signal = never) {
      return renameSecret({ custody, from, name, kmsKeyId: undefined, signal });
    }

    it('ends with the new name alone, once the card was accepted; the old one can be restored for 30 days', async () => {
      const from = await create('old/name', { SecretString: value, Description: 'orders' });
      const end = await renameTo('new/name', from);
      assert.equal(end.renamed, true);
      const deletion = (await described('old/name')).DeletedDate;
      assert.ok(deletion);
      assert.match(end.sentence, /^old\/name is now new\/name\. The old secret can be restored until \d{4}-\d\d-\d\d\.$/);
      assert.deepEqual(
        cards.map(({ headline, arguments: given }) => [headline, given['recovery_window_in_days']]),
        [['Delete old/name', 30]],
      );
      assert.equal((await read('new/name')).SecretString, value);
      assert.equal((await described('new/name')).Description, 'orders');
    });

    it('keeps both when the card is declined, and says so', async () => {
      accepts = false;
      const end = await renameTo('new/name', await create('old/name'));
      assert.deepEqual(end, { renamed: false, sentence: 'You declined the delete, so old/name and new/name both exist now.' });
      assert.equal((await described('old/name')).DeletedDate, undefined);
      assert.equal((await read('new/name')).SecretString, value);
    });

    for (const [what, change] of [
      ['value', (SecretId: string) => aws().send(new PutSecretValueCommand({ SecretId, SecretString: 'changed-elsewhere-1' }))],
      ['tags', (SecretId: string) => aws().send(new TagResourceCommand({ SecretId, Tags: [{ Key: 'new', Value: 'tag' }] }))],
    ] as const) {
      it(`stops before the delete when its ${what} changed meanwhile`, async () => {
        const from = await create('old/name');
        at('CreateSecret', 'carriedOut', async () => void (await change(from.arn)));
        const end = await renameTo('new/name', from);
        assert.equal(
          end.sentence,
          'old/name was changed elsewhere while it was copied, and new/name holds what it was before. old/name was not deleted, so it and new/name both exist now.',
        );
        assert.equal(end.renamed, false);
        assert.deepEqual([cards.length, sent('DeleteSecret')], [0, 0]);
      });
    }

    it('stops before the delete when the copy holds another value', async () => {
      const from = await create('old/name');
      const overwrite = new PutSecretValueCommand({ SecretId: 'new/name', SecretString: 'not what it was given' });
      at('CreateSecret', 'carriedOut', async () => void (await aws().send(overwrite)));
      const end = await renameTo('new/name', from);
      assert.match(end.sentence, /^new\/name was created, but holds another value than old\/name held\..*both exist now\.$/);
      assert.deepEqual([cards.length, sent('DeleteSecret')], [0, 0]);
    });

    it('stops before the delete when it is cancelled after the copy was made', async () => {
      const cancel = new AbortController();
      at('CreateSecret', 'carriedOut', () => cancel.abort());
      const end = await renameTo('new/name', await create('old/name'), cancel.signal);
      assert.match(end.sentence, /^new\/name was created, but could not be read back: .*cancelled\. old\/name was not deleted/);
      assert.equal((await read('new/name')).SecretString, value);
      assert.equal(sent('DeleteSecret'), 0);
    });

    it('is renamed when only the answer to the delete is lost, and keeps both when the delete is', async () => {
      at('DeleteSecret', 'carriedOut', () => 'loseAnswer');
      assert.equal((await renameTo('new/one', await create('old/one'))).renamed, true);
      assert.ok((await described('old/one')).DeletedDate);
      at('DeleteSecret', 'arrived', () => 'lose');
      const end = await renameTo('new/two', await create('old/two'));
      assert.match(end.sentence, /cut off before it happened\. old\/two was not deleted, so it and new\/two both exist now\.$/);
      assert.equal((await described('old/two')).DeletedDate, undefined);
    });

    it('says that it does not know when the delete was sent and nobody can be asked what became of it', async () => {
      at('DeleteSecret', 'carriedOut', () => {
        isOffline = true;
        return 'loseAnswer';
      });
      const end = await renameTo('new/name', await create('old/name'));
      assert.match(end.sentence, /^new\/name was created and holds the value\. .*unknown.* Choose Refresh to see/);
      assert.doesNotMatch(end.sentence, /both|not deleted/);
    });

    it('is refused before anything is made where something else would break', async () => {
      const managed = await failure(renameTo('new/name', await located(await managedName())));
      assert.match(managed.sentence, /is managed by rds, which looks for it by its name, so it can't be renamed\. Duplicate it instead\.$/);
      const replicated = await located('prod/identity/jwt-signing-key');
      assert.match((await failure(renameTo('new/name', replicated))).sentence, /has replicas in us-east-1.*Remove the replicas first\.$/);
      const replica = await located('prod/identity/jwt-signing-key', 'us-east-1');
      assert.match((await failure(renameTo('new/name', replica))).sentence, /is a replica of the secret in eu-west-1.*Rename it there\.$/);
      const deleted = await located('legacy/ftp-partner-upload');
      assert.equal((await failure(renameTo('new/name', deleted))).code, 'secret_pending_deletion');
      assert.equal((await failure(renameTo(`new/${randomUUID()}`, { ...deleted, arn: `${deleted.arn}x` }))).code, 'secret_not_found');
      assert.deepEqual([interposer.changes, cards], [[], []]);
    });
  });

  /** The seeded secret that a service manages. */
  async function managedName(): Promise<string> {
    const page = await (await service(main, 'eu-west-1')).listSecrets({ filters: [{ key: 'name', values: ['rds!'] }] }, never);
    return page.secrets[0]?.name ?? assert.fail('no managed secret');
  }
});
