import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { operations } from '../../src/core/operations/index.ts';
import { defaultToolsets } from '../../src/core/toolsets.ts';
import { openFrontDoor, type FrontDoor } from '../../src/mcp/http.ts';
import { isTool, toolsOf } from '../../src/mcp/tools.ts';
import { poll } from '../harness/poll.ts';
import { matchSnapshot } from './matchSnapshot.ts';
import { clients, type TestClient } from './mcpClients.ts';
import { canary, memoryCustody, type MemoryCustody } from './memoryCustody.ts';

const tools = toolsOf(operations);
const offered = operations.filter(isTool);

/** One call of each tool that succeeds, in an order that leaves every secret where the next one needs it. */
const goodCalls: readonly (readonly [name: string, input: Record<string, unknown>, says: RegExp])[] = [
  ['list_accounts', {}, /^memory\|sandbox\|eu-west-1 us-east-1\|access: destroy$/],
  ['check_account', {}, /signs in to AWS account 111122223333/],
  ['list_secrets', { max_results: 10 }, /prod\/db/],
  ['describe_secret', { secret_id: 'prod/db' }, /^name: prod\/db$/m],
  ['list_secret_version_ids', { secret_id: 'prod/db' }, /^1 versions.*\n[0-9a-f-]{36}\|AWSCURRENT\|/],
  ['get_secret_value', { secret_id: 'prod/db' }, /resolve:secretsmanager/],
  ['batch_get_secret_value', { secret_ids: ['prod/db', 'old/key', 'gone'] }, /^2 read, 1 failed\n.*password, 18 bytes/s],
  [
    'compare_secrets',
    { secret_id: 'prod/db', other: 'old/key' },
    /^1 only in the first \(password\); 1 only in the second \(the whole value\)\./,
  ],
  ['create_secret', { name: 'new/one', value: 'generate' }, /^Created new\/one/],
  ['put_secret_value', { secret_id: 'prod/db', value: 'generate', key: 'password' }, /^Changed prod\/db, version/],
  ['update_secret', { secret_id: 'prod/db', description: 'orders' }, /^Changed\./],
  ['tag_resource', { secret_id: 'prod/db', tags: { team: 'orders' } }, /^Tagged\./],
  ['untag_resource', { secret_id: 'prod/db', tag_keys: ['team'] }, /^Removed\./],
  ['delete_secret', { secret_id: 'old/key' }, /^Scheduled for deletion/],
  ['restore_secret', { secret_id: 'old/key' }, /^Restored\./],
  ['list_profiles', {}, /^No account open to agents uses a profile\.$/],
  ['credential_status', {}, /^memory: sandbox, not signed in$/],
  ['revoke_credentials', {}, /^The sign-in of memory is dropped\. The next call signs in anew\.$/],
  ['get_resource_policy', { secret_id: 'prod/db' }, /has no resource policy\.$/],
  ['validate_resource_policy', { policy: '{"Statement":[]}' }, /^Passed\.$/],
  ['put_resource_policy', { secret_id: 'prod/db', policy: '{"Statement":[]}' }, /^Stored\./],
  ['delete_resource_policy', { secret_id: 'prod/db' }, /^Deleted\./],
  [
    'rotate_secret',
    { secret_id: 'prod/db', rotation_lambda_arn: 'arn:aws:lambda:eu-west-1:111122223333:function:rotate' },
    /^Rotation of prod\/db has started\. Version [0-9a-f-]{36}/,
  ],
  ['cancel_rotate_secret', { secret_id: 'prod/db' }, /^Rotation of prod\/db is off\./],
  [
    'update_secret_version_stage',
    { secret_id: 'prod/db', version_stage: 'CANARY', move_to_version_id: '00000000-0000-4000-8000-000000000000' },
    /^CANARY of prod\/db is on version 00000000-0000-4000-8000-000000000000 and on no other, read back\./,
  ],
  ['replicate_secret_to_regions', { secret_id: 'prod/db', regions: ['us-east-1'] }, /^Replicating prod\/db.*\nus-east-1 InSync$/],
  ['remove_regions_from_replication', { secret_id: 'prod/db', regions: ['us-east-1'] }, /^Deleted the replicas in us-east-1\./],
  ['stop_replication_to_replica', { secret_id: 'near/db', region: 'us-east-1' }, /^Promoted/],
  ['write_env_file', { secret_id: 'prod/db', path: '.env' }, /^Wrote PASSWORD to \.env\.$/],
  [
    'run_with_secrets',
    { command: ['psql'], env: { PGPASSWORD: '{{resolve:secretsmanager:prod/db:SecretString:password}}' } },
    /^Exit code 0\.\n.*\n\| done$/,
  ],
];

