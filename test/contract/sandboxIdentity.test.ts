import assert from 'node:assert/strict';
import { CreateSecretCommand, GetSecretValueCommand, ListSecretsCommand } from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { createSandboxHarness, headersOf, post } from './suite/sandboxHarness.ts';
import { rejectsWith } from './suite/suite.ts';

describe('who the sandbox lets in', () => {
  const { start, secretsManager, sts, assume } = createSandboxHarness();

  describe('its signatures', () => {
    it('lets the right key through: the control for the refusals below', async () => {
      const sandbox = await start();
      await secretsManager(sandbox).send(new ListSecretsCommand({}));
      assert.equal((await sts(sandbox).send(new GetCallerIdentityCommand({}))).Account, '111122223333');
    });

    it('refuses a wrong secret key in the words of each protocol', async () => {
      const sandbox = await start();
      const credentials = { ...sandbox.credentials, secretAccessKey: 'wrong' };
      await rejectsWith('InvalidSignatureException', secretsManager(sandbox, { credentials }).send(new ListSecretsCommand({})));
      await rejectsWith('SignatureDoesNotMatch', sts(sandbox, credentials).send(new GetCallerIdentityCommand({})));
    });

    it('refuses an unknown key and a token that is not the key’s', async () => {
      const sandbox = await start();
      for (const credentials of [
        { ...sandbox.credentials, accessKeyId: 'AKIAUNKNOWN' },
        { ...sandbox.credentials, sessionToken: 'made-up' },
      ]) {
        await rejectsWith('UnrecognizedClientException', secretsManager(sandbox, { credentials }).send(new ListSecretsCommand({})));
        await rejectsWith('InvalidClientTokenId', sts(sandbox, credentials).send(new GetCallerIdentityCommand({})));
      }
    });

    it('refuses a request without a signature', async () => {
      const sandbox = await start();
      const { status, body } = await post(sandbox, { 'x-amz-target': 'secretsmanager.ListSecrets' }, Buffer.from('{}'));
      assert.equal(status, 403);
      assert.match(body, /MissingAuthenticationToken/);
    });

    it('refuses a body, a target or a date changed after signing, and takes the request unchanged', async () => {
      const sandbox = await start();
      const client = secretsManager(sandbox);
      let headers: Record<string, string> = {};
      client.middlewareStack.add(
        (next) => async (args) => {
          headers = headersOf(args.request);
          return next(args);
        },
        { step: 'finalizeRequest', priority: 'low' },
      );
      await client.send(new ListSecretsCommand({ MaxResults: 5 }));
      const body = Buffer.from('{"MaxResults":5}');
      assert.equal((await post(sandbox, headers, body)).status, 200);

      const date = new Date(Date.now() - 60_000).toISOString().replaceAll(/[-:]|\.\d+/g, '');
      const changed = [
        post(sandbox, headers, Buffer.from('{"MaxResults":6}')),
        post(sandbox, { ...headers, 'x-amz-target': 'secretsmanager.GetRandomPassword' }, body),
        post(sandbox, { ...headers, 'x-amz-date': date }, body),
      ];
      for (const answer of await Promise.all(changed)) {
        assert.equal(answer.status, 403);
        assert.match(answer.body, /InvalidSignatureException/);
      }
    });

    it('refuses a target that was added to a signed request', async () => {
      const sandbox = await start();
      const client = secretsManager(sandbox);
      let headers: Record<string, string> = {};
      client.middlewareStack.add(
        (next) => (args) => {
          if (typeof args.request === 'object' && args.request !== null && 'headers' in args.request) {
            Reflect.deleteProperty(args.request.headers ?? {}, 'x-amz-target');
          }
          return next(args);
        },
        { step: 'build', priority: 'low' },
      );
      client.middlewareStack.add(
        (next) => (args) => {
          headers = headersOf(args.request);
          return next(args);
        },
        { step: 'finalizeRequest', priority: 'low' },
      );
      await rejectsWith('UnknownOperationException', client.send(new ListSecretsCommand({})));
      assert.equal(headers['x-amz-target'], undefined);

      const target = { 'x-amz-target': 'secretsmanager.ListSecrets' };
      const { status, body } = await post(sandbox, { ...headers, ...target }, Buffer.from('{}'));
      assert.equal(status, 403);
      assert.match(body, /must be a signed header/);
    });

    it('refuses a clock that is more than five minutes off, and tells its own time', async () => {
      let skew = 0;
      const sandbox = await start({ now: () => Date.now() + skew });
      const client = secretsManager(sandbox, { maxAttempts: 1 });
      await client.send(new ListSecretsCommand({}));
      skew = 6 * 60_000;
      await assert.rejects(client.send(new ListSecretsCommand({})), {
        name: 'InvalidSignatureException',
        message: /^Signature expired/,
      });
      await client.send(new ListSecretsCommand({}));
    });
  });

  describe('its accounts', () => {
    it('answer who is calling', async () => {
      const sandbox = await start();
      const user = await sts(sandbox).send(new GetCallerIdentityCommand({}));
      assert.equal(user.Arn, 'arn:aws:iam::111122223333:user/sandbox');
      const role = await sts(sandbox, await assume(sandbox, '444455556666:role/reader')).send(new GetCallerIdentityCommand({}));
      assert.equal(role.Account, '444455556666');
      assert.equal(role.Arn, 'arn:aws:sts::444455556666:assumed-role/reader/tester');
      assert.match(role.UserId ?? '', /^AROA.*:tester$/);
    });

    it('have secrets of their own, and so has each region', async () => {
      const sandbox = await start();
      const home = secretsManager(sandbox);
      const region = secretsManager(sandbox, { region: 'us-east-1' });
      const role = secretsManager(sandbox, {
        credentials: await assume(sandbox, '444455556666:role/reader'),
      });
      const { ARN } = await home.send(new CreateSecretCommand({ Name: 'mine', SecretString: 'home' }));
      for (const client of [region, role]) {
        await rejectsWith('ResourceNotFoundException', client.send(new GetSecretValueCommand({ SecretId: 'mine' })));
      }
      await rejectsWith('AccessDeniedException', role.send(new GetSecretValueCommand({ SecretId: ARN })));
      await role.send(new CreateSecretCommand({ Name: 'mine', SecretString: 'role' }));
      assert.equal((await home.send(new GetSecretValueCommand({ SecretId: 'mine' }))).SecretString, 'home');
    });

    it('refuse roles that end in -denied, and in -external without an external id', async () => {
      const sandbox = await start();
      await rejectsWith('AccessDenied', assume(sandbox, '444455556666:role/x-denied'));
      await rejectsWith('AccessDenied', assume(sandbox, '444455556666:role/x-external'));
      await assume(sandbox, '444455556666:role/x-external', { ExternalId: 'agreed' });
    });

    it('refuse a session shorter than 15 minutes or longer than 12 hours', async () => {
      const sandbox = await start();
      for (const DurationSeconds of [899, 43_201]) {
        await rejectsWith('ValidationError', assume(sandbox, '444455556666:role/reader', { DurationSeconds }));
      }
    });

    it('end a session when its time is over', async () => {
      let skew = 0;
      const sandbox = await start({ now: () => Date.now() + skew });
      const credentials = await assume(sandbox, '444455556666:role/reader', {
        DurationSeconds: 900,
      });
      const client = secretsManager(sandbox, { credentials });
      skew = 890_000;
      await client.send(new ListSecretsCommand({}));
      skew = 901_000;
      await rejectsWith('ExpiredTokenException', client.send(new ListSecretsCommand({})));
      await rejectsWith('ExpiredToken', sts(sandbox, credentials).send(new GetCallerIdentityCommand({})));
    });
  });
});
