import assert from 'node:assert/strict';
import { isRecognizable } from '../../src/core/caller.ts';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Call, Execute } from '../../src/core/execute.ts';
import { operations } from '../../src/core/operations/index.ts';
import { toolsOf } from '../../src/mcp/tools.ts';
import { SecretText } from '../../src/core/secretText.ts';
import type { FrontDoor } from '../../src/mcp/http.ts';
import {
  goodHeaders,
  hello,
  listAccounts,
  modern,
  modernHeaders,
  note,
  openMany,
  post,
  rpc,
  slowExecute,
  tokenOf,
  useDoors,
  type Defence,
} from './frontDoors.ts';
import { memoryCustody } from './memoryCustody.ts';
import type { RawAnswer } from './rawHttp.ts';

describe('The front door', () => {
  const doors = useDoors();

  describe('writes its answers', () => {
    it('in one piece with their length when they are no stream', async () => {
      const door = await doors.open();
      const headers = goodHeaders(door, { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/list' });
      const answer = await post(door, { headers, body: modern('tools/list', {}) });
      assert.equal(answer.messages[0]?.result?.tools?.length, toolsOf(operations).length);
      assert.equal(answer.headers['transfer-encoding'], undefined);
      assert.equal(answer.headers['content-length'], String(Buffer.byteLength(answer.text)));
    });

    it('with their headers first while a call still runs', async () => {
      const slow = slowExecute();
      const door = await doors.open([], { execute: slow.execute });
      const outgoing = request(door.url, { method: 'POST', headers: goodHeaders(door) }).end(listAccounts);
      const [incoming]: IncomingMessage[] = await once(outgoing, 'response');
      assert.ok(incoming);
      assert.equal(incoming.headers['content-type'], 'text/event-stream');
      assert.deepEqual(slow.running(), ['unnamed client']);
      slow.finish();
      assert.match(await text(incoming), /access: destroy/);
    });

    it('without quoting a header that does not match the body', async () => {
      const call = modern('tools/call', { name: 'list_accounts', arguments: {} });
      const refusedBy = (door: FrontDoor, headers: Readonly<Record<string, string>>): Promise<RawAnswer> =>
        post(door, { headers: goodHeaders(door, { ...modernHeaders('tools/call', 'list_accounts'), ...headers }), body: call });
      const [door, open] = [await doors.open(), await doors.open(['quote'])];
      for (const header of ['mcp-name', 'mcp-method']) {
        const refused = await refusedBy(door, { [header]: 'quote-me' });
        assert.equal(refused.status, 400);
        assert.equal(refused.messages[0]?.error?.code, -32_020);
        assert.equal(refused.messages[0]?.id, 1);
        assert.equal(refused.text.includes('quote-me'), false, refused.text);
        // Without that defence the SDK quotes it.
        assert.match((await refusedBy(open, { [header]: 'quote-me' })).text, /quote-me/);
      }
    });
  });

  describe('with calls that take their time', () => {
    it('runs 30 at once and tells the 31st to wait, in a result that keeps the connection', async () => {
      const slow = slowExecute();
      const door = await doors.open([], { execute: slow.execute });
      const calls = Array.from({ length: 30 }, (_, id) =>
        post(door, { body: rpc('tools/call', { name: 'list_accounts', arguments: {} }, id) }),
      );
      await slow.untilRunning(30);
      assert.equal(door.inFlight(), 30);
      const refused = await post(door, { body: listAccounts });
      assert.equal(refused.status, 200);
      assert.equal(refused.messages[0]?.result?.isError, true);
      assert.match(refused.text, /30 calls are running already\. Wait/);
      assert.equal((await post(door, { body: rpc('tools/list') })).messages[0]?.result?.tools?.length, toolsOf(operations).length);
      slow.finish();
      for (const answer of await Promise.all(calls)) assert.equal(answer.messages[0]?.result?.isError, undefined);
      assert.equal(door.inFlight(), 0);
    });

    it('keeps a running call through a flood of silent connections', async () => {
      const slow = slowExecute();
      const door = await doors.open([], { execute: slow.execute });
      const call = post(door, { body: listAccounts });
      await slow.untilRunning(1);
      const sockets = await openMany(door, 200);
      await post(door, { body: rpc('tools/list') });
      assert.deepEqual(slow.running(), ['unnamed client']);
      slow.finish();
      assert.equal((await call).status, 200);
      for (const socket of sockets) socket.destroy();
    });

    it('runs more without that defence', async () => {
      const slow = slowExecute();
      const door = await doors.open(['calls'], { execute: slow.execute });
      const calls = Array.from({ length: 31 }, (_, id) =>
        post(door, { body: rpc('tools/call', { name: 'list_accounts', arguments: {} }, id) }),
      );
      await slow.untilRunning(31);
      slow.finish();
      await Promise.all(calls);
    });

    /** Two clients, each with a running call of id 1; the second one cancels. */
    async function cancelSecond(off: readonly Defence[]): Promise<{ slow: ReturnType<typeof slowExecute>; calls: Promise<RawAnswer>[] }> {
      const slow = slowExecute();
      const door = await doors.open(off, { execute: slow.execute });
      const [first, second] = [await hello(door, 'first'), await hello(door, 'second')];
      assert.notEqual(first, second);
      const calls: Promise<RawAnswer>[] = [];
      for (const [index, session] of [second, first].entries()) {
        calls.unshift(post(door, { headers: goodHeaders(door, { 'mcp-session-id': session }), body: listAccounts }));
        await slow.untilRunning(index + 1);
      }
      for (const session of [undefined, 'made up', second]) {
        const headers = goodHeaders(door, session === undefined ? {} : { 'mcp-session-id': session });
        assert.equal(
          (await post(door, { headers, body: note('notifications/cancelled', { requestId: 1, reason: 'no longer wanted' }) })).status,
          202,
        );
      }
      return { slow, calls };
    }

    it('cancels the call of the client that said so, though another runs one of the same id', async () => {
      const { slow, calls } = await cancelSecond([]);
      assert.deepEqual(slow.running(), ['second aborted', 'first']);
      const cancelled = await calls[1];
      assert.equal(cancelled?.status, 200);
      slow.finish();
      assert.equal((await calls[0])?.messages[0]?.result?.isError, undefined);
    });

    it('cancels the wrong one when sessions are not told apart', async () => {
      const { slow, calls } = await cancelSecond(['session']);
      assert.ok(slow.running().at(-1)?.endsWith('aborted'));
      slow.finish();
      await Promise.all(calls);
    });

    for (const [era, body, headers] of [
      ['2025-11-25', listAccounts, {}],
      ['2026-07-28', modern('tools/call', { name: 'list_accounts', arguments: {} }), modernHeaders('tools/call', 'list_accounts')],
    ] as const) {
      it(`ends the call of a client that hangs up (${era})`, async () => {
        const slow = slowExecute();
        const door = await doors.open([], { execute: slow.execute });
        const hangUp = new AbortController();
        const call = assert.rejects(post(door, { headers: goodHeaders(door, headers), body, signal: hangUp.signal }));
        const [running] = await slow.untilRunning(1);
        assert.ok(running?.signal);
        assert.equal(running.signal.aborted, false);
        hangUp.abort();
        await once(running.signal, 'abort');
        await call;
      });

      it(`takes a normal end for no cancel (${era})`, async () => {
        const slow = slowExecute();
        const door = await doors.open([], { execute: slow.execute });
        const call = post(door, { headers: goodHeaders(door, headers), body });
        const [running] = await slow.untilRunning(1);
        slow.finish();
        assert.equal((await call).status, 200);
        // The next exchange over the same door comes after the first one's connection was seen to close.
        await post(door, { body: rpc('tools/list') });
        assert.equal(running?.signal?.aborted, false);
        assert.equal(door.inFlight(), 0);
      });
    }
  });

  describe('knows a client', () => {
    async function callers(use: (door: FrontDoor) => Promise<void>): Promise<readonly Call['caller'][]> {
      const slow = slowExecute();
      slow.finish();
      await use(await doors.open([], { execute: slow.execute }));
      return slow.calls.map(({ caller }) => caller);
    }
    const call = (door: FrontDoor, headers: Record<string, string> = {}, body = listAccounts): Promise<RawAnswer> =>
      post(door, { headers: goodHeaders(door, headers), body });

    it('by its token and session, and by a name that is only a claim', async () => {
      const seen = await callers(async (door) => {
        const [one, two] = [await hello(door, 'one'), await hello(door, 'two')];
        for (const session of [one, two, one]) await call(door, { 'mcp-session-id': session });
      });
      assert.deepEqual(
        seen.map((caller) => caller.kind === 'agent' && caller.claimedName),
        ['one', 'two', 'one'],
      );
      const ids = seen.map((caller) => (caller.kind === 'agent' ? caller.client : ''));
      assert.equal(ids[0], ids[2]);
      assert.notEqual(ids[0], ids[1]);
      for (const id of ids) assert.match(id, /^[0-9a-f]{16}$/);
    });

    it('as one and the same without a session, whatever session it makes up', async () => {
      const seen = await callers(async (door) => {
        await call(door);
        await call(door, { 'mcp-session-id': 'made up' });
      });
      assert.deepEqual(seen[0], seen[1]);
      assert.equal(seen[0]?.kind === 'agent' && seen[0].claimedName, 'unnamed client');
    });

    it('again in its session alone: whoever has none, made one up or sends its name along could be another', async () => {
      const seen = await callers(async (door) => {
        await call(door, { 'mcp-session-id': await hello(door, 'one') });
        await call(door);
        await call(door, { 'mcp-session-id': 'made up' });
        await call(door, modernHeaders('tools/call', 'list_accounts'), modern('tools/call', { name: 'list_accounts', arguments: {} }));
      });
      assert.deepEqual(seen.map(isRecognizable), [true, false, false, false]);
    });

    it('by the name in the request itself on 2026-07-28', async () => {
      const seen = await callers(async (door) => {
        await call(door, modernHeaders('tools/call', 'list_accounts'), modern('tools/call', { name: 'list_accounts', arguments: {} }));
      });
      assert.equal(seen[0]?.kind === 'agent' && seen[0].claimedName, 'raw');
    });

    it('by a name that it keeps whole or not at all: one that is long or could hide or turn text is not', async () => {
      const seen = await callers(async (door) => {
        for (const name of ['a\u202eb\u0000\u001b[2J\u200bc\nd', 'x'.repeat(65), 'x'.repeat(64), ' ', '\u202e\u200b', 'Ærø 日本 🙂'])
          await call(door, { 'mcp-session-id': await hello(door, name) });
      });
      assert.deepEqual(
        seen.map((caller) => caller.kind === 'agent' && caller.claimedName),
        [
          'a client with an unreadable name',
          'a client with an overlong name',
          'x'.repeat(64),
          'unnamed client',
          'a client with an unreadable name',
          'Ærø 日本 🙂',
        ],
      );
    });

    describe('by a value that it takes for its name', () => {
      const long = `${'Long0Value'.repeat(9)}!end`;
      const twoLines = 'Upper!Half-1\nLower!Half-2';

      /** The audit log of a door that has met two values, after a call by a client of this name. */
      async function loggedOf(name: string): Promise<string> {
        const { execute, takeLog, secrets } = memoryCustody();
        for (const [secret, value] of Object.entries({ 'a/long': long, 'a/lines': twoLines })) {
          const stored = { name: secret, value: SecretText.of(value), clientRequestToken: randomUUID(), tags: {} };
          await secrets.createSecret(stored, new AbortController().signal);
        }
        const door = await doors.open([], { execute });
        for (const secret of ['a/long', 'a/lines'])
          await call(door, {}, rpc('tools/call', { name: 'get_secret_value', arguments: { secret_id: secret } }));
        await takeLog();
        await call(door, { 'mcp-session-id': await hello(door, name) });
        return takeLog();
      }

      it('leaves nothing of it in the log, however long it is and whatever is in it', async () => {
        for (const name of [long, `${long} and more`, twoLines]) {
          const logged = await loggedOf(name);
          assert.match(logged, /agent \w{16} \(/);
          for (const part of ['Long0Value', 'Upper!Half', 'Lower!Half']) assert.equal(logged.includes(part), false, logged);
        }
      });

      it('would be seen to leave its first part, as a client does that cuts it by itself', async () => {
        assert.ok((await loggedOf(long.slice(0, 64))).includes('Long0Value'));
        assert.ok((await loggedOf(twoLines.replace('\n', ''))).includes('Upper!Half'));
      });
    });

    it('by a session that only the answer to initialize names', async () => {
      const door = await doors.open();
      assert.equal((await post(door, { body: rpc('tools/list') })).headers['mcp-session-id'], undefined);
      assert.match(await hello(door, 'one'), /^[0-9a-f-]{36}$/);
    });
  });

  describe('that moves', () => {
    it('goes on serving at the old port until its grace is over', async () => {
      const [old, next] = [await doors.open(), await doors.open()];
      const closed = old.close(60_000);
      assert.equal((await post(old, { body: listAccounts })).status, 200);
      assert.equal((await post(next, { body: listAccounts })).status, 200);
      assert.equal(
        (await post(next, { headers: goodHeaders(next, { authorization: `Bearer ${tokenOf(old)}` }), body: listAccounts })).status,
        401,
      );
      await old.close();
      await closed;
      await assert.rejects(post(old, { body: listAccounts }), { code: 'ECONNREFUSED' });
      assert.equal((await post(next, { body: listAccounts })).status, 200);
    });

    it('closes by itself when the grace is over, ending what still runs', async () => {
      const slow = slowExecute();
      const door = await doors.open([], { execute: slow.execute });
      const call = post(door, { body: listAccounts }).catch(() => undefined);
      const [running] = await slow.untilRunning(1);
      await door.close(20);
      assert.equal(running?.signal?.aborted, true);
      await assert.rejects(post(door, { body: listAccounts }), { code: 'ECONNREFUSED' });
      await call;
    });
  });

  it('never passes on what was thrown inside', async () => {
    const execute: Execute = async () => {
      throw new Error('hunter2 is the value');
    };
    const door = await doors.open([], { execute });
    const answer = await post(door, { body: listAccounts });
    assert.equal(answer.messages[0]?.result?.isError, true);
    assert.doesNotMatch(answer.text, /hunter2/);
  });
});
