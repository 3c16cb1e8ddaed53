import assert from 'node:assert/strict';
import { DeleteSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { clientOptions } from '../../src/aws/clientOptions.ts';
import { createSecretsManager } from '../../src/aws/secretsManager.ts';
import { CustodyError } from '../../src/core/errors.ts';
import type { SecretsService } from '../../src/core/secretsService.ts';
import { createRandom, seed } from '../wire/random.ts';
import { startCannedEndpoint, type Canned, type CannedEndpoint } from './cannedEndpoint.ts';
import { sentenceFor, serviceErrors } from './serviceErrors.ts';
import { canary, errorBody, token, validAnswers, wanted, write, type Asked } from './validAnswers.ts';

const region = 'eu-west-1';
const credentials = async () => ({ accessKeyId: 'AKIAEXAMPLE000000000', secretAccessKey: 'example' });
const never = new AbortController().signal;
const sentCreate = z.object({ ClientRequestToken: z.string() });
const askedFor = z.object({ SecretId: z.string() });

describe('What AWS refuses', () => {
  let server: CannedEndpoint;
  before(async () => {
    server = await startCannedEndpoint();
  });
  after(() => server.close());

  const serviceAt = (endpoint: string): SecretsService =>
    createSecretsManager({ account: 'main', region, endpointOf: () => endpoint, credentials });

  for (const row of serviceErrors) {
    const { asked, error, status, code, sent, says } = row;
    it(`${asked}: ${error}${says === undefined ? '' : ` (${says})`} is ${code}, sent ${sent} ${sent === 1 ? 'time' : 'times'}`, async () => {
      const place = server.on(() => answer(status, errorBody(asked, error, `${says ?? ''} ${canary}`)));
      const thrown = await failureOf(validAnswers[asked].ask(serviceAt(place.endpoint)));
      assert.deepEqual({ code: thrown.code, sentence: thrown.sentence }, { code, sentence: sentenceFor(row) });
      assert.equal(place.requests.length, sent);
      assert.ok(place.requests.every(({ operation }) => operation === asked));
    });
  }

  it('covers every operation, and each in an error of its own', () => {
    const named = serviceErrors.map(({ asked, error, says }) => `${asked} ${error} ${says}`);
    assert.equal(new Set(named).size, named.length);
    assert.deepEqual([...new Set(serviceErrors.map(({ asked }) => asked))].sort(), Object.keys(validAnswers).sort());
  });

  it('is created under the same token as often as it is sent', async () => {
    const place = server.on(() => answer(500, errorBody('CreateSecret', 'InternalServiceError')));
    await failureOf(validAnswers.CreateSecret.ask(serviceAt(place.endpoint)));
    const tokens = place.requests.map(({ body }) => sentCreate.parse(JSON.parse(body)).ClientRequestToken);
    assert.deepEqual(tokens, [token, token, token]);
  });

  it('succeeds on the third time for a read, and is not tried a second time for a delete', async () => {
    const outcomes = (['DescribeSecret', 'DeleteSecret'] as const).map(async (asked) => {
      const place = server.on(() =>
        place.requests.length < 3 ? answer(500, errorBody(asked, 'InternalServiceError')) : answer(200, goodBody(asked)),
      );
      const outcome = await validAnswers[asked].ask(serviceAt(place.endpoint)).then(
        () => 'done',
        (thrown: unknown) => (thrown instanceof CustodyError ? thrown.code : 'untyped'),
      );
      return [outcome, place.requests.length];
    });
    assert.deepEqual(await Promise.all(outcomes), [
      ['done', 3],
      ['outcome_unknown', 1],
    ]);
  });

  it('is a delete sent three times by the rules of the SDK alone, and the count shows it', async () => {
    const place = server.on(() => answer(500, errorBody('DeleteSecret', 'InternalServiceError')));
    const client = new SecretsManagerClient({ ...clientOptions(), region, credentials, endpoint: place.endpoint });
    await assert.rejects(client.send(new DeleteSecretCommand({ SecretId: wanted.arn })), (thrown) => String(thrown).includes(canary));
    assert.equal(place.requests.length, 3);
  });

  it('is one secret and not the others: of 60 reads at once 20 are denied, and no other is', async () => {
    const random = createRandom(seed);
    const all = Array.from({ length: 60 }, (_, index) => `team/${index}`);
    const denied = new Set([...all].sort(() => random.next() - 0.5).slice(0, 20));
    const place = server.on(({ body }) => {
      const { SecretId: id } = askedFor.parse(JSON.parse(body));
      return denied.has(id)
        ? answer(400, errorBody('GetSecretValue', 'AccessDeniedException'))
        : answer(200, goodBody('GetSecretValue', id));
    });
    const service = serviceAt(place.endpoint);
    const read = async (secretId: string): Promise<string> => {
      const outcome = await service.getSecretValue({ secretId }, never).catch((thrown: unknown) => thrown);
      if (!(outcome instanceof CustodyError)) return `${secretId} read`;
      return outcome.message.includes(`GetSecretValue is not allowed for ${secretId} in`) ? `${secretId} ${outcome.code}` : outcome.message;
    };
    const expected = all.map((id) => `${id} ${denied.has(id) ? 'access_denied' : 'read'}`);
    assert.deepEqual(await Promise.all(all.map(read)), expected);
    // Nothing is remembered of a refusal: rights may be given at any time.
    assert.deepEqual(await Promise.all(all.map(read)), expected);
    assert.equal(place.requests.length, 2 * all.length);
  });
});

function answer(status: number, body: Buffer): Canned {
  return { status, body, framing: 'length' };
}

function goodBody(asked: Asked, name: string = wanted.name): Buffer {
  const about = { Name: name, ARN: wanted.arn.replace('wanted', name) };
  return write(asked, Object.entries({ ...validAnswers[asked].members, ...about }));
}

async function failureOf(work: Promise<unknown>): Promise<CustodyError> {
  const thrown = await work.then(
    () => assert.fail('It was done.'),
    (reason: unknown) => reason,
  );
  assert.ok(thrown instanceof CustodyError, `threw ${String(thrown)}`);
  return thrown;
}
