import assert from 'node:assert/strict';
import { parseIssued, readRefusal } from '../../src/aws/credentials/vault/vaultAnswers.ts';
import { accountSchema, type Account } from '../../src/core/account.ts';
import { endpointOrigin } from '../../src/core/endpointOrigin.ts';
import { accountsIn, prefixesIn } from '../../src/core/environmentNames.ts';
import { partitionOfArn, partitionOfRegion, partitions } from '../../src/core/partitions.ts';
import { regionName } from '../../src/core/account.ts';
import { dependentsOf, sourcesFor, withSource } from '../../src/core/sourceAccount.ts';
import { storedCredential } from '../../src/core/typedCredential.ts';
import { endpointsFor } from '../../src/aws/endpoints.ts';
import { mainAccount } from './executeWorld.ts';

const common = { regions: ['eu-west-1'], access: 'list' as const, host: 'here' };
const roleArn = 'arn:aws:iam::111122223333:role/reader';
const takes = (input: object): boolean => accountSchema.safeParse({ ...common, name: 'a', ...input }).success;
const vault = { kind: 'vault', address: 'https://vault.example.com:8200', mount: 'aws', path: 'sts', role: 'reader' };
const web = { kind: 'webIdentity', tokenFile: '/var/run/token', roleArn };

function role(name: string, source: string): Account {
  return { ...common, kind: 'role', name, source, roleArn };
}

describe('the kinds of accounts', () => {
  it('hold what says where credentials come from, and no credential', () => {
    for (const good of [{ kind: 'keys' }, { kind: 'environment', prefix: 'AWS_' }, web, vault]) {
      assert.ok(takes(good), good.kind);
      for (const field of ['accessKeyId', 'secretAccessKey', 'sessionToken', 'token', 'credential', 'leaseId'])
        assert.ok(!takes({ ...good, [field]: 'x' }), `${good.kind} with ${field}`);
    }
  });

  it('take a role from a profile or from an account, and never from both or none', () => {
    const of = { kind: 'role', roleArn };
    assert.ok(takes({ ...of, profile: 'p' }));
    assert.ok(takes({ ...of, source: 'hub' }));
    for (const wrong of [of, { ...of, profile: 'p', source: 'hub' }, { ...of, source: 'a' }, { ...of, source: '' }])
      assert.ok(!takes(wrong), JSON.stringify(wrong));
  });

  it('take an absolute path of a token, in the form of either system', () => {
    for (const tokenFile of ['/run/secrets/token', 'C:\\tokens\\a', 'C:/tokens/a', '\\\\host\\share\\a'])
      assert.ok(takes({ ...web, tokenFile }), tokenFile);
    for (const tokenFile of ['', 'token', './token', '~/token', '../token', '/a\n/b']) assert.ok(!takes({ ...web, tokenFile }), tokenFile);
  });

  it('take a prefix of variables that ends in _, and nothing that is no name', () => {
    for (const prefix of ['AWS_', 'PROD_AWS_', 'x_']) assert.ok(takes({ kind: 'environment', prefix }), prefix);
    for (const prefix of ['', 'AWS', '1_', 'A B_', 'A-_', '_']) assert.ok(!takes({ kind: 'environment', prefix }), prefix);
  });

  it('take parts of a Vault path that stay below its mount', () => {
    for (const more of [{ namespace: 'a/b' }, { mount: 'teams/aws' }, { role: 'my-role.1' }, { path: 'creds' }, { ttlSeconds: 900 }])
      assert.ok(takes({ ...vault, ...more }), JSON.stringify(more));
    const wrong = [
      { address: 'http://vault.example.com' },
      { address: 'https://vault.example.com/ui' },
      { address: 'https://me:pw@vault.example.com' },
      { mount: '' },
      { mount: '../sys' },
      { mount: 'aws/' },
      { mount: 'aws/./x' },
      { role: 'a/b' },
      { role: '..' },
      { namespace: 'a?b' },
      { path: 'config' },
      { ttlSeconds: 10 },
    ];
    for (const more of wrong) assert.ok(!takes({ ...vault, ...more }), JSON.stringify(more));
  });

  it('take endpoints on https or on this machine, but for the sandbox', () => {
    const kind = { kind: 'keys' };
    for (const secretsmanager of ['https://vpce-1.example.com', 'http://localhost:4566', 'http://127.0.0.1:5000', 'http://[::1]:1'])
      assert.ok(takes({ ...kind, endpoints: { secretsmanager } }), secretsmanager);
    for (const secretsmanager of [
      'http://example.com',
      'ftp://localhost',
      'localhost:4566',
      'https://a/b',
      'https://a/',
      'http://localhost.evil.com',
      '',
    ])
      assert.ok(!takes({ ...kind, endpoints: { secretsmanager } }), secretsmanager);
    assert.ok(!takes({ ...kind, endpoints: { sts: 'https://a' } }));
    assert.ok(!takes({ kind: 'sandbox', endpoints: { secretsmanager: 'https://a' } }));
  });
});

