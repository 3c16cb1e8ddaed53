import assert from 'node:assert/strict';
import { createServicePool, type ServicePool } from '../../src/aws/servicePool.ts';
import type { Account } from '../../src/core/account.ts';
import type { ApprovalCard } from '../../src/core/approval.ts';
import { person, type AgentCaller, type Caller } from '../../src/core/caller.ts';
import type { Outcome } from '../../src/core/execute.ts';
import type { Operation } from '../../src/core/operation.ts';
import { compareSecrets } from '../../src/core/operations/compareSecrets.ts';
import { SecretText } from '../../src/core/secretText.ts';
import { createCustody, type Custody } from '../../src/custody.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';

const never = new AbortController().signal;
const agent: AgentCaller = { kind: 'agent', client: 'client-1', claimedName: 'Claude' };

describe('over the sandbox, by the one path', () => {
  let sandbox: Sandbox;
  let pool: ServicePool;
  let custody: Custody;
  let account: Account;
  let cards: ApprovalCard[];

  beforeEach(async () => {
    sandbox = await startSandbox({ seed: true });
    pool = createServicePool({ files: { config: '', credentials: '' }, endpoint: undefined, sandbox: async () => sandbox });
    account = {
      kind: 'sandbox',
      name: 'sandbox',
      regions: [...sandbox.regions],
      access: 'destroy',
      host: 'here',
      accountId: sandbox.accountId,
    };
    cards = [];
    custody = createCustody({
      accounts: async () => [account],
      service: (of, region, caller) => pool.service(of, region, caller),
      present: async (card) => {
        cards.push(card);
        return { kind: 'accepted', id: card.id, ...(card.typeToConfirm === undefined ? {} : { typed: card.typeToConfirm }) };
      },
      append: async () => undefined,
      showSecret: () => true,
      settings: () => ({ maximumAccess: 'destroy', allowForceDelete: false }),
      assertTrusted: () => undefined,
    });
  });
  afterEach(() => sandbox.close());

  async function done<Output>(
    operation: Operation<Output>,
    input: object,
    caller: Caller = person,
  ): Promise<Extract<Outcome<Output>, { ok: true }>> {
    const outcome = await custody.execute(operation, { input, caller });
    return outcome.ok ? outcome : assert.fail(outcome.error.sentence);
  }
  const requests = (operation: string): number => sandbox.requests().filter((request) => request.operation === operation).length;
  const replicas = async (secret_id: string) => (await done(custody.operations.describeSecret, { secret_id })).output.replicas;
  const here = () => pool.service(account, 'eu-west-1', person);

  it('compares a secret with its previous version and with its replica, and tells an agent no value', async () => {
    const secret_id = 'compared/db';
    const service = await here();
    const value = SecretText.of('{"user":"app-7","password":"Xk29-before"}');
    const { arn } = await service.createSecret({ name: secret_id, value, clientRequestToken: crypto.randomUUID() }, never);
    await done(custody.operations.putSecretValue, { secret_id, value: 'generate', key: 'password' });
    await done(custody.operations.replicateSecretToRegions, { secret_id, regions: ['us-east-1'] });
    const before = await done(compareSecrets, { secret_id, other: 'AWSPREVIOUS' }, agent);
    assert.match(before.text, /^1 different \(password\); 1 same \(user\)\.$/m);
    const there = await done(compareSecrets, { secret_id, other: arn.replace('eu-west-1', 'us-east-1') }, agent);
    assert.match(there.text, /^2 same \(user, password\)\.$/m);
    assert.doesNotMatch(before.text + there.text, /app-7|Xk29|before/);
  });

  it('reads 45 secrets in three requests, and names each that it could not read', async () => {
    const service = await here();
    const names = Array.from({ length: 43 }, (_, index) => `many/${index}`);
    for (const name of names) {
      const clientRequestToken = crypto.randomUUID();
      await service.createSecret({ name, value: SecretText.of(`{"password":"canary-of-${name}"}`), clientRequestToken }, never);
    }
    const secret_ids = ['gone/one', ...names, 'legacy/ftp-partner-upload'];
    const { output, text } = await done(custody.operations.batchGetSecretValue, { secret_ids }, agent);
    assert.equal(requests('BatchGetSecretValue'), 3);
    assert.equal(output.values.length, 43);
    assert.deepEqual(output.failures, [
      { secretId: 'gone/one', code: 'ResourceNotFoundException' },
      { secretId: 'legacy/ftp-partner-upload', code: 'InvalidRequestException' },
    ]);
    assert.match(text, /^43 read, 2 failed$/m);
    assert.match(text, /^failed: gone\/one ResourceNotFoundException$/m);
    assert.doesNotMatch(text, /canary-of/);
  });

  it('would be refused more than twenty in one request', async () => {
    const ids = Array.from({ length: 21 }, (_, index) => `many/${index}`);
    await assert.rejects((await here()).batchGetSecretValue(ids, never), { code: 'invalid_input' });
  });

  it('creates with replicas, and keeps an agent to the tool for them', async () => {
    const { createSecret } = custody.operations;
    await done(createSecret, { name: 'new/wide', value: 'generate', replica_regions: ['us-east-1'] });
    assert.deepEqual(
      (await replicas('new/wide')).map(({ region }) => region),
      ['us-east-1'],
    );
    const refused = await custody.execute(createSecret, {
      input: { name: 'new/agents', value: 'generate', replica_regions: ['us-east-1'] },
      caller: agent,
    });
    assert.equal(refused.ok ? 'ok' : refused.error.code, 'unknown_argument');
  });

  it('creates for a partner, and sets up none for an agent', async () => {
    const { createSecret } = custody.operations;
    await done(createSecret, { name: 'new/partner', value: 'generate', type: 'SalesforceClientSecret' });
    assert.equal((await (await here()).describeSecret('new/partner', never)).type, 'SalesforceClientSecret');
    const refused = await custody.execute(createSecret, {
      input: { name: 'new/agents-partner', value: 'generate', type: 'SalesforceClientSecret' },
      caller: agent,
    });
    assert.equal(refused.ok ? 'ok' : refused.error.code, 'unknown_argument');
  });

  it('replicates, shows when it was read there, promotes, and removes', async () => {
    const { replicateSecretToRegions, stopReplicationToReplica, removeRegionsFromReplication, getSecretValue } = custody.operations;
    const secret_id = 'prod/orders/postgres';
    const started = await done(replicateSecretToRegions, { secret_id, regions: ['us-east-1'], kms_key_id: 'alias/app' });
    assert.equal(started.output.replicas[0]?.status, 'InProgress');
    await done(getSecretValue, { secret_id, region: 'us-east-1' });
    const [replica] = await replicas(secret_id);
    assert.deepEqual([replica?.region, replica?.status, replica?.kmsKeyId], ['us-east-1', 'InSync', 'alias/app']);
    assert.match(replica?.lastAccessedDate ?? '', /^\d{4}-\d\d-\d\dT00:00:00/);

    await done(stopReplicationToReplica, { secret_id, region: 'us-east-1' });
    assert.deepEqual(await replicas(secret_id), []);
    const alone = await done(custody.operations.describeSecret, { secret_id, region: 'us-east-1' });
    assert.equal(alone.output.primaryRegion, undefined);

    const other = 'prod/identity/jwt-signing-key';
    await done(removeRegionsFromReplication, { secret_id: other, regions: ['us-east-1'] });
    assert.deepEqual(await replicas(other), []);
    const gone = await custody.execute(custody.operations.describeSecret, {
      input: { secret_id: other, region: 'us-east-1' },
      caller: person,
    });
    assert.equal(gone.ok ? 'there' : gone.error.code, 'secret_not_found');
  });

  it('finds a secret of the same name in the other region before it asks for anything, and overwrites it once told to', async () => {
    const name = 'prod/edge/waf-api-key';
    const clientRequestToken = crypto.randomUUID();
    await (await here()).createSecret({ name, value: SecretText.of('ours-5Kd8'), clientRequestToken }, never);
    const input = { secret_id: name, regions: ['us-east-1'] };
    const { replicateSecretToRegions, getSecretValue } = custody.operations;
    const refused = await custody.execute(replicateSecretToRegions, { input, caller: person });
    assert.equal(refused.ok ? 'done' : refused.error.code, 'secret_exists');
    assert.deepEqual([requests('ReplicateSecretToRegions'), cards.length], [0, 0]);
    await done(replicateSecretToRegions, { ...input, overwrite: true });
    assert.equal(cards[0]?.typeToConfirm, name);
    const there = await done(getSecretValue, { secret_id: name, region: 'us-east-1' });
    assert.ok(there.output.value.equals(SecretText.of('ours-5Kd8')));
  });

  it('tells of a replica that failed, in words of AWS that stand as data', async () => {
    const name = 'prod/edge/waf-api-key';
    const service = await here();
    await service.createSecret({ name, value: SecretText.of('ours-5Kd8'), clientRequestToken: crypto.randomUUID() }, never);
    await service.replicateSecretToRegions({ secretId: name, regions: [{ region: 'us-east-1' }], overwrite: false }, never);
    const { text } = await done(custody.operations.describeSecret, { secret_id: name }, agent);
    assert.match(text, /^replicas: us-east-1 Failed "Secret with this name already exists in this region"$/m);
  });
});
