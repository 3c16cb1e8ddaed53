import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { startSandbox } from '../../../src/sandbox/server.ts';
import type { Sandbox, SandboxOptions } from '../../../src/sandbox/server.ts';

export type Keys = { accessKeyId: string; secretAccessKey: string; sessionToken?: string };

export type SandboxHarness = {
  readonly start: (options?: SandboxOptions) => Promise<Sandbox>;
  readonly secretsManager: (sandbox: Sandbox, more?: { credentials?: Keys; region?: string; maxAttempts?: number }) => SecretsManagerClient;
  readonly sts: (sandbox: Sandbox, credentials?: Keys) => STSClient;
  /** Assumes `<account>:role/<name>`. */
  readonly assume: (sandbox: Sandbox, role: string, more?: { DurationSeconds?: number; ExternalId?: string }) => Promise<Required<Keys>>;
  /** Something to do once the test is over. */
  readonly later: (close: () => unknown) => void;
};

/** Starts sandboxes and clients that are closed after each test. */
export function createSandboxHarness(): SandboxHarness {
  const closers: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).toReversed()) await close();
  });

  function sts(sandbox: Sandbox, credentials: Keys = sandbox.credentials): STSClient {
    const { endpoint, region } = sandbox;
    const client = new STSClient({ endpoint, region, credentials, maxAttempts: 2 });
    closers.push(() => client.destroy());
    return client;
  }

  return {
    sts,
    later: (close) => void closers.push(close),
    async start(options = {}) {
      const sandbox = await startSandbox(options);
      closers.push(() => sandbox.close());
      return sandbox;
    },
    secretsManager({ endpoint, region, credentials }, more = {}) {
      const client = new SecretsManagerClient({
        endpoint,
        region,
        credentials,
        maxAttempts: 2,
        ...more,
      });
      closers.push(() => client.destroy());
      return client;
    },
    async assume(sandbox, role, more = {}) {
      const RoleArn = `arn:aws:iam::${role}`;
      const { Credentials } = await sts(sandbox).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'tester', ...more }));
      assert.ok(Credentials?.AccessKeyId && Credentials.SecretAccessKey && Credentials.SessionToken);
      return {
        accessKeyId: Credentials.AccessKeyId,
        secretAccessKey: Credentials.SecretAccessKey,
        sessionToken: Credentials.SessionToken,
      };
    },
  };
}

/** The headers of a request in the client's middleware. */
export function headersOf(request: unknown): Record<string, string> {
  assert.ok(typeof request === 'object' && request !== null && 'headers' in request);
  return Object.fromEntries(Object.entries(request.headers ?? {}).map(([name, value]) => [name, String(value)]));
}

/** A request without the client's help. */
export function post(
  sandbox: Sandbox,
  headers: Record<string, string>,
  body: Buffer,
): Promise<{ status: number | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(sandbox.endpoint, { method: 'POST', headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode, body: text }));
    });
    request.on('error', reject);
    request.end(body);
  });
}
