import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { createVaultLeases } from '../../src/aws/credentials/vault/vaultLeases.ts';
import { createServicePool } from '../../src/aws/servicePool.ts';
import type { Account } from '../../src/core/account.ts';
import { person, type Caller } from '../../src/core/caller.ts';
import { composeReport } from '../../src/core/report.ts';
import { SecretText } from '../../src/core/secretText.ts';
import type { TypedCredential } from '../../src/core/typedCredential.ts';
import { createCustody } from '../../src/custody.ts';
import { startSandbox } from '../../src/sandbox/server.ts';
import type { Canary } from '../canaries/canaries.ts';
import { windowsOf } from '../canaries/pieces.ts';
import { createScanner, type Held } from '../canaries/scanner.ts';
import { startVault } from '../fakes/vault.ts';

const agent: Caller = { kind: 'agent', client: 'client-1', claimedName: 'Claude' };
const common = { regions: ['eu-west-1'], access: 'list' as const, host: 'here' };

function canaryOf(name: string, value: string): Canary {
  return { name, shape: 'token', value, binary: false, fields: {}, pieces: windowsOf(value) };
}

/** Signs in well and badly in each way, as a person and as an agent, and keeps all that anyone could read of it. */
async function drive(): Promise<{
  readonly canaries: readonly Canary[];
  readonly held: readonly Held[];
  readonly results: readonly string[];
}> {
  const sandbox = await startSandbox({ seed: true });
  const vault = await startVault({ sandbox, roles: { reader: { type: 'assumed_role', arn: 'arn:aws:iam::444455556666:role/reader' } } });
  const refused = { accessKeyId: 'AKIACANARY0CANARY0CA', secretAccessKey: randomBytes(30).toString('base64url') };
  const typed: Readonly<Record<string, TypedCredential>> = {
    good: keysOf(sandbox.credentials),
    refused: keysOf(refused),
    vault: { kind: 'vault', token: SecretText.of(vault.token) },
  };
  const known: string[] = [];
  const leases = createVaultLeases({
    know(value) {
      known.push(value.reveal());
      custody.redactor.know(value);
    },
  });
  const accounts: readonly Account[] = [
    { ...common, kind: 'keys', name: 'good' },
    { ...common, kind: 'keys', name: 'refused' },
    { ...common, kind: 'keys', name: 'without' },
    { ...common, kind: 'environment', name: 'variables', prefix: 'CANARY_' },
    { ...common, kind: 'vault', name: 'vault', address: vault.address, mount: 'aws', path: 'sts', role: 'reader' },
  ];
  const newPool = () =>
    createServicePool({
      files: { config: '', credentials: '' },
      endpoint: sandbox.endpoint,
      sandbox: async () => sandbox,
      sources: {
        typed: async (name) => typed[name],
        variable: (name) => (name.endsWith('_ID') ? refused.accessKeyId : refused.secretAccessKey),
        leases,
      },
    });
  let pool = newPool();
  const audit: string[] = [];
  const custody = createCustody({
    accounts: async () => accounts,
    service: (account, region, caller) => pool.service(account, region, caller),
    present: async () => ({ kind: 'declined' }),
    append: async (lines) => void audit.push(...lines.trimEnd().split('\n')),
    showSecret: () => false,
    settings: () => ({ maximumAccess: 'destroy', allowForceDelete: false }),
    assertTrusted: () => undefined,
  });
  const texts: string[] = [];
  const results: string[] = [];
  const call = async (name: string, account: string | undefined, caller: Caller): Promise<void> => {
    const operation = custody.registry.find((each) => each.name === name);
    assert.ok(operation, name);
    const outcome = await custody.execute(operation, { caller, input: account === undefined ? {} : { account } });
    results.push(`${account ?? ''} ${name} ${outcome.ok ? 'ok' : outcome.error.code}`);
    texts.push(inspect(outcome, { depth: 9 }), outcome.ok ? outcome.text : outcome.error.sentence + (outcome.error.stack ?? ''));
  };
  for (const caller of [person, agent]) {
    await call('list_accounts', undefined, caller);
    for (const { name } of accounts) for (const operation of ['check_account', 'list_secrets']) await call(operation, name, caller);
  }
  for (const mood of ['sealed', 'denied', 'expired', 'redirecting', 'html'] as const) {
    vault.mood = mood;
    await leases.revoke();
    pool = newPool();
    await call('check_account', 'vault', person);
  }
  await custody.flush();
  const log = texts.map((text) => ({ at: '', level: 'info' as const, text, names: [] }));
  const machine = { home: '/home/me', user: 'me', host: 'here' };
  const report = composeReport({
    about: [],
    settings: [],
    accounts,
    operations: custody.registry.map(({ name }) => name),
    audit,
    log,
    machine,
    scrub: custody.redactor.scrub,
  });
  await Promise.all([vault.close(), sandbox.close()]);

  const hold = (where: string, all: readonly string[]): readonly Held[] => all.map((text) => ({ where, bytes: Buffer.from(text) }));
  return {
    canaries: [
      canaryOf('refused key', refused.secretAccessKey),
      canaryOf('refused key ID', refused.accessKeyId),
      canaryOf('key', sandbox.credentials.secretAccessKey),
      canaryOf('Vault token', vault.token),
      ...vault.issued.map((id) => canaryOf('lease', id)),
      ...known.map((value) => canaryOf('known', value)),
    ],
    held: [
      ...hold('outcome', texts),
      ...hold('audit log', audit),
      ...hold('report', [report]),
      ...hold('account records', [JSON.stringify(accounts), inspect([accounts, typed, leases], { depth: 9 })]),
    ],
    results,
  };
}

function keysOf({ accessKeyId, secretAccessKey }: { readonly accessKeyId: string; readonly secretAccessKey: string }): TypedCredential {
  return { kind: 'keys', accessKeyId: SecretText.of(accessKeyId), secretAccessKey: SecretText.of(secretAccessKey) };
}

describe('credentials of accounts', () => {
  let driven: Awaited<ReturnType<typeof drive>>;

  before(async () => {
    driven = await drive();
  });

  it('were used and refused in each way', () => {
    const wanted = ['good list_secrets ok', 'refused list_secrets credentials_missing', 'without list_secrets credentials_missing'];
    for (const result of [
      ...wanted,
      'variables check_account credentials_missing',
      'vault list_secrets ok',
      'vault check_account service_failed',
    ])
      assert.ok(driven.results.includes(result), `${result} in\n${driven.results.join('\n')}`);
    assert.ok(driven.canaries.some(({ name }) => name === 'lease'));
  });

  it('stand in no outcome, no line of the audit log, no report and no record of an account, in any encoding', () => {
    assert.deepEqual(createScanner(driven.canaries).scan(driven.held), []);
  });

  it('would be found if one did: planted in each place, each is', () => {
    const scanner = createScanner(driven.canaries);
    for (const { name, value } of driven.canaries)
      for (const planted of [`failed with ${value}.`, JSON.stringify({ value }), Buffer.from(value).toString('base64')])
        assert.ok(
          scanner.scan([{ where: 'planted', bytes: Buffer.from(planted) }]).some(({ canary }) => canary === name),
          `${name} as ${planted}`,
        );
  });
});
