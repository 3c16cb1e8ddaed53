import assert from 'node:assert/strict';
import type { Target } from '../contract/suite/suite.ts';
import { freePort } from '../harness/freePort.ts';
import { poll } from '../harness/poll.ts';
import { spawnGroup, stopGroup } from '../harness/processes.ts';

const host = '127.0.0.1';
const region = 'eu-west-1';
const account = '123456789012';
const functionName = 'rotate';
const rotationFunction = `arn:aws:lambda:${region}:${account}:function:${functionName}`;
// A zip archive without a file: the function is looked up and never run.
const emptyZip = Buffer.from(`504b0506${'00'.repeat(18)}`, 'hex').toString('base64');

export type Moto = {
  readonly target: Target;
  /** Forgets everything but the function that rotation can name. */
  readonly reset: () => Promise<void>;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
};

/** Starts moto on loopback with the given Python and waits until it answers. */
export async function startMoto(python: string): Promise<Moto> {
  const port = await freePort();
  const endpoint = `http://${host}:${port}`;
  const server = spawnGroup(python, ['-m', 'moto.server', '-H', host, '-p', String(port)], { stdio: ['ignore', 'ignore', 'pipe'] });
  let printed = '';
  // Only the end is kept: it writes a line for each request.
  server.stderr?.on('data', (chunk: Buffer) => (printed = (printed + chunk.toString()).slice(-2_000)));

  const reset = async (): Promise<void> => {
    await post(`${endpoint}/moto-api/reset`, {});
    await addFunction(endpoint);
  };
  const answers = async (): Promise<true> => {
    await reset();
    return true;
  };
  const ended = new Promise<never>((_resolve, reject) => {
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`Find out why moto ended with ${code}: ${printed}`)));
  });
  // It also ends when it is stopped, and then nobody is waiting any more.
  ended.catch(() => undefined);
  try {
    await Promise.race([poll(answers, { what: 'moto answers', deadlineMs: 60_000 }), ended]);
  } catch (error) {
    await stopGroup(server);
    throw error;
  }
  return {
    // It takes any key; the pair is nobody's.
    target: { endpoint, region, credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' }, rotationFunction },
    reset,
    [Symbol.asyncDispose]: () => stopGroup(server),
  };
}

// Like the service, moto refuses to rotate with a function that does not exist, and a function needs a role.
async function addFunction(endpoint: string): Promise<void> {
  await post(`${endpoint}/moto-api/config`, { body: JSON.stringify({ lambda: { use_docker: false } }), type: 'application/json' });
  const role = new URLSearchParams({ Action: 'CreateRole', Version: '2010-05-08', RoleName: functionName });
  role.set('AssumeRolePolicyDocument', JSON.stringify({ Version: '2012-10-17', Statement: [] }));
  await post(endpoint, { body: role.toString(), type: 'application/x-www-form-urlencoded', service: 'iam' });
  const code = {
    FunctionName: functionName,
    Runtime: 'python3.13',
    Handler: 'rotate.handle',
    Role: `arn:aws:iam::${account}:role/${functionName}`,
    Code: { ZipFile: emptyZip },
  };
  await post(`${endpoint}/2015-03-31/functions`, { body: JSON.stringify(code), type: 'application/json', service: 'lambda' });
}

// Which service and region a request is for stands in its signature, which moto reads and does not check.
async function post(
  url: string,
  { body = '', type = 'text/plain', service = 'moto' }: { body?: string; type?: string; service?: string },
): Promise<void> {
  const authorization = `AWS4-HMAC-SHA256 Credential=testing/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=none`;
  const answer = await fetch(url, { method: 'POST', body, headers: { 'content-type': type, authorization } });
  assert.ok(answer.ok, `Look up what moto expects here: ${answer.status} ${(await answer.text()).slice(0, 500)}`);
}
