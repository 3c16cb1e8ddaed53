import assert from 'node:assert/strict';
import { SecretText } from '../../src/core/secretText.ts';
import { isSecretField, templates } from '../../src/core/templates.ts';
import { templateValue } from '../../src/core/templateValue.ts';

// From AWS's page "JSON structure of AWS Secrets Manager secrets": the keys of each structure, in its order, with `?` where
// it may be missing, and the kind of JSON value. A port is written without quotes there, so it is a number.
const documented: Readonly<Record<string, readonly [engine: string | undefined, keys: string]>> = {
  postgres: ['postgres', 'host username password dbname? port? masterarn? dbInstanceIdentifier? dbClusterIdentifier?'],
  mysql: ['mysql', 'host username password dbname? port? masterarn? dbInstanceIdentifier? dbClusterIdentifier?'],
  mariadb: ['mariadb', 'host username password dbname? port? masterarn? dbInstanceIdentifier? dbClusterIdentifier?'],
  oracle: ['oracle', 'host username password dbname port? masterarn? dbInstanceIdentifier? dbClusterIdentifier?'],
  sqlserver: ['sqlserver', 'host username password dbname? port? masterarn? dbInstanceIdentifier? dbClusterIdentifier?'],
  db2: ['db2', 'host username password dbname? port? masterarn dbInstanceIdentifier? dbClusterIdentifier?'],
  mongo: ['mongo', 'host username password dbname? port? ssl? masterarn? dbInstanceIdentifier? dbClusterIdentifier?'],
  redshift: ['redshift', 'host username password dbname? port? masterarn? dbClusterIdentifier?'],
  'redshift-serverless': ['redshift', 'host username password dbname? port? masterarn? namespaceName?'],
  elasticache: [undefined, 'username password user_arn?'],
};
const ports: Readonly<Record<string, string>> = {
  postgres: '5432',
  mysql: '3306',
  mariadb: '3306',
  oracle: '1521',
  sqlserver: '1433',
  mongo: '27017',
  redshift: '5439',
};

const template = (id: string) => templates.find((each) => each.id === id) ?? assert.fail(id);
const texts = (given: Readonly<Record<string, string>>) => new Map(Object.entries(given).map(([key, text]) => [key, SecretText.of(text)]));

function made(id: string, given: Readonly<Record<string, string>>): unknown {
  const value = templateValue(template(id), texts(given));
  return value instanceof SecretText ? JSON.parse(value.reveal()) : value;
}

describe('the templates of a new secret', () => {
  for (const [id, [engine, keys]] of Object.entries(documented)) {
    it(`has the documented keys of ${id}, and asks for those that are needed`, () => {
      assert.equal(template(id).fixed?.['engine'], engine);
      assert.equal(
        template(id)
          .fields.map(({ key, required }) => (required ? key : `${key}?`))
          .join(' '),
        keys,
      );
    });
  }

  for (const [id, port] of Object.entries(ports)) {
    it(`starts ${id} at its documented port`, () => assert.equal(template(id).fields.find(({ key }) => key === 'port')?.start, port));
  }

  it('have names of their own, and mask passwords, keys and client secrets', () => {
    assert.equal(new Set(templates.map(({ id }) => id)).size, templates.length);
    assert.equal(new Set(templates.map(({ label }) => label)).size, templates.length);
    const secret = new Set(templates.flatMap(({ fields }) => fields.filter(isSecretField).map(({ key }) => key)));
    assert.deepEqual([...secret].sort(), ['api_key', 'client_secret', 'password', 'private_key']);
  });
});

describe('the value of a filled template', () => {
  const filled = { host: 'db', username: 'app', password: 'p"w', port: '5432' };

  it('is the JSON that rotation reads: the engine, a port that is a number, and nothing that was left empty', () => {
    assert.deepEqual(made('postgres', { ...filled, dbname: '' }), {
      engine: 'postgres',
      host: 'db',
      username: 'app',
      password: 'p"w',
      port: 5432,
    });
  });

  it('holds true and false as such', () => {
    assert.deepEqual(made('mongo', { ...filled, ssl: 'false' }), { engine: 'mongo', ...filled, port: 5432, ssl: false });
    assert.deepEqual(made('mongo', { ...filled, ssl: 'no' }), { problem: 'TLS is true or false.' });
  });

  it('is refused without a field that is needed', () => {
    assert.deepEqual(made('postgres', { ...filled, password: '' }), { problem: 'Fill in Password.' });
    assert.deepEqual(made('db2', filled), { problem: 'Fill in ARN of the admin secret.' });
  });

  it('is refused with a port that is none', () => {
    for (const port of ['0', '65536', '5432x', '-1', '1e3', ' 1'])
      assert.deepEqual(made('postgres', { ...filled, port }), { problem: 'Port takes a whole number from 1 to 65,535.' }, port);
  });

  it('takes further keys, and none of them twice', () => {
    const more = (...keys: readonly string[]) =>
      templateValue(
        template('basic-auth'),
        texts({ username: 'a', password: 'b' }),
        keys.map((key) => ({ key, value: SecretText.of('v') })),
      );
    const value = more('realm');
    assert.ok(value instanceof SecretText);
    assert.deepEqual(JSON.parse(value.reveal()), { username: 'a', password: 'b', realm: 'v' });
    assert.deepEqual(more('password'), { problem: 'Two keys are called password.' });
    assert.deepEqual(more('x', 'x'), { problem: 'Two keys are called x.' });
    assert.deepEqual(more(''), { problem: 'Give every key a name.' });
  });
});
