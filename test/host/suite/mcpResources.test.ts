import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { addSandbox, callTool, serverId, startServer } from './agent.ts';
import { watchTraffic, type Traffic } from './traffic.ts';

/** How VS Code names a resource of a server: its own scheme, the server's id in hex, then scheme and host of the resource. */
function inEditor(rest: string): vscode.Uri {
  const authority = Buffer.from(serverId).toString('hex');
  return vscode.Uri.from({ scheme: 'mcp-resource', authority, path: `/custody/${rest}` });
}

async function read(uri: vscode.Uri): Promise<string> {
  return Buffer.from(await vscode.workspace.fs.readFile(uri)).toString();
}

describe("the resources in VS Code's own MCP client", () => {
  let account: string;
  let traffic: Traffic;

  before(async () => {
    await startServer();
    account = await addSandbox();
  });
  beforeEach(() => {
    traffic = watchTraffic();
  });
  afterEach(() => traffic[Symbol.dispose]());

  it('are read as files of the editor, and say what the tools say', async () => {
    assert.equal(await read(inEditor('accounts')), await callTool('list_accounts'));
    const input = { account, region: 'eu-west-1', secret_id: 'prod/orders/redis' };
    assert.equal(await read(inEditor(`${account}/eu-west-1/secret/prod/orders/redis`)), await callTool('describe_secret', input));
  });

  it('cost no request beyond those that were asked for, over one connection to one port', async () => {
    for (let time = 0; time < 5; time += 1) await callTool('list_accounts');
    await read(inEditor('accounts'));
    // The editor keeps what it has just read for a moment.
    assert.ok(traffic.requests.length >= 5 && traffic.requests.length <= 10, `${traffic.requests.length} requests`);
    assert.equal(new Set(traffic.requests.map(({ port }) => port)).size, 1);
  });

  it('make the start of the server a matter of a few requests', async () => {
    await vscode.commands.executeCommand('workbench.mcp.stopServer', serverId);
    await callTool('list_accounts');
    assert.ok(traffic.requests.length <= 15, `${traffic.requests.length} requests`);
  });
});