describe('The tools as MCP lists them', () => {
  for (const tool of tools) {
    it(`${tool.name} matches its snapshot`, () => matchSnapshot(tool.name, tool));

    it(`${tool.name} takes no argument it does not list`, () => {
      assert.equal(tool.inputSchema.type, 'object');
      assert.equal(tool.inputSchema['additionalProperties'], false);
    });
  }

  it('leave out what is for people only', () => {
    const left = operations.filter((operation) => !isTool(operation)).map(({ name }) => name);
    assert.deepEqual(left, ['get_random_password', 'refresh_credentials', 'open_terminal_with_secrets']);
    assert.deepEqual(
      tools.filter(({ name }) => left.includes(name)),
      [],
    );
  });

  it('have one snapshot each and no more', () => {
    const stored = readdirSync(new URL('./snapshots/', import.meta.url)).map((file) => file.replace('.json', ''));
    assert.deepEqual(stored.toSorted(), offered.map(({ name }) => name).toSorted());
  });

  for (const [which, most, some] of [
    ['of the default set', 1_200, toolsOf(operations, defaultToolsets)],
    ['of all sets', 2_850, tools],
  ] as const) {
    it(`${which} cost at most ${most} tokens together, 100 each on average and 160 at most`, () => {
      const costs = some.map(tokensOf);
      const total = costs.reduce((sum, cost) => sum + cost, 0);
      assert.ok(total <= most && total <= 100 * some.length && Math.max(...costs) <= 160, `${total} tokens: ${costs.join(' ')}`);
    });
  }

  it('are called read-only exactly when they change nothing, and destructive exactly when they are', () => {
    for (const { name, risk } of offered) {
      const { annotations } = tools.find((tool) => tool.name === name) ?? {};
      assert.equal(annotations?.readOnlyHint, risk === 'read' || risk === 'reveal', name);
      assert.equal(annotations?.destructiveHint, risk === 'destructive', name);
      assert.equal(annotations?.openWorldHint, false, name);
    }
  });

  it('show no pattern, length or format, which every agent would pay for', () => {
    assert.doesNotMatch(JSON.stringify(tools), /"(\$schema|pattern|minLength|maxLength|format|propertyNames)"/);
  });
});

