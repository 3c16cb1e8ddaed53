import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { startServer } from './agent.ts';
import { ourExtension, declaredCommands } from './manifest.ts';
import { watchListening } from './traffic.ts';

describe('activation', () => {
  it('ends without an error and exports nothing to other extensions', async () => {
    const extension = ourExtension();
    assert.equal(await extension.activate(), undefined);
    assert.equal(extension.isActive, true);
    assert.equal(extension.exports, undefined);
  });

  it('opens no port before the editor asks for the server, not even to restart it', async () => {
    using ports = watchListening();
    await vscode.commands.executeCommand('custody.restartServer');
    assert.deepEqual(ports.opened, []);
    // That a port is seen at all.
    await startServer();
    assert.equal(ports.opened.length, 1);
  });

  it('registers every command of the manifest, and none that the manifest does not show', async () => {
    const registered = (await vscode.commands.getCommands(true)).filter(
      (id) => id.startsWith('custody.') && !/^custody\.(secrets|permissions)\./.test(id),
    );
    assert.deepEqual(registered.toSorted(), declaredCommands().toSorted());
  });
});
