import * as vscode from 'vscode';
import { poll } from '../../harness/poll.ts';

/** How VS Code names the server: publisher, extension and the label of the definition. */
export const serverId = 'custody.custody/Custody';
const prefix = 'mcp_custody_';

/** The tools that VS Code found at our server, by the names the server gave them. */
export function ourTools(): ReadonlyMap<string, vscode.LanguageModelToolInformation> {
  const ours = vscode.lm.tools.filter(({ name }) => name.startsWith(prefix));
  return new Map(ours.map((tool) => [tool.name.slice(prefix.length), tool]));
}

/** Has VS Code's own client start the server. It does nothing until the editor has heard of the server, so it asks again. */
export async function startServer(): Promise<void> {
  const start = async (): Promise<boolean> => {
    await vscode.commands.executeCommand('workbench.mcp.startServer', serverId, { waitForLiveTools: true });
    return ourTools().size > 0;
  };
  await poll(start, { what: 'VS Code starts our MCP server', everyMs: 250 });
}

/** Calls a tool as an agent in this editor does, and gives the text that agent would read. */
export async function callTool(name: string, input: object = {}, token?: vscode.CancellationToken): Promise<string> {
  const result = await vscode.lm.invokeTool(prefix + name, { input, toolInvocationToken: undefined }, token);
  return result.content.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : `(${typeof part})`)).join('\n');
}

/** The names of the accounts an agent sees. */
export async function accountNames(): Promise<readonly string[]> {
  const text = await callTool('list_accounts');
  return text
    .split('\n')
    .filter((line) => line.includes('|'))
    .map((line) => line.split('|')[0] ?? '');
}

/** Adds a sandbox account with the product's own command and returns its name. One of its own is not held up by another test's calls. */
export async function addSandbox(): Promise<string> {
  const before = await accountNames();
  await vscode.commands.executeCommand('custody.addSandbox');
  return poll(async () => (await accountNames()).find((name) => !before.includes(name)), {
    what: 'the new sandbox is listed',
  });
}

export async function isPendingDeletion(account: string, secretId: string): Promise<boolean> {
  const text = await callTool('describe_secret', { account, region: 'eu-west-1', secret_id: secretId });
  if (!text.startsWith(`name: ${secretId}`)) throw new Error(`Find out why ${secretId} can't be described: ${text}`);
  return text.includes('scheduled for deletion since');
}
