import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { poll } from '../../harness/poll.ts';
import { accountNames, addSandbox, callTool, isPendingDeletion, ourTools, serverId, startServer } from './agent.ts';
import { ourManifest } from './manifest.ts';
import { closeAllTabs, noTab, oneTab } from './tabs.ts';
import { isOpen, watchTraffic, type Request, type Traffic } from './traffic.ts';

const secretId = 'prod/orders/redis';

describe("the MCP server's port", () => {
  let account: string;
  let traffic: Traffic;

  before(startServer);
  beforeEach(async () => {
    account = await addSandbox();
    traffic = watchTraffic();
  });
  afterEach(async () => {
    traffic[Symbol.dispose]();
    await closeAllTabs();
  });

  /** Makes a call and tells which port it came in by, and with what token. */
  async function lastCall(): Promise<Request> {
    assert.ok((await accountNames()).includes(account));
    return traffic.requests.at(-1) ?? assert.fail('no request reached the server');
  }

  async function portOfCall(): Promise<number> {
    return (await lastCall()).port;
  }

  /**
   * Calls until a call comes in by another port. The first may still land on the old one, and may not fail. After
   * half a second the editor drops its connection, and with it the one call that happens to be under way.
   */
  async function callByAnother(old: number): Promise<Request> {
    const failures: string[] = [];
    await lastCall();
    const moved = await poll(
      async () => {
        const call = await lastCall().catch((thrown: unknown) => void failures.push(String(thrown)));
        return call && call.port !== old && call;
      },
      { what: 'calls come in by the new port' },
    );
    assert.ok(failures.length <= 1 && failures.every((failure) => failure.includes('Cancel')), failures.join('\n'));
    return moved;
  }

  const askToDelete = (): Promise<string> => callTool('delete_secret', { account, region: 'eu-west-1', secret_id: secretId });

  it('moves with custody.restartServer: calls find the new one, and the old one closes', async () => {
    const old = await portOfCall();
    await vscode.commands.executeCommand('custody.restartServer');
    const { port: moved } = await callByAnother(old);
    assert.equal(await isOpen(moved), true);
    // It was told of the move, and did not find out by the old port's end.
    assert.equal(await isOpen(old), true);
    await poll(async () => !(await isOpen(old)), { what: 'the old port closes' });
    assert.equal(await portOfCall(), moved);
  });

  it('moves when other sets of tools are chosen, and the editor has those by its next call', async () => {
    const settings = vscode.workspace.getConfiguration('custody');
    const choose = (sets: readonly string[] | undefined): Thenable<void> =>
      settings.update('agents.toolsets', sets, vscode.ConfigurationTarget.Global);
    const old = await portOfCall();
    assert.equal(ourTools().has('rotate_secret'), false);
    await choose(['core', 'rotation', 'no such set']);
    const { port } = await callByAnother(old);
    await poll(() => ourTools().has('rotate_secret'), { what: 'the tools of the set are found' });
    assert.equal(ourTools().has('put_resource_policy'), false);
    await choose(undefined);
    await callByAnother(port);
    await poll(() => !ourTools().has('rotate_secret'), { what: 'the tools of the set are gone' });
  });

  it('takes an open card with it when it moves, and deletes nothing', async () => {
    const call = askToDelete().catch(String);
    await oneTab('approval');
    await vscode.commands.executeCommand('custody.restartServer');
    await noTab('approval');
    assert.match(await call, /Cancel|declined|cancelled/);
    assert.equal(await isPendingDeletion(account, secretId), false);
  });

  it('takes an open card with it when VS Code stops the server, and the next call starts it again', async () => {
    const call = askToDelete().catch(String);
    await oneTab('approval');
    await vscode.commands.executeCommand('workbench.mcp.stopServer', serverId);
    await noTab('approval');
    assert.match(await call, /Cancel|declined|cancelled/);
    assert.equal(await isPendingDeletion(account, secretId), false);
  });

  it('is on this machine alone and answers strangers with a refusal', async () => {
    const { port, authorization } = await lastCall();
    assert.match(authorization, /^Bearer \S{43,}$/);
    const answer = await post(port, { authorization: 'Bearer made-up' }, { method: 'tools/list' });
    assert.equal(answer.status, 401);
    assert.doesNotMatch(answer.text, /delete_secret/);
  });

  it('gets another token when it moves', async () => {
    const before = await lastCall();
    await vscode.commands.executeCommand('custody.restartServer');
    const after = await callByAnother(before.port);
    assert.notEqual(after.authorization, before.authorization);
    assert.equal((await post(after.port, { authorization: before.authorization }, { method: 'tools/list' })).status, 401);
  });

  it('says the version of the extension', async () => {
    const { port, authorization } = await lastCall();
    const clientInfo = { name: 'host tests', version: '1' };
    const hello = { method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo } };
    const { status, text } = await post(port, { authorization }, hello);
    assert.equal(status, 200);
    assert.match(text, new RegExp(`"name":"custody".*"version":"${ourManifest().version.replaceAll('.', '\\.')}"`));
  });
});

async function post(
  port: number,
  headers: Record<string, string>,
  message: object,
): Promise<{ readonly status: number; readonly text: string }> {
  const answer = await fetch(`http://127.0.0.1:${port}/mcp`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, ...message }),
  });
  return { status: answer.status, text: await answer.text() };
}
