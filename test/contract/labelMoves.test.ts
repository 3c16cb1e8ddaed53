import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { createServicePool } from '../../src/aws/servicePool.ts';
import type { Account } from '../../src/core/account.ts';
import { createAgentSwitch } from '../../src/core/agentSwitch.ts';
import { createAudit } from '../../src/core/audit.ts';
import { person } from '../../src/core/caller.ts';
import { createExecute, type Execute } from '../../src/core/execute.ts';
import { updateSecretVersionStage } from '../../src/core/operations/updateSecretVersionStage.ts';
import { createRedactor } from '../../src/core/redact.ts';
import type { SecretsService, SecretVersion } from '../../src/core/secretsService.ts';
import { SecretText } from '../../src/core/secretText.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';

const never = new AbortController().signal;
const account: Account = { kind: 'sandbox', name: 'sandbox', regions: ['eu-west-1'], access: 'off', host: 'here' };
const labels = ['AWSCURRENT', 'AWSCURRENT', 'AWSPREVIOUS', 'AWSPENDING', 'CANARY'] as const;
const versionCount = 4;

/** Versions are named by their place, and `undefined` leaves one out. */
const place = fc.option(fc.nat({ max: versionCount - 1 }), { nil: undefined, freq: 4 });
const moves = fc.array(fc.record({ label: fc.constantFrom(...labels), to: place, from: fc.constantFrom('right', 'wrong', 'none') }), {
  minLength: 1,
  maxLength: 8,
});
type Moves = typeof moves extends fc.Arbitrary<infer Kind> ? Kind : never;

const holders = (versions: readonly SecretVersion[], label: string): readonly string[] =>
  versions.filter(({ stages }) => stages.includes(label)).map(({ versionId }) => versionId);

function executeOver(service: SecretsService): Execute {
  let now = 0;
  return createExecute({
    accounts: async () => [account],
    service: async () => service,
    approvals: { ask: async () => ({}), cancelAll: () => undefined },
    audit: createAudit(async () => undefined),
    redactor: createRedactor(),
    agents: createAgentSwitch(),
    showSecret: () => false,
    settings: () => ({ maximumAccess: 'destroy', allowForceDelete: false }),
    assertTrusted: () => undefined,
    now: () => (now += 60_000),
  });
}

describe('any row of label moves', () => {
  let sandbox: Sandbox;
  let service: SecretsService;
  let made = 0;
  before(async () => {
    sandbox = await startSandbox();
    const pool = createServicePool({ files: { config: '', credentials: '' }, endpoint: undefined, sandbox: async () => sandbox });
    service = await pool.service(account, 'eu-west-1', person);
  });
  after(() => sandbox.close());

  /** Makes a secret with four versions and moves its labels; `look` sees the versions after each move. */
  async function play(steps: Moves, over: SecretsService, look: (versions: readonly SecretVersion[]) => void): Promise<number> {
    const name = `moves/${(made += 1)}`;
    const ids = Array.from({ length: versionCount }, () => randomUUID());
    const [first = '', ...later] = ids;
    await service.createSecret({ name, value: SecretText.of('one'), clientRequestToken: first }, never);
    for (const id of later) await service.putSecretValue({ secretId: name, value: SecretText.of(id), clientRequestToken: id }, never);
    const execute = executeOver(over);
    let done = 0;
    for (const { label, to, from } of steps) {
      const [holder] = holders((await service.describeSecret(name, never)).versions, label);
      const remove = from === 'right' ? holder : from === 'wrong' ? ids.find((id) => id !== holder) : undefined;
      const input = {
        secret_id: name,
        version_stage: label,
        ...(to === undefined ? {} : { move_to_version_id: ids[to] }),
        ...(remove === undefined ? {} : { remove_from_version_id: remove }),
      };
      const outcome = await execute(updateSecretVersionStage, { input, caller: person });
      const { versions } = await over.describeSecret(name, never);
      look(versions);
      if (!outcome.ok) continue;
      done += 1;
      assert.deepEqual(outcome.output.on, holders(versions, label));
    }
    return done;
  }

  const oneCurrent = (versions: readonly SecretVersion[]): void => {
    assert.equal(holders(versions, 'AWSCURRENT').length, 1);
    for (const label of labels) assert.ok(holders(versions, label).length <= 1, label);
  };

  it('leaves exactly one AWSCURRENT, never none and never two', async function many() {
    let done = 0;
    await fc.assert(
      fc.asyncProperty(moves, async (steps) => {
        done += await play(steps, service, oneCurrent);
      }),
      { numRuns: 300 },
    );
    assert.ok(done > 300, `${done} moves were made`);
  });

  it('would be seen to leave two, or none, by the same check', async function control() {
    const spoilt = (spoil: (versions: readonly SecretVersion[]) => readonly SecretVersion[]): SecretsService => ({
      ...service,
      async describeSecret(id, signal) {
        const found = await service.describeSecret(id, signal);
        return { ...found, versions: spoil(found.versions) };
      },
    });
    const copies = spoilt((versions) =>
      versions.map((each) => ({ ...each, stages: [...each.stages.filter((one) => one !== 'AWSCURRENT'), 'AWSCURRENT'] })),
    );
    const drops = spoilt((versions) => versions.map((each) => ({ ...each, stages: each.stages.filter((one) => one !== 'AWSCURRENT') })));
    for (const broken of [copies, drops]) {
      const { failed } = await fc.check(
        fc.asyncProperty(moves, async (steps) => void (await play(steps, broken, oneCurrent))),
        { numRuns: 20, endOnFailure: true },
      );
      assert.ok(failed);
    }
  });
});
