import assert from 'node:assert/strict';
import { createServer, request, type Server } from 'node:http';
import { createServicePool } from '../../src/aws/servicePool.ts';
import type { Account } from '../../src/core/account.ts';
import type { AuditRecord } from '../../src/core/audit.ts';
import { person } from '../../src/core/caller.ts';
import { createCustody, type Custody } from '../../src/custody.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';

const account: Account = { kind: 'sandbox', name: 'main', regions: ['eu-west-1'], access: 'destroy', host: 'here' };

describe('AWS’s request ids in the audit log', () => {
  let sandbox: Sandbox;
  let between: Server;
  let custody: Custody;
  let answered: string[];
  const records: AuditRecord[] = [];

  before(async () => {
    sandbox = await startSandbox();
    // Passes everything on as it is, and sees what the service calls each request.
    between = createServer((incoming, response) => {
      const { method, headers } = incoming;
      const outgoing = request(sandbox.endpoint, { method, headers }, (answer) => {
        answered.push(String(answer.headers['x-amzn-requestid']));
        response.writeHead(answer.statusCode ?? 0, answer.headers);
        answer.pipe(response);
      });
      incoming.pipe(outgoing);
    });
    await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve));
    const address = between.address();
    const endpoint = typeof address === 'object' && address ? `http://127.0.0.1:${address.port}` : assert.fail();
    const pool = createServicePool({
      files: { config: '', credentials: '' },
      endpoint: undefined,
      sandbox: async () => ({ ...sandbox, endpoint }),
    });
    custody = createCustody({
      accounts: async () => [account],
      service: (of, region, caller) => pool.service(of, region, caller),
      present: async (card) => ({ kind: 'accepted', id: card.id }),
      append: async (lines) => {
        for (const line of lines.trimEnd().split('\n')) records.push(JSON.parse(line));
      },
      showSecret: () => false,
      settings: () => ({ maximumAccess: 'destroy', allowForceDelete: false }),
      assertTrusted: () => undefined,
    });
  });
  after(async () => {
    between.close();
    between.closeAllConnections();
    await sandbox.close();
  });
  beforeEach(() => {
    answered = [];
    records.length = 0;
  });

  async function outcomeOf(name: string, input: object): Promise<AuditRecord> {
    const operation = custody.registry.find((each) => each.name === name) ?? assert.fail(name);
    await custody.execute(operation, { input, caller: person });
    await custody.flush();
    return records.find(({ phase }) => phase === 'outcome') ?? assert.fail('There is no outcome.');
  }

  it('stand in the outcome of a change, those of its reads included, and not before it', async () => {
    const outcome = await outcomeOf('create_secret', { name: 'new/db', value: 'generate' });
    assert.equal(outcome.result, 'ok');
    assert.ok(answered.length >= 2, 'who we are, and the change');
    assert.deepEqual(outcome.requestIds, answered.slice(-5));
    assert.ok(records.every(({ phase, requestIds }) => phase === 'outcome' || requestIds === undefined));
  });

  it('stand in the outcome of what AWS refused', async () => {
    const outcome = await outcomeOf('describe_secret', { secret_id: 'nothing/here' });
    assert.equal(outcome.result, 'secret_not_found');
    assert.ok(answered.length > 0);
    assert.deepEqual(outcome.requestIds, answered);
  });

  it('are none where nothing was sent', async () => {
    const outcome = await outcomeOf('list_accounts', {});
    assert.deepEqual([answered, outcome.requestIds], [[], undefined]);
  });

  it('are each call’s own when calls run side by side', async () => {
    const operation = custody.operations.describeSecret;
    await Promise.all(
      Array.from({ length: 10 }, (_, index) => custody.execute(operation, { input: { secret_id: `no/${index}` }, caller: person })),
    );
    await custody.flush();
    const ids = records.flatMap(({ requestIds = [] }) => requestIds);
    assert.deepEqual([...ids].sort(), [...answered].sort());
    assert.ok(records.filter(({ phase }) => phase === 'outcome').every(({ requestIds }) => requestIds?.length === 1));
  });
});
