import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
} from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { createMishaps } from '../../src/sandbox/faults.ts';
import type { Faults } from '../../src/sandbox/faults.ts';
import { createSandboxHarness } from './suite/sandboxHarness.ts';
import { rejectsWith } from './suite/suite.ts';

describe('the faults of the sandbox', () => {
  const { start, secretsManager, later } = createSandboxHarness();
  const once = { maxAttempts: 1 };

  const draw = (faults: Faults, count = 200) => {
    const next = createMishaps(faults);
    return Array.from({ length: count }, next);
  };

  it('are the same for the same seed and others for another', () => {
    const faults = { seed: 7, throttle: 0.2, drop: 0.2, delayMs: [1, 50] as const };
    assert.deepEqual(draw(faults), draw(faults));
    assert.notDeepEqual(draw(faults), draw({ ...faults, seed: 8 }));
  });

  it('happen about as often as told, and the delays stay within their bounds', () => {
    const drawn = draw({ seed: 1, throttle: 0.25, delayMs: [10, 20] }, 2_000);
    const share = drawn.filter((each) => each.fault === 'throttle').length / drawn.length;
    assert.ok(share > 0.2 && share < 0.3, String(share));
    assert.ok(drawn.every(({ delayMs }) => delayMs >= 10 && delayMs <= 20));
    assert.ok(new Set(drawn.map((each) => each.delayMs)).size > 5);
  });

  it('stay where they are when another kind is switched on', () => {
    const before = draw({ seed: 3, throttle: 0.3 });
    const after = draw({ seed: 3, throttle: 0.3, truncate: 0.3 });
    for (const [index, { fault }] of before.entries()) if (fault === 'throttle') assert.equal(after[index]?.fault, fault);
    assert.ok(after.some((each) => each.fault === 'truncate'));
  });

  it('throttle a request before anything is done, in the words of either protocol', async () => {
    const sandbox = await start({ faults: { seed: 1, throttle: 1 } });
    await rejectsWith('ThrottlingException', secretsManager(sandbox, once).send(new CreateSecretCommand({ Name: 'a', SecretString: 'x' })));
    const identity = new STSClient({ ...sandbox, ...once });
    later(() => identity.destroy());
    await rejectsWith('Throttling', identity.send(new GetCallerIdentityCommand({})));
    assert.deepEqual(
      sandbox.requests().map(({ operation, fault }) => [operation, fault]),
      [
        ['CreateSecret', 'throttle'],
        ['GetCallerIdentity', 'throttle'],
      ],
    );
  });

  it('cut the connection without an answer to what was carried out, which a repeat under the same token survives', async () => {
    // With this seed the creation is answered, the write dropped and its repeat answered.
    const sandbox = await start({ faults: { seed: seedFor('drop'), drop: 0.5 } });
    const client = secretsManager(sandbox, once);
    await client.send(new CreateSecretCommand({ Name: 'a', SecretString: 'one' }));
    const request = new PutSecretValueCommand({ SecretId: 'a', SecretString: 'two', ClientRequestToken: randomUUID() });
    await assert.rejects(client.send(request));
    const put = await client.send(request);
    assert.equal(put.VersionId, request.input.ClientRequestToken);
    assert.deepEqual(
      sandbox.requests().map(({ fault, aborted }) => ({ fault, aborted })),
      [
        { fault: undefined, aborted: false },
        { fault: 'drop', aborted: false },
        { fault: undefined, aborted: false },
      ],
    );
  });

  it('carry out what they do not answer', async () => {
    const sandbox = await start({ faults: { seed: seedFor('truncate'), truncate: 0.5 } });
    const client = secretsManager(sandbox, once);
    await client.send(new CreateSecretCommand({ Name: 'a', SecretString: 'one' }));
    await assert.rejects(client.send(new PutSecretValueCommand({ SecretId: 'a', SecretString: 'two' })));
    const { Versions = [] } = await client.send(new ListSecretVersionIdsCommand({ SecretId: 'a' }));
    assert.equal(Versions.length, 2);
  });

  it('give the members of an answer other types, and leave refusals alone', async () => {
    const sandbox = await start({ faults: { seed: 1, wrongShape: 1 } });
    const client = secretsManager(sandbox, once);
    const created = await client.send(new CreateSecretCommand({ Name: 'a', SecretString: 'one' }));
    assert.notEqual(typeof created.Name, 'string');
    await rejectsWith('ResourceNotFoundException', client.send(new GetSecretValueCommand({ SecretId: 'none' })));
  });

  it('hold an answer back', async () => {
    const sandbox = await start({ faults: { seed: 1, delayMs: [80, 90] } });
    const began = performance.now();
    await secretsManager(sandbox).send(new ListSecretsCommand({}));
    assert.ok(performance.now() - began >= 79);
  });

  it('set the clock wrong, which a client that asks again corrects', async () => {
    const sandbox = await start({ faults: { seed: 1, clockSkewMs: 3_600_000 } });
    await rejectsWith('InvalidSignatureException', secretsManager(sandbox, once).send(new ListSecretsCommand({})));
    await secretsManager(sandbox).send(new ListSecretsCommand({}));
  });

  // Searched for and not written down, so that it holds whatever the numbers are made with.
  function seedFor(kind: 'drop' | 'truncate'): number {
    const wanted = [undefined, kind, undefined];
    for (let seed = 1; seed < 1_000; seed += 1) {
      if (draw({ seed, [kind]: 0.5 }, 3).every(({ fault }, index) => fault === wanted[index])) return seed;
    }
    throw new Error('Find out why no seed makes the second of three requests fail alone.');
  }
});
