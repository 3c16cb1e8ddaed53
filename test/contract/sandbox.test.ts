import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  TagResourceCommand,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { startSandbox } from '../../src/sandbox/server.ts';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { describeSecretsManager } from './secretsManagerSuite.ts';
import { createSandboxHarness, post } from './suite/sandboxHarness.ts';
import { rejectsWith } from './suite/suite.ts';

const dayMs = 86_400_000;

describe('the sandbox', () => {
  const { start, secretsManager } = createSandboxHarness();

  describe('as a Secrets Manager endpoint', () => {
    let sandbox: Sandbox;
    before(async () => {
      sandbox = await startSandbox();
    });
    after(() => sandbox.close());
    describeSecretsManager(() => sandbox);
  });

  describe('its limits', () => {
    let sandbox: Sandbox;
    let client: SecretsManagerClient;
    beforeEach(async () => {
      sandbox = await start();
      client = secretsManager(sandbox);
    });

    it('counts a value in bytes, not in characters', async () => {
      await client.send(new CreateSecretCommand({ Name: 'fits', SecretString: 'é'.repeat(32_768) }));
      await rejectsWith(
        'ValidationException',
        client.send(new CreateSecretCommand({ Name: 'too-long', SecretString: 'é'.repeat(32_769) })),
      );
      await rejectsWith('ValidationException', client.send(new CreateSecretCommand({ Name: 'none', SecretString: '' })));
    });

    it('refuses names with other characters and names that are too long', async () => {
      for (const Name of ['with space', 'ümlaut', 'a!b', 'x'.repeat(513)]) {
        await rejectsWith('ValidationException', client.send(new CreateSecretCommand({ Name })));
      }
      await client.send(new CreateSecretCommand({ Name: 'a/_+=.@-Z9' }));
    });

    it('refuses tokens shorter than 32 characters', async () => {
      await rejectsWith(
        'ValidationException',
        client.send(new CreateSecretCommand({ Name: 'a', SecretString: 'x', ClientRequestToken: 'short' })),
      );
    });

    it('refuses more than 50 tags and keys that begin with aws:', async () => {
      await client.send(new CreateSecretCommand({ Name: 'tagged' }));
      const fifty = Array.from({ length: 50 }, (_, index) => ({ Key: `key${index}`, Value: '' }));
      await client.send(new TagResourceCommand({ SecretId: 'tagged', Tags: fifty }));
      for (const Key of ['one-more', 'aws:mine']) {
        await rejectsWith(
          'InvalidParameterException',
          client.send(new TagResourceCommand({ SecretId: 'tagged', Tags: [{ Key, Value: '' }] })),
        );
      }
    });

    it('never repeats a value it refuses', async () => {
      const canary = `canary-${randomUUID()}-`.repeat(2_000);
      await assert.rejects(client.send(new CreateSecretCommand({ Name: 'a', SecretString: canary })), (error) => {
        assert.ok(!String(error).includes('canary'));
        return true;
      });
    });

    it('refuses an update under a token that is in use', async () => {
      const ClientRequestToken = randomUUID();
      await client.send(new CreateSecretCommand({ Name: 'a', SecretString: 'x', ClientRequestToken }));
      await rejectsWith(
        'ResourceExistsException',
        client.send(new UpdateSecretCommand({ SecretId: 'a', SecretString: 'x', ClientRequestToken })),
      );
    });

    it('refuses a page token it did not give', async () => {
      await rejectsWith('InvalidNextTokenException', client.send(new ListSecretsCommand({ NextToken: 'made-up' })));
    });

    it('refuses a body of more than 1 MiB', async () => {
      const { status } = await post(sandbox, { 'x-amz-target': 'secretsmanager.ListSecrets' }, Buffer.alloc(1_048_577));
      assert.equal(status, 413);
    });
  });

  it('deletes a secret for good once its recovery window has passed', async () => {
    let skew = 0;
    const client = secretsManager(await start({ now: () => Date.now() + skew }));
    await client.send(new CreateSecretCommand({ Name: 'old', SecretString: 'x' }));
    await client.send(new DeleteSecretCommand({ SecretId: 'old', RecoveryWindowInDays: 7 }));
    skew = 6.9 * dayMs;
    await client.send(new DescribeSecretCommand({ SecretId: 'old' }));
    skew = 7.1 * dayMs;
    await rejectsWith('ResourceNotFoundException', client.send(new DescribeSecretCommand({ SecretId: 'old' })));
    await client.send(new CreateSecretCommand({ Name: 'old', SecretString: 'new' }));
  });

  it('keeps a hundred versions without a label, and every one of the last day', async () => {
    let skew = 0;
    const client = secretsManager(await start({ now: () => Date.now() + skew }));
    await client.send(new CreateSecretCommand({ Name: 'busy', SecretString: 'first' }));
    const count = async (): Promise<number> => {
      const all = new ListSecretVersionIdsCommand({
        SecretId: 'busy',
        IncludeDeprecated: true,
        MaxResults: 100,
      });
      const first = await client.send(all);
      if (first.NextToken === undefined) return first.Versions?.length ?? 0;
      const rest = await client.send(new ListSecretVersionIdsCommand({ ...all.input, NextToken: first.NextToken }));
      return (first.Versions?.length ?? 0) + (rest.Versions?.length ?? 0);
    };
    for (let index = 1; index < 110; index += 1) {
      await client.send(new PutSecretValueCommand({ SecretId: 'busy', SecretString: `value ${index}` }));
    }
    assert.equal(await count(), 110);
    skew = 2 * dayMs;
    await client.send(new PutSecretValueCommand({ SecretId: 'busy', SecretString: 'last' }));
    assert.equal(await count(), 102);
  });

  it('answers a target it does not know as an unknown operation', async () => {
    const sandbox = await start();
    const client = secretsManager(sandbox);
    client.middlewareStack.add(
      (next) => (args) => {
        if (typeof args.request === 'object' && args.request !== null && 'headers' in args.request) {
          Object.assign(args.request.headers ?? {}, { 'x-amz-target': 'secretsmanager.Nonsense' });
        }
        return next(args);
      },
      { step: 'build' },
    );
    await rejectsWith('UnknownOperationException', client.send(new ListSecretsCommand({})));
  });

  it('remembers requests by operation, region and account, and the ones given up on', async () => {
    const sandbox = await start({ latencyMs: 50 });
    const client = secretsManager(sandbox);
    await client.send(new ListSecretsCommand({}));
    assert.deepEqual(
      sandbox.requests().map(({ operation, region, accountId, aborted }) => ({
        operation,
        region,
        accountId,
        aborted,
      })),
      [
        {
          operation: 'ListSecrets',
          region: 'eu-west-1',
          accountId: '111122223333',
          aborted: false,
        },
      ],
    );
    const abort = new AbortController();
    const call = client.send(new GetSecretValueCommand({ SecretId: 'x' }), {
      abortSignal: abort.signal,
    });
    const failed = assert.rejects(call, { name: 'AbortError' });
    while (sandbox.requests().length < 2) await new Promise(setImmediate);
    abort.abort();
    await failed;
    while (!sandbox.requests()[1]?.aborted) await new Promise(setImmediate);
  });

  it('stops at once, also with connections open', async () => {
    const sandbox = await startSandbox();
    const client = secretsManager(sandbox);
    await client.send(new ListSecretsCommand({}));
    await sandbox.close();
    await assert.rejects(client.send(new ListSecretsCommand({})));
  });
});