for (const connect of clients) {
  describe(`The tools for a client of ${connect === clients[0] ? 'the 1.x SDK' : 'revision 2026-07-28'}`, () => {
    let custody: MemoryCustody;
    let door: FrontDoor;
    let client: TestClient;

    beforeEach(async () => {
      // So fast that no second delete has to wait for its turn.
      let time = Date.now();
      custody = memoryCustody(undefined, () => (time += 10_000));
      door = await openFrontDoor({ execute: custody.execute, operations });
      client = await connect(door);
    });

    afterEach(async () => {
      await client.close();
      await door.close();
    });

    it('are listed as they are', async () => {
      assert.deepEqual(await client.list(), tools);
      assert.match(client.instructions() ?? '', /never returned/);
    });

    it('can each be called', async () => {
      assert.deepEqual(
        goodCalls.map(([name]) => name),
        offered.map(({ name }) => name),
      );
      for (const [name, input, says] of goodCalls) {
        // Another each time, as one client may not ask a person more than a dozen times a minute.
        const own = await openFrontDoor({ execute: custody.execute, operations });
        const caller = await connect(own);
        const answer = await caller.call(name, input);
        await caller.close();
        await own.close();
        assert.equal(answer.isError, false, `${name}: ${answer.text}`);
        assert.match(answer.text, says);
        assert.ok(!answer.text.includes(canary), `${name} leaked`);
      }
      // An agent's changes wait for their turn, two a second, and one in ten seconds where something is destroyed.
    });

    it('refuse an argument they do not list, by its name', async () => {
      for (const { name } of offered) {
        const answer = await client.call(name, { ...goodCalls.find(([tool]) => tool === name)?.[1], sudo: true });
        assert.equal(answer.isError, true, name);
        assert.match(answer.text, /takes no argument sudo.*Leave out arguments that the tool does not list\./);
      }
    });

    it('say which argument is missing or wrong', async () => {
      const missing = await client.call('describe_secret', {});
      assert.match(missing.text, /secret_id: .*Correct the arguments and call again\./);
      const wrong = await client.call('list_secrets', { max_results: 'many' });
      assert.match(wrong.text, /max_results: /);
      assert.deepEqual(custody.secrets.calls, []);
    });

    it('answer an unknown name with a protocol error that says to list them again', async () => {
      await assert.rejects(client.call('drop_everything'), (thrown: Error & { code?: number }) => {
        assert.equal(thrown.code, -32_602);
        assert.match(thrown.message, /List the tools again/);
        return true;
      });
    });

    it('answer the name of what is for people only as any that is unknown, and run nothing', async () => {
      await assert.rejects(client.call('get_random_password', {}), /List the tools again/);
      assert.deepEqual(custody.secrets.calls, []);
    });

    it('of a set that is switched off are not listed, run nothing, and say where to switch them on', async () => {
      const policy = operations.map((operation) =>
        operation.name === 'describe_secret' ? { ...operation, toolset: 'policy' as const } : operation,
      );
      const some = await openFrontDoor({ execute: custody.execute, operations: policy, toolsets: defaultToolsets });
      const caller = await connect(some);
      assert.ok(!(await caller.list()).some(({ name }) => name === 'describe_secret'));
      const answer = await caller.call('describe_secret', { secret_id: 'prod/db' });
      assert.equal(answer.isError, true);
      assert.match(answer.text, /add "policy" to the setting "custody\.agents\.toolsets"/);
      assert.deepEqual(custody.secrets.calls, []);
      assert.equal(some.inFlight(), 0);
      await caller.close();
      await some.close();
    });

    it('pass a failure on as text that says what to do next', async () => {
      const answer = await client.call('describe_secret', { secret_id: 'nowhere' });
      assert.equal(answer.isError, true);
      assert.match(answer.text, /There is no secret nowhere in account memory.*Check the name with list_secrets/);
    });

    it('tell what they wait for while a person is asked, to a client that wants to know', async () => {
      const heard: string[] = [];
      await client.call('delete_secret', { secret_id: 'prod/db' }, { onProgress: (message) => heard.push(message) });
      assert.deepEqual(heard, [
        "Waiting for the person's answer in the editor: Delete prod/db.",
        'Answered in the editor: Delete prod/db.',
      ]);
    });

    it('know the client by the name it gives itself', async () => {
      await client.call('list_accounts');
      assert.match(await custody.takeLog(), /agent [0-9a-f]{16} \((old|modern) client\)/);
    });

    const ways: Readonly<
      Record<string, (caller: TestClient, start: (options: { signal?: AbortSignal; timeoutMs?: number }) => void) => () => void>
    > = {
      cancels: (_caller, start) => {
        const cancel = new AbortController();
        start({ signal: cancel.signal });
        return () => cancel.abort();
      },
      'times out': (_caller, start) => {
        start({ timeoutMs: 1_000 });
        return () => undefined;
      },
      disconnects: (caller, start) => {
        start({});
        return () => void caller.close();
      },
    };
    for (const [way, begin] of Object.entries(ways)) {
      it(`delete nothing when the client ${way} while the card is open, which closes; a late yes does nothing`, async () => {
        const shown = Promise.withResolvers<AbortSignal>();
        const late = Promise.withResolvers<{ kind: 'accepted'; id: string }>();
        const asking = memoryCustody((card, signal) => {
          shown.resolve(signal);
          signal.addEventListener('abort', () => late.resolve({ kind: 'accepted', id: card.id }), { once: true });
          return late.promise;
        });
        const other = await openFrontDoor({ execute: asking.execute, operations });
        const caller = await connect(other);
        let failed: Promise<void> | undefined;
        const end = begin(caller, (options) => {
          failed = assert.rejects(caller.call('delete_secret', { secret_id: 'prod/db' }, options));
        });
        await shown.promise;
        end();
        await Promise.all([failed, late.promise]);
        await poll(() => other.inFlight() === 0, { what: 'the call ended' });
        assert.ok(!asking.secrets.calls.includes('deleteSecret'));
        const next = await connect(other);
        assert.equal((await next.call('list_accounts')).isError, false);
        await Promise.all([caller.close(), next.close()]);
        await other.close();
      });
    }
  });
}

/** What a tool's definition costs an agent, at four bytes a token. */
function tokensOf({ name, description, inputSchema }: (typeof tools)[number]): number {
  return Math.ceil(Buffer.byteLength(JSON.stringify({ name, description, inputSchema })) / 4);
}
