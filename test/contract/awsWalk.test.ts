import assert from 'node:assert/strict';
import { createServicePool } from '../../src/aws/servicePool.ts';
import type { Account } from '../../src/core/account.ts';
import { person } from '../../src/core/caller.ts';
import { operations as registry } from '../../src/core/operations/index.ts';
import { createCustody } from '../../src/custody.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import { acceptOwn, walk } from '../aws/walk.ts';

describe('the walk over a real account, on the sandbox', () => {
  const prefix = 'custody-test/here';
  let sandbox: Sandbox;
  const lines: string[] = [];

  async function walkWith(rotationFunction: string | undefined, mayTouch = prefix): Promise<number> {
    const [region = '', replicaRegion = ''] = sandbox.regions;
    const account: Account = { kind: 'sandbox', name: 'tests', regions: [region, replicaRegion], access: 'off', host: 'here' };
    const pool = createServicePool({ files: { config: '', credentials: '' }, endpoint: undefined, sandbox: async () => sandbox });
    const custody = createCustody({
      accounts: async () => [account],
      service: (of, at, caller) => pool.service(of, at, caller),
      present: acceptOwn(mayTouch),
      append: async () => undefined,
      showSecret: () => false,
      settings: () => ({ maximumAccess: 'off', allowForceDelete: false }),
      assertTrusted: () => undefined,
    });
    lines.length = 0;
    return walk({ custody, account: 'tests', region, replicaRegion, rotationFunction, prefix, tell: (line) => lines.push(line) });
  }

  beforeEach(async () => {
    sandbox = await startSandbox({ seed: true });
  });
  afterEach(() => sandbox.close());

  it('makes every call of the service once and succeeds', async () => {
    assert.equal(await walkWith('arn:aws:lambda:eu-west-1:111122223333:function:rotate'), 0, lines.join('\n'));
    const asked = new Set(sandbox.requests().map(({ operation }) => operation));
    for (const { api, name } of registry) if (api !== undefined) assert.ok(asked.has(api), name);
  });

  it('leaves nothing behind, and touches no secret but its own', async () => {
    const [region = ''] = sandbox.regions;
    const names = async (): Promise<readonly string[]> => {
      const pool = createServicePool({ files: { config: '', credentials: '' }, endpoint: undefined, sandbox: async () => sandbox });
      const account: Account = { kind: 'sandbox', name: 'tests', regions: [region], access: 'off', host: 'here' };
      const service = await pool.service(account, region, person);
      const page = await service.listSecrets({ includePlannedDeletion: true, maxResults: 100 }, new AbortController().signal);
      return page.secrets.map(({ name, lastChangedDate, deletedDate }) => [name, lastChangedDate, deletedDate].join(' '));
    };
    const before = await names();
    assert.equal(await walkWith(undefined), 0, lines.join('\n'));
    assert.deepEqual(await names(), before);
  });

  it('counts the calls that fail, as those do whose card is answered with no', async () => {
    assert.ok((await walkWith(undefined, 'custody-test/elsewhere')) > 0);
    assert.ok(lines.some((line) => line.startsWith('FAILED delete_secret: ')));
  });
});