describe('a typed credential', () => {
  it('has the form that AWS or Vault gives it', () => {
    const keys = { kind: 'keys', accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
    assert.ok(storedCredential.safeParse(keys).success);
    assert.ok(storedCredential.safeParse({ kind: 'keys', accessKeyId: 'test', secretAccessKey: 'test' }).success);
    for (const token of ['hvs.CAESIJ-x_1', 'root']) assert.ok(storedCredential.safeParse({ kind: 'vault', token }).success, token);
    for (const wrong of [
      { ...keys, accessKeyId: 'a key' },
      { ...keys, secretAccessKey: 'a b' },
      { ...keys, token: 'hvs.12345678' },
      { kind: 'vault' },
    ])
      assert.ok(!storedCredential.safeParse(wrong).success, JSON.stringify(wrong));
  });
});

describe('the account that a role is assumed from', () => {
  const hub: Account = { ...common, kind: 'keys', name: 'hub', color: 'red', production: true };

  it('is looked up to the end of the line', () => {
    const far = role('far', 'spoke');
    const { from } = withSource(far, [hub, role('spoke', 'hub'), far]);
    assert.equal(from?.name, 'spoke');
    assert.deepEqual(from?.from, { ...common, access: 'off', kind: 'keys', name: 'hub' });
  });

  it('may not come back to the role, at once or through others', () => {
    const circle = [role('a', 'b'), role('b', 'c'), role('c', 'a')];
    for (const account of circle) assert.throws(() => withSource(account, circle), /: a circle\.$/);
    assert.throws(() => withSource(role('x', 'a'), circle), {
      message: 'x is assumed from a is assumed from b is assumed from c is assumed from a: a circle.',
    });
  });

  it('must be there, and be no sandbox', () => {
    assert.throws(() => withSource(role('a', 'gone'), []), { message: 'Account a is assumed from account gone, which is not there.' });
    const sandbox: Account = { ...common, kind: 'sandbox', name: 'play' };
    assert.throws(() => withSource(role('a', 'play'), [sandbox]), { message: "Account a can't be assumed from the sandbox." });
  });

  it('is offered only where no circle comes of it', () => {
    const all = [hub, role('a', 'hub'), role('b', 'a'), mainAccount, { ...common, kind: 'sandbox' as const, name: 'play' }];
    assert.deepEqual(
      sourcesFor('a', all).map(({ name }) => name),
      ['hub', 'main'],
    );
    assert.deepEqual(
      sourcesFor(undefined, all).map(({ name }) => name),
      ['hub', 'a', 'b', 'main'],
    );
    assert.deepEqual(
      sourcesFor('z', [role('x', 'y'), role('y', 'x')]).map(({ name }) => name),
      ['x', 'y'],
    );
  });

  it('knows who depends on it', () => {
    assert.deepEqual(
      dependentsOf('hub', [hub, role('a', 'hub'), role('b', 'a')]).map(({ name }) => name),
      ['a'],
    );
  });
});

describe('the partitions of AWS', () => {
  it('have regions that are their own, and hosts by them', () => {
    for (const partition of partitions) {
      for (const region of partition.regions) {
        assert.ok(regionName.safeParse(region).success, region);
        assert.equal(partitionOfRegion(region), partition, region);
        assert.equal(endpointsFor(undefined)('sts', region), `https://sts.${region}.${partition.dnsSuffix}`);
      }
      assert.equal(partitionOfArn(`arn:${partition.name}:iam::111122223333:role/a`), partition);
    }
    assert.equal(partitionOfArn('arn:aws-moon:iam::111122223333:role/a'), undefined);
    assert.equal(endpointsFor(undefined)('secretsmanager', 'us-gov-west-1'), 'https://secretsmanager.us-gov-west-1.amazonaws.com');
  });
});

describe('an address that credentials may go to', () => {
  it('is https, or http on this machine, without a name and password in it', () => {
    assert.equal(endpointOrigin('https://Vault.example.com:443/x'), 'https://vault.example.com');
    assert.equal(endpointOrigin('http://localhost:4566/'), 'http://localhost:4566');
    for (const address of ['http://example.com', 'http://127.0.0.1.evil.com', 'http://0.0.0.0', 'https://me@host', 'javascript:1', 'x', ''])
      assert.equal(endpointOrigin(address), undefined, address);
  });
});

describe('the names of variables', () => {
  it('tell under which prefix both keys are set', () => {
    const names = [
      'AWS_ACCESS_KEY_ID',
      'AWS_SECRET_ACCESS_KEY',
      'B_ACCESS_KEY_ID',
      'C_AWS_ACCESS_KEY_ID',
      'C_AWS_SECRET_ACCESS_KEY',
      'ACCESS_KEY_ID',
    ];
    assert.deepEqual(prefixesIn(names), ['AWS_', 'C_AWS_']);
  });

  it('tell which accounts they describe', () => {
    assert.deepEqual(
      accountsIn(['ACCOUNT_PROD_ROLE_ARN', 'ACCOUNT_PROD_PROFILE', 'ACCOUNT_A_B_PROFILE', 'ACCOUNT__ROLE_ARN', 'MY_ACCOUNT_X_PROFILE']),
      [
        { name: 'A_B', roleArn: undefined, profile: 'ACCOUNT_A_B_PROFILE' },
        { name: 'PROD', roleArn: 'ACCOUNT_PROD_ROLE_ARN', profile: 'ACCOUNT_PROD_PROFILE' },
      ],
    );
  });
});

describe('an answer of Vault', () => {
  const answer = {
    lease_id: 'aws/sts/reader/AbC',
    lease_duration: 3_599,
    renewable: false,
    data: { access_key: 'ASIA1', secret_key: 's', security_token: 't', session_token: null },
  };

  it('is read in the form of each version', () => {
    const read = (more: object, data: object = {}) => {
      const { id, seconds, sessionToken } = parseIssued({ ...answer, ...more, data: { ...answer.data, ...data } });
      return [id.reveal(), seconds, sessionToken?.reveal()];
    };
    assert.deepEqual(read({}), ['aws/sts/reader/AbC', 3_599, 't']);
    assert.deepEqual(read({}, { session_token: 'u' }), ['aws/sts/reader/AbC', 3_599, 'u']);
    assert.deepEqual(read({ renewable: true }, { security_token: null }), ['aws/sts/reader/AbC', 3_599, undefined]);
    assert.deepEqual(read({ lease_duration: 0 }, { ttl: 1_200 }), ['aws/sts/reader/AbC', 1_200, 't']);
    assert.deepEqual(read({ lease_duration: 0, lease_id: '' }), ['', 900, 't']);
  });

  it('is refused where it is something else', () => {
    for (const wrong of [
      undefined,
      null,
      '',
      [],
      {},
      { data: null },
      { ...answer, data: { access_key: 'A' } },
      { ...answer, data: { ...answer.data, secret_key: '' } },
    ])
      assert.throws(() => parseIssued(wrong));
  });

  it('says why it refuses, by status and by the words Vault documents', () => {
    const why = (status: number, ...errors: readonly string[]) => readRefusal(status, { errors });
    assert.equal(why(503, 'Vault is sealed'), 'sealed');
    assert.equal(why(403, '2 errors occurred:\n\t* permission denied\n\t* invalid token\n\n'), 'expired');
    assert.equal(why(403, 'permission denied'), 'denied');
    assert.equal(why(404, 'no handler for route "x". route entry not found.'), 'missing');
    assert.equal(why(400, 'Role "x" not found'), 'missing');
    assert.equal(why(429, 'rate limit quota exceeded'), 'throttled');
    assert.equal(why(500, 'internal error'), 'failed');
    assert.equal(readRefusal(502, '<html>'), 'failed');
  });
});
