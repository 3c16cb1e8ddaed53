import assert from 'node:assert/strict';
import { SecretText } from '../../../src/core/secretText.ts';
import { addSamples, blindRedactor, createWorld, mainAccount, type World, type WorldOptions } from '../executeWorld.ts';
import { arnOf } from '../fakeSecrets.ts';

function ready(options?: WorldOptions): World {
  const world = createWorld(options);
  addSamples(world);
  return world;
}

describe('batch_get_secret_value', () => {
  it('gives keys, lengths and references of each, and what failed by name and code', async () => {
    const text = await ready().text('batch_get_secret_value', { secret_ids: ['prod/db', 'far/db', 'old/db', 'gone'] });
    const reference = `{{resolve:secretsmanager:${arnOf('prod/db')}:SecretString:`;
    assert.deepEqual(text.split('\n'), [
      '2 read, 2 failed',
      'prod/db',
      `  username, 16 bytes | ${reference}username}}`,
      `  password, 12 bytes | ${reference}password}}`,
      'far/db',
      `  text, 16 bytes | {{resolve:secretsmanager:${arnOf('far/db')}:SecretString}}`,
      'failed: old/db InvalidRequestException',
      'failed: gone ResourceNotFoundException',
    ]);
  });

  it('asks for twenty at a time and for each once', async () => {
    const world = ready();
    const names = Array.from({ length: 45 }, (_, index) => `many/${index}`);
    for (const name of names) world.secrets.add(name, `value-of-${name}`);
    const text = await world.text('batch_get_secret_value', { secret_ids: [...names, ...names.slice(0, 10)] });
    assert.match(text, /^45 read, 0 failed$/m);
    assert.deepEqual(
      world.secrets.calls.map(({ asked }) => (Array.isArray(asked) ? asked.length : 0)),
      [20, 20, 5],
    );
  });

  it('tells no value to an agent, opens no panel, and makes every value known', async () => {
    const world = ready();
    world.secrets.add('bin', SecretText.ofBase64(Buffer.from('a-binary-value-6Gh').toString('base64')));
    const text = await world.text('batch_get_secret_value', { secret_ids: ['prod/db', 'bin'] });
    assert.doesNotMatch(text, /postgres-admin-7|Xk29|a-binary/);
    assert.deepEqual(world.shown, []);
    for (const value of ['postgres-admin-7', 'Xk29$mQp!vL4', 'a-binary-value-6Gh']) assert.ok(world.redactor.findsIn({ value }), value);
  });

  it('keeps values out by its own words, without the redactor', async () => {
    const world = ready({ redactor: blindRedactor });
    assert.doesNotMatch(await world.text('batch_get_secret_value', { secret_ids: ['prod/db'] }), /postgres-admin-7|Xk29/);
  });

  it('needs the level of a value that is used', async () => {
    const world = ready({ accounts: [{ ...mainAccount, access: 'describe' }] });
    assert.equal((await world.refusal('batch_get_secret_value', { secret_ids: ['prod/db'] })).code, 'access_level');
    assert.deepEqual(world.secrets.calls, []);
  });

  it('takes one to a hundred', async () => {
    const many = Array.from({ length: 101 }, (_, index) => `many/${index}`);
    for (const secret_ids of [[], many]) {
      assert.equal((await ready().refusal('batch_get_secret_value', { secret_ids })).code, 'invalid_input');
    }
  });
});
