import assert from 'node:assert/strict';
import type { FrontDoor } from '../../src/mcp/http.ts';
import { goodHeaders, listAccounts, post, tokenOf, useDoors, type Defence } from './frontDoors.ts';
import { openSocket, readToEnd, type RawRequest } from './rawHttp.ts';

describe('The front door', () => {
  const doors = useDoors();

  describe('refuses before it reads a body', () => {
    const cases: readonly { defence: Defence; status: number; what: string; change: (door: FrontDoor) => Partial<RawRequest> }[] = [
      ...[
        'localhost:PORT',
        '127.0.0.1',
        '127.0.0.1:1',
        '127.0.0.1.:PORT',
        '[::1]:PORT',
        'rebind.example:PORT',
        '127.0.0.1:PORT.example',
        '0.0.0.0:PORT',
        '127.1:PORT',
        '2130706433:PORT',
        '127.0.0.1:0PORT',
        'user@127.0.0.1:PORT',
        '',
      ].map((host) => ({
        defence: 'host' as const,
        status: 403,
        what: `the Host "${host}"`,
        change: (door: FrontDoor) => ({ headers: goodHeaders(door, { host: host.replace('PORT', String(door.port)) }) }),
      })),
      ...[
        'null',
        '',
        'http://localhost:PORT',
        'https://127.0.0.1:PORT',
        'http://127.0.0.1',
        'http://127.0.0.1:3000',
        'http://127.0.0.1:PORT/',
        'HTTP://127.0.0.1:PORT',
        'vscode-webview://abc',
        'file://',
        'http://evil.example',
        'http://127.0.0.1:PORT.evil.example',
      ].map((origin) => ({
        defence: 'origin' as const,
        status: 403,
        what: `the Origin "${origin}"`,
        change: (door: FrontDoor) => ({ headers: goodHeaders(door, { origin: origin.replace('PORT', String(door.port)) }) }),
      })),
      ...[
        '/mcp/',
        '/mcp?x',
        '//mcp',
        '/MCP',
        '/mcp%2f',
        '/',
        '/%6dcp',
        '/mcp;x',
        '/.well-known/oauth-protected-resource',
        '/register',
        'http://127.0.0.1/mcp',
      ].map((path) => ({
        defence: 'path' as const,
        status: 404,
        what: `the path ${path}`,
        change: () => ({ path }),
      })),
      ...[
        '',
        'Bearer',
        'Bearer ',
        'bearer TOKEN',
        'BEARER TOKEN',
        'Basic TOKEN',
        'TOKEN',
        'Bearer  TOKEN',
        'Bearer TOKEN0',
        'Bearer TOKEN,TOKEN',
        `Bearer ${'0'.repeat(64)}`,
      ].map((given) => ({
        defence: 'token' as const,
        status: 401,
        what: `the authorization "${given}"`,
        change: (door: FrontDoor) => ({ headers: goodHeaders(door, { authorization: given.replaceAll('TOKEN', tokenOf(door)) }) }),
      })),
    ];

    for (const { defence, status, what, change } of cases) {
      it(`${what} with ${status}`, async () => {
        const door = await doors.open();
        const answer = await post(door, { body: listAccounts, ...change(door) });
        assert.equal(answer.status, status, answer.text);
        assert.equal(answer.messages[0]?.error?.code, -32_000);
        assert.equal(doors.entered, 0);
      });

      it(`${what}, and not without that defence`, async () => {
        const door = await doors.open([defence]);
        const answer = await post(door, { body: listAccounts, ...change(door) });
        assert.equal(answer.status, 200, answer.text);
        assert.equal(doors.entered, 1);
      });
    }

    for (const method of ['GET', 'DELETE', 'PUT', 'PATCH', 'OPTIONS', 'HEAD', 'TRACE']) {
      it(`the method ${method} with 405, and names the one it takes`, async () => {
        const door = await doors.open();
        const answer = await post(door, { method });
        assert.equal(answer.status, 405);
        assert.equal(answer.headers.allow, 'POST');
        assert.equal(answer.headers['access-control-allow-methods'], undefined);
        if (method !== 'HEAD') assert.match(answer.text, /-32000.*takes POST/);
      });
    }

    it('another method by its own check, without which the SDK would answer', async () => {
      const door = await doors.open(['method']);
      assert.doesNotMatch((await post(door, { method: 'GET' })).text, /takes POST/);
    });

    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      'application/jsonx',
      'application/json, text/plain',
      '',
    ]) {
      it(`the content type "${type}" with 415`, async () => {
        const door = await doors.open();
        const answer = await post(door, { headers: goodHeaders(door, { 'content-type': type }), body: listAccounts });
        assert.equal(answer.status, 415);
        assert.match(answer.text, /send application\/json\./);
        assert.equal(doors.entered, 0);
        const without = await doors.open(['contentType']);
        assert.doesNotMatch(
          (await post(without, { headers: goodHeaders(without, { 'content-type': type }), body: listAccounts })).text,
          /send application\/json\./,
        );
      });
    }

    it('a header that comes twice', async () => {
      const door = await doors.open();
      const host = `127.0.0.1:${door.port}`;
      const bearer = `Bearer ${tokenOf(door)}`;
      assert.equal((await post(door, { headers: { ...goodHeaders(door), host: [host, 'evil.example'] }, body: listAccounts })).status, 403);
      assert.equal(
        (await post(door, { headers: { ...goodHeaders(door), origin: [`http://${host}`, 'http://evil.example'] }, body: listAccounts }))
          .status,
        403,
      );
      assert.equal(
        (await post(door, { headers: { ...goodHeaders(door), authorization: [bearer, bearer] }, body: listAccounts })).status,
        401,
      );
      assert.equal(doors.entered, 0);
    });

    it('a wrong token without waiting for the body, nor asking for it', async () => {
      const door = await doors.open();
      const socket = await openSocket(door.port);
      socket.write(
        `POST /mcp HTTP/1.1\r\nHost: 127.0.0.1:${door.port}\r\nAuthorization: Bearer x\r\nContent-Type: application/json\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n`,
      );
      const said = await readToEnd(socket);
      assert.match(said, /^HTTP\/1\.1 401 /);
      assert.doesNotMatch(said, /100 Continue/);
    });

    it('in an order that keeps ordinary traffic of VS Code from looking like an attack', async () => {
      const attacks: string[] = [];
      const door = await doors.open([], { onAttack: (what) => attacks.push(what) });
      for (let i = 0; i < 25; i += 1) {
        assert.equal((await post(door, { method: 'GET', headers: { host: `127.0.0.1:${door.port}` } })).status, 405);
        assert.equal(
          (await post(door, { method: 'GET', path: '/.well-known/oauth-protected-resource', headers: { host: `127.0.0.1:${door.port}` } }))
            .status,
          404,
        );
      }
      assert.deepEqual(attacks, []);
    });
  });

  describe('lets in', () => {
    it('what VS Code sends, without a word it does not need', async () => {
      const door = await doors.open();
      const answer = await post(door, { body: listAccounts });
      assert.equal(answer.status, 200);
      assert.equal(answer.headers['cache-control'], 'no-store');
      const extra = Object.keys(answer.headers).filter((name) => /^access-control|^x-powered-by$|^server$|^www-/.test(name));
      assert.deepEqual(extra, []);
    });

    it("its own origin, and the body after a client's Expect", async () => {
      const door = await doors.open();
      const headers = goodHeaders(door, { origin: `http://127.0.0.1:${door.port}`, 'content-type': 'Application/JSON; charset=utf-8' });
      assert.equal((await post(door, { headers, body: listAccounts })).status, 200);

      const socket = await openSocket(door.port);
      const head = Object.entries({
        ...goodHeaders(door),
        expect: '100-continue',
        'content-length': String(listAccounts.length),
        connection: 'close',
      });
      socket.write(`POST /mcp HTTP/1.1\r\n${head.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`);
      socket.once('data', () => socket.write(listAccounts));
      assert.match(await readToEnd(socket), /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/);
    });

    it('a token in base64url, and none that is weaker', async () => {
      const token = Buffer.alloc(32, 7).toString('base64url');
      const door = await doors.open([], { token });
      assert.equal(door.headers['Authorization'], `Bearer ${token}`);
      assert.equal((await post(door, { body: listAccounts })).status, 200);
      await assert.rejects(doors.open([], { token: 'secret' }), /32 random bytes/);
    });

    it('nobody with the token of another door', async () => {
      const [one, two] = [await doors.open(), await doors.open()];
      assert.notEqual(tokenOf(one), tokenOf(two));
      assert.equal(
        (await post(one, { headers: goodHeaders(one, { authorization: `Bearer ${tokenOf(two)}` }), body: listAccounts })).status,
        401,
      );
    });
  });
});
