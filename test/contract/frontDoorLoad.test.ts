import assert from 'node:assert/strict';
import type { FrontDoor } from '../../src/mcp/http.ts';
import { goodHeaders, listAccounts, openMany, post, rpc, useDoors } from './frontDoors.ts';
import { openSocket, readToEnd, type RawAnswer } from './rawHttp.ts';

const kib = 1_024;

describe('The front door', () => {
  const doors = useDoors();

  describe('under a run of wrong tokens', () => {
    const guess = (door: FrontDoor): Promise<RawAnswer> =>
      post(door, { headers: goodHeaders(door, { authorization: 'Bearer wrong' }), body: 'never read' });

    it('pauses for wrong ones alone, says so once, and goes on after ten seconds', async () => {
      let now = 1_000_000;
      const attacks: string[] = [];
      const door = await doors.open([], { onAttack: (what) => attacks.push(what), hooks: { now: () => now } });
      const statuses: number[] = [];
      for (let i = 0; i < 30; i += 1) statuses.push((await guess(door)).status);
      assert.deepEqual(statuses, [...Array(19).fill(401), ...Array(11).fill(429)]);
      assert.equal(attacks.length, 1);
      assert.equal((await post(door, { body: listAccounts })).status, 200);
      now += 10_000;
      assert.equal((await guess(door)).status, 401);
    });

    it('does not pause for twenty that came slowly', async () => {
      let now = 1_000_000;
      const door = await doors.open([], { hooks: { now: () => (now += 1_000) } });
      for (let i = 0; i < 25; i += 1) assert.equal((await guess(door)).status, 401);
    });

    it('does not pause without that defence', async () => {
      const door = await doors.open(['pause']);
      for (let i = 0; i < 25; i += 1) assert.equal((await guess(door)).status, 401);
    });
  });

  describe('reads of a body', () => {
    const padded = (bytes: number): string => {
      const empty = rpc('tools/call', { name: 'list_accounts', arguments: {}, _meta: { pad: '' } });
      return empty.replace('"pad":""', `"pad":"${'x'.repeat(bytes - empty.length)}"`);
    };

    it('256 KiB and no more', async () => {
      const door = await doors.open();
      assert.equal((await post(door, { body: padded(256 * kib) })).status, 200);
      for (const bytes of [256 * kib + 1, 5_000 * kib]) assert.equal((await post(door, { body: padded(bytes) })).status, 413);
      assert.equal(doors.entered, 1);
      const without = await doors.open(['bodyCap']);
      assert.equal((await post(without, { body: padded(256 * kib + 1) })).status, 200);
    });

    it('the same when its length is not told in advance', async () => {
      const door = await doors.open();
      const headers = goodHeaders(door, { 'transfer-encoding': 'chunked' });
      assert.equal((await post(door, { headers, body: padded(256 * kib) })).status, 200);
      assert.equal((await post(door, { headers, body: padded(300 * kib) })).status, 413);
    });

    it('one message, not an array of them', async () => {
      const door = await doors.open();
      const array = `[${listAccounts},${listAccounts}]`;
      const answer = await post(door, { body: array });
      assert.equal(answer.status, 400);
      assert.match(answer.text, /one by one/);
      assert.equal(doors.entered, 0);
      const without = await doors.open(['array']);
      assert.equal((await post(without, { body: array })).status, 200);
    });

    it('JSON nested at most 32 deep', async () => {
      // The message, its params and their arguments are three levels.
      const nested = (depth: number): string =>
        rpc('tools/call', { name: 'list_accounts', arguments: { deep: '#' } }).replace(
          '"#"',
          '['.repeat(depth - 3) + ']'.repeat(depth - 3),
        );
      const door = await doors.open();
      assert.equal((await post(door, { body: nested(32) })).status, 200);
      for (const depth of [33, 100_000]) {
        const answer = await post(door, { body: nested(depth) });
        assert.equal(answer.status, 400);
        assert.match(answer.text, /32 deep/);
      }
      assert.equal(doors.entered, 1);
      const without = await doors.open(['depth']);
      assert.equal((await post(without, { body: nested(33) })).status, 200);
    });

    it('nothing that is no JSON-RPC message', async () => {
      const door = await doors.open();
      for (const body of [
        '',
        '{',
        'null',
        '1',
        '"text"',
        '{}',
        '{"jsonrpc":"1.0","id":1,"method":"tools/list"}',
        Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
      ]) {
        const { status, messages } = await post(door, { body });
        assert.equal(status, 400);
        assert.ok([-32_700, -32_600].includes(messages[0]?.error?.code ?? 0));
      }
      assert.equal(doors.entered, 0);
    });

    it('a malformed call with one clear error', async () => {
      const door = await doors.open();
      for (const params of [
        undefined,
        {},
        { name: 1 },
        { name: 'list_accounts', arguments: 'all' },
        { name: 'list_accounts', arguments: ['all'] },
      ]) {
        const { status, messages } = await post(door, { body: rpc('tools/call', params) });
        assert.equal(status, 200);
        assert.deepEqual(messages, [{ jsonrpc: '2.0', id: 1, error: { code: -32_602, message: messages[0]?.error?.message } }]);
        assert.match(messages[0]?.error?.message ?? '', /Correct that and call again\.$/);
      }
      assert.equal(doors.entered, 0);
    });
  });

  describe('under slow and many connections', () => {
    it('hangs up on a sender that does not finish its headers', async () => {
      const [door, patient] = [
        await doors.open([], { hooks: { headersTimeoutMs: 100 } }),
        await doors.open([], { hooks: { headersTimeoutMs: 60_000, requestTimeoutMs: 60_000 } }),
      ];
      const [slow, waiting, silent] = [await openSocket(door.port), await openSocket(patient.port), await openSocket(door.port)];
      for (const socket of [slow, waiting]) socket.write('POST /mcp HTTP/1.1\r\nHost: 127');
      assert.match(await readToEnd(slow), /^HTTP\/1\.1 408 |^$/);
      await readToEnd(silent);
      assert.equal(waiting.readyState, 'open');
      waiting.destroy();
    });

    it('hangs up on a sender that does not finish its body', async () => {
      const door = await doors.open([], { hooks: { headersTimeoutMs: 100, requestTimeoutMs: 200 } });
      const socket = await openSocket(door.port);
      const head = Object.entries({ ...goodHeaders(door), 'content-length': '100' });
      socket.write(`POST /mcp HTTP/1.1\r\n${head.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n{"half`);
      await readToEnd(socket);
      assert.equal(doors.entered, 0);
    });

    it('answers a real client at once though 200 silent ones came first', async () => {
      const door = await doors.open();
      const sockets = await openMany(door, 200);
      const started = performance.now();
      assert.equal((await post(door, { body: listAccounts })).status, 200);
      assert.ok(performance.now() - started < 500);
      const alive = sockets.filter((socket) => !socket.destroyed);
      assert.ok(alive.length <= 64, `${alive.length} connections`);
      for (const socket of sockets) socket.destroy();
    });

    it('keeps every connection without that defence', async () => {
      const door = await doors.open(['connections']);
      const sockets = await openMany(door, 100);
      assert.equal((await post(door, { body: listAccounts })).status, 200);
      assert.equal(sockets.filter((socket) => !socket.destroyed).length, 100);
      for (const socket of sockets) socket.destroy();
    });
  });
});
