import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { AwsError } from './awsError.ts';
import { newUser } from './credentials.ts';
import type { Identity, SandboxCredentials } from './credentials.ts';
import { createMishaps, misshapen, throttled } from './faults.ts';
import type { Faults, Mishap } from './faults.ts';
import { newMfaDevice } from './mfaDevice.ts';
import { errorReply, protocolOf, refusalError } from './protocol.ts';
import type { Reply } from './protocol.ts';
import { readBody } from './readBody.ts';
import { createRequestLog } from './requestLog.ts';
import type { SeenRequest } from './requestLog.ts';
import { seedStore } from './seedStore.ts';
import { answerSecretsManager } from './secretsManager.ts';
import { verifySignature } from './signature.ts';
import { openStore } from './store.ts';
import { answerSts, assumeRoleWithWebIdentity } from './sts.ts';

export type SandboxOptions = {
  port?: number;
  /** Where to keep the secrets between two starts; without it they live in memory. */
  file?: string;
  /** Whether a sandbox that starts empty is filled with sample secrets. */
  seed?: boolean;
  now?: () => number;
  /** How long to hold each answer back. */
  latencyMs?: number;
  /** Regions that are not enabled for any AWS account, and know no key. */
  disabledRegions?: readonly string[];
  /** What is to go wrong; without it nothing does. */
  faults?: Faults;
};

export type Sandbox = {
  readonly endpoint: string;
  readonly region: string;
  readonly regions: readonly string[];
  readonly accountId: string;
  readonly credentials: SandboxCredentials;
  readonly requests: () => readonly SeenRequest[];
  readonly close: () => Promise<void>;
};

const host = '127.0.0.1';
const accountId = '111122223333';
const regions = ['eu-west-1', 'us-east-1'] as const;
const regionForm = /^[a-z]{2,}(-[a-z]+)+-\d+$/;
const operationForm = /^[A-Za-z]{1,64}$/;

/** Starts a Secrets Manager and STS endpoint on loopback, with credentials of its own. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const clock = options.now ?? Date.now;
  const now = (): number => clock() + (options.faults?.clockSkewMs ?? 0);
  const nextMishap = createMishaps(options.faults);
  const store = openStore(options.file);
  if (options.seed === true && store.isNew) {
    seedStore(store, { account: accountId, regions, now: now() });
    store.save();
  }
  const user = newUser(accountId);
  const identities = new Map<string, Identity>([[user.accessKeyId, user]]);
  const device = newMfaDevice(accountId);
  const issue = (identity: Identity): unknown => identities.set(identity.accessKeyId, identity);
  const log = createRequestLog();

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const entry = log.add({
      operation: 'unknown',
      region: '',
      accountId: '',
      aborted: false,
      at: now(),
    });
    const mishap = nextMishap();
    if (mishap.fault !== undefined) entry.update({ fault: mishap.fault });
    response.on('close', () => {
      if (!response.writableFinished && !cutsOff(mishap)) entry.update({ aborted: true });
    });
    const reply = await answer(request, mishap, (change) => entry.update(change));
    const wait = (options.latencyMs ?? 0) + mishap.delayMs;
    if (wait > 0) await delay(wait);
    if (response.destroyed) return;
    send(response, reply, mishap);
  }

  function send(response: ServerResponse, reply: Reply, { fault }: Mishap): void {
    if (fault === 'drop') {
      response.destroy();
      return;
    }
    const body = Buffer.from(fault === 'wrongShape' ? misshapen(reply).body : reply.body);
    // Clients correct their clock by this header, so it has to tell our time.
    response.writeHead(reply.status, { ...reply.headers, 'content-length': body.length, date: new Date(now()).toUTCString() });
    if (fault === 'truncate') response.write(body.subarray(0, body.length / 2), () => response.destroy());
    else response.end(body);
  }

  async function answer(request: IncomingMessage, mishap: Mishap, note: (change: Partial<SeenRequest>) => void): Promise<Reply> {
    const protocol = protocolOf(request.headers);
    try {
      return await answerSigned(request, mishap, note);
    } catch (error) {
      if (error instanceof AwsError) return errorReply(protocol, error);
      // Nothing of an unforeseen error is passed on: it could quote a value.
      return errorReply(protocol, new AwsError('InternalServiceError', 'An error occurred on the server side.', 500));
    }
  }

  async function answerSigned(request: IncomingMessage, mishap: Mishap, note: (change: Partial<SeenRequest>) => void): Promise<Reply> {
    const protocol = protocolOf(request.headers);
    const target = String(request.headers['x-amz-target'] ?? '');
    note({ operation: operationName(target.replace(/^secretsmanager\./, '')) });
    if (request.method !== 'POST' || request.url !== '/') {
      throw new AwsError('UnknownOperationException', 'Only signed POST requests to / are answered.', 404);
    }
    const body = await readBody(request);
    // A quote inside of the policy is escaped, so that no policy can pass for the member beside it.
    if (target.endsWith('.PutResourcePolicy')) note({ blocksPublicPolicy: /"BlockPublicPolicy":\s*true/.test(body.toString('utf8')) });
    const form = new URLSearchParams(protocol === 'query' ? body.toString('utf8') : '');
    if (protocol === 'query') note({ operation: operationName(form.get('Action') ?? '') });
    const asked = form.get('RoleSessionName');
    if (asked !== null) note({ session: asked });
    if (mishap.fault === 'throttle') throw throttled(protocol);

    // The one request that nobody signs: the token in it stands for whoever sends it.
    if (form.get('Action') === 'AssumeRoleWithWebIdentity') return assumeRoleWithWebIdentity(form, { now: now(), issue });
    const signed = verifySignature({ headers: request.headers, body }, (id) => identities.get(id), now());
    if (!signed.ok) throw refusalError(protocol, signed.refusal, signed.detail);
    if (options.disabledRegions?.includes(signed.region)) {
      throw refusalError(protocol, 'unknownKey', 'The security token included in the request is invalid.');
    }
    const service = protocol === 'query' ? 'sts' : 'secretsmanager';
    if (signed.service !== service || !regionForm.test(signed.region)) {
      throw refusalError(protocol, 'mismatch', `Credential should be scoped to a valid region and to '${service}'.`);
    }
    const caller = { identity: signed.identity, region: signed.region, now: now() };
    note({ region: caller.region, accountId: caller.identity.account });
    const [, session] = /:assumed-role\/[^/]+\/(.+)$/.exec(caller.identity.arn) ?? [];
    if (asked === null && session !== undefined) note({ session });

    if (protocol === 'json') return answerSecretsManager({ target, body }, caller, store);
    return answerSts(form, { ...caller, device, issue });
  }

  const server = createServer({ headersTimeout: 5_000, requestTimeout: 15_000 }, (request, response) => {
    // It fails only when the connection is gone, and then there is no one to tell.
    handle(request, response).catch(() => response.destroy());
  });
  const port = await listen(server, options.port ?? 0);

  return {
    endpoint: `http://${host}:${port}`,
    region: regions[0],
    regions,
    accountId,
    credentials: { accessKeyId: user.accessKeyId, secretAccessKey: user.secretAccessKey },
    requests: () => log.list(),
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      store.save();
    },
  };
}

function cutsOff({ fault }: Mishap): boolean {
  return fault === 'drop' || fault === 'truncate';
}

function operationName(name: string): string {
  return operationForm.test(name) ? name : 'unknown';
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      if (typeof address === 'object' && address) resolve(address.port);
      else reject(new Error('The sandbox has no port.'));
    });
  });
}
