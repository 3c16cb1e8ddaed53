import assert from 'node:assert/strict';
import { knowValues } from '../../src/core/knowValues.ts';
import { createRedactor } from '../../src/core/redact.ts';
import { SecretText } from '../../src/core/secretText.ts';
import { createFakeSecrets } from './fakeSecrets.ts';

const value = 'Xk29mQpvL4Zt8RwN3bHs7CyD5fGj1KaE';
const { signal } = new AbortController();

describe('knowValues', () => {
  it('makes a value known that was fetched, before the caller has it', async () => {
    const redactor = createRedactor();
    const fake = createFakeSecrets();
    fake.add('a', value);
    await fake.service.getSecretValue({ secretId: 'a' }, signal);
    assert.equal(redactor.findsIn(value), false, 'the bare service tells nobody');
    await knowValues(fake.service, redactor).getSecretValue({ secretId: 'a' }, signal);
    assert.equal(redactor.findsIn(value), true);
  });

  it('makes a value known that is about to be sent, so that a failure that repeats it is scrubbed', async () => {
    const redactor = createRedactor();
    const fake = createFakeSecrets();
    let knownWhenSent = false;
    fake.before.createSecret = () => {
      knownWhenSent = redactor.findsIn(value);
    };
    await knowValues(fake.service, redactor).createSecret({ name: 'a', value: SecretText.of(value), clientRequestToken: 't' }, signal);
    assert.equal(knownWhenSent, true);
  });

  it('passes everything else through, with its signal', async () => {
    const fake = createFakeSecrets();
    fake.add('a', value);
    const service = knowValues(fake.service, createRedactor());
    assert.equal((await service.describeSecret('a', signal)).name, 'a');
    assert.equal((await service.listSecrets({}, signal)).secrets.length, 1);
    await assert.rejects(service.getSecretValue({ secretId: 'a' }, AbortSignal.abort()), { name: 'AbortError' });
  });
});
