import * as vscode from 'vscode';
import type { FrontDoor } from '../mcp/http.ts';
import type { Custody } from '../custody.ts';

export const serverLabel = 'Custody';
const graceMs = 2_500;

export interface McpProvider extends vscode.Disposable {
  /** Opens a new port with a new token and lets the editor know; the old one serves for 2.5 s more. Says how it went. */
  restart(): Promise<void>;
  /** Where the server listens now, if it does. */
  readonly address: () => string | undefined;
}

/** Tells the editor of the MCP server, and opens its port when the editor first resolves it. */
export function registerMcpProvider(custody: () => Promise<Custody>, version: string, log: vscode.LogOutputChannel): McpProvider {
  const changed = new vscode.EventEmitter<void>();
  let opening: Promise<FrontDoor> | undefined;
  let address: string | undefined;
  let generation = 0;

  async function open(): Promise<FrontDoor> {
    const [{ openFrontDoor }, { agentToolsets }, { execute, registry }] = await Promise.all([
      import('../mcp/http.ts'),
      import('./settings.ts'),
      custody(),
    ]);
    const door = await openFrontDoor({
      execute,
      operations: registry,
      toolsets: agentToolsets(),
      version,
      onAttack: () => log.warn('The MCP server refuses strangers for a while: too many wrong tokens.'),
    });
    address = door.url;
    log.info(`The MCP server listens on ${door.url}`);
    return door;
  }

  function current(): Promise<FrontDoor> {
    opening ??= open();
    const mine = opening;
    // A port that could not be opened is tried anew at the next start.
    mine.catch(() => {
      if (opening === mine) opening = undefined;
    });
    return mine;
  }

  const definition = (url: string, headers: Record<string, string>): vscode.McpHttpServerDefinition =>
    new vscode.McpHttpServerDefinition(serverLabel, vscode.Uri.parse(url), headers, `${version}.${generation}`);

  const registration = vscode.lm.registerMcpServerDefinitionProvider('custody.mcp', {
    onDidChangeMcpServerDefinitions: changed.event,
    // Nothing is opened here: the editor asks at every start, whether or not an agent is ever used.
    provideMcpServerDefinitions: () => (vscode.workspace.isTrusted ? [definition(address ?? 'http://127.0.0.1/mcp', {})] : []),
    // Built at each start, so that a server that moved is found again.
    async resolveMcpServerDefinition() {
      const door = await current();
      return definition(door.url, door.headers);
    },
  });
  const trusting = vscode.workspace.onDidGrantWorkspaceTrust(() => changed.fire());
  // A list of tools stays as it is while a client is connected, so another list is another port.
  const choosing = vscode.workspace.onDidChangeConfiguration(
    (event) => event.affectsConfiguration('custody.agents.toolsets') && void move(),
  );

  async function move(): Promise<void> {
    const old = opening;
    // What the editor did not ask for yet, or may not in a workspace without trust, is not opened here either.
    if (!old) return;
    opening = undefined;
    generation += 1;
    try {
      await current();
      changed.fire();
    } finally {
      // The editor drops the old connection half a second after the event; calls until then still land.
      void old.then((door) => door.close(graceMs));
    }
  }

  return {
    async restart() {
      const wasOpen = opening !== undefined;
      await move();
      void vscode.window.showInformationMessage(
        wasOpen
          ? 'The MCP server restarted on a new port, and agents of this window connect to it by themselves.'
          : 'The MCP server is not running, so there is nothing to restart: it starts when an agent first connects.',
      );
    },
    address: () => address,
    dispose() {
      registration.dispose();
      trusting.dispose();
      choosing.dispose();
      changed.dispose();
      void opening?.then((door) => door.close());
    },
  };
}
