import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { operations } from '../../../src/core/operations/index.ts';
import { defaultToolsets } from '../../../src/core/toolsets.ts';
import { toolsOf } from '../../../src/mcp/tools.ts';
import { ourTools, startServer } from './agent.ts';
import { declaredCommands, ourExtension, ourManifest } from './manifest.ts';

describe('the manifest, as this editor understands it', () => {
  const { contributes, icon } = ourManifest();
  const steps = contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
  let commands: ReadonlySet<string>;

  before(async () => {
    await ourExtension().activate();
    commands = new Set(await vscode.commands.getCommands());
  });

  function assertCommands(ids: readonly string[]): void {
    assert.ok(ids.length > 0);
    assert.deepEqual(
      ids.filter((id) => !commands.has(id)),
      [],
    );
  }

  const linkedIn = (text: string): readonly string[] => [...text.matchAll(/\(command:([\w.-]+)[)?]/g)].map((match) => match[1] ?? '');

  it('has its views in a container of their own, and VS Code made the commands of all', () => {
    const containers = contributes.viewsContainers.activitybar.map(({ id }) => id);
    assert.deepEqual(Object.keys(contributes.views), containers);
    const views = Object.values(contributes.views)
      .flat()
      .map(({ id }) => id);
    assert.deepEqual(views, ['custody.secrets', 'custody.permissions']);
    assertCommands([...containers.map((id) => `workbench.view.extension.${id}`), ...views.map((id) => `${id}.focus`)]);
  });

  it('links its welcome text to commands that exist', () => {
    assert.ok(contributes.viewsWelcome.every(({ view }) => view === 'custody.secrets'));
    assertCommands(contributes.viewsWelcome.flatMap(({ contents }) => linkedIn(contents)));
  });

  it('links each step of its walkthrough to commands that exist', () => {
    for (const { id, description } of steps) assert.ok(linkedIn(description).length > 0, id);
    assertCommands(steps.flatMap(({ description }) => linkedIn(description)));
  });

  it('completes steps of its walkthrough by commands that exist', () => {
    const events = steps.flatMap(({ completionEvents = [] }) => completionEvents);
    assertCommands(events.filter((event) => event.startsWith('onCommand:')).map((event) => event.slice('onCommand:'.length)));
  });

  it('puts only declared commands into menus', () => {
    const inMenus = Object.values(contributes.menus)
      .flat()
      .filter((entry) => !('submenu' in entry))
      .map(({ command }) => command);
    assert.deepEqual(
      inMenus.filter((id) => !declaredCommands().includes(id)),
      [],
    );
    assertCommands(inMenus);
  });

  it('names pictures and texts that are there', async () => {
    const files = [
      icon,
      ...contributes.viewsContainers.activitybar.map((container) => container.icon),
      ...Object.values(contributes.views)
        .flat()
        .map((view) => view.icon),
      ...steps.map(({ media }) => media.svg),
    ];
    for (const file of files) {
      const { size } = await vscode.workspace.fs.stat(vscode.Uri.joinPath(ourExtension().extensionUri, file));
      assert.ok(size > 0, file);
    }
  });

  it('declares the one MCP provider, which an editor that knows no other id accepts', async () => {
    assert.deepEqual(contributes.mcpServerDefinitionProviders, [{ id: 'custody.mcp', label: 'Custody' }]);
    await startServer();
    assert.equal(ourTools().size, toolsOf(operations, defaultToolsets).length);
  });

  it('opens its view when asked to', async () => {
    assert.equal(await vscode.commands.executeCommand('custody.secrets.focus'), undefined);
  });
});
