import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { poll } from '../../harness/poll.ts';
import type { MoreNode, Node, RegionNode, SecretNode } from '../../../src/vscode/tree/nodes.ts';
import { accountNames, addSandbox, callTool, isPendingDeletion, startServer } from './agent.ts';
import { declaredCommands } from './manifest.ts';
import { sandboxAccount } from './sandboxAccount.ts';
import { closeAllTabs, closeTab, noTab, oneTab } from './tabs.ts';

/** End by themselves, without a person. */
const unattended = [
  'custody.addSandbox',
  'custody.refresh',
  'custody.loadMore',
  'custody.showQuestion',
  'custody.toggleAgents',
  'custody.stopAgents',
  'custody.letAgentsContinue',
  'custody.restartServer',
  'custody.lock',
  'custody.takeBackConsent',
  'custody.showLog',
  'custody.getStarted',
  'custody.reportProblem',
  'custody.copyName',
  'custody.copyArn',
  'custody.openInConsole',
  'custody.createSecret',
  'custody.openMention',
  'custody.copyReference',
  'custody.clearFilter',
  'custody.toggleDeleted',
  'custody.revokeLeases',
  'custody.revokePermission',
  'custody.revokeAllPermissions',
  'custody.showAuditLog',
  'custody.verifyAuditLog',
] as const;

/** Ask in a quick pick or an input box, which can be left with Escape. */
const asking = [
  'custody.addAccount',
  'custody.setAccess',
  'custody.removeAccount',
  'custody.checkAccount',
  'custody.openSecret',
  'custody.editValue',
  'custody.editTags',
  'custody.showVersions',
  'custody.showResourcePolicy',
  'custody.editResourcePolicy',
  'custody.deleteResourcePolicy',
  'custody.findSecret',
  'custody.insertReference',
  'custody.insertCode',
  'custody.tryTool',
  'custody.deleteSecret',
  'custody.restoreSecret',
  'custody.updateSecret',
  'custody.duplicateSecret',
  'custody.renameSecret',
  'custody.importEnvFile',
  'custody.writeEnvFile',
  'custody.editAccount',
  'custody.moveAccountUp',
  'custody.moveAccountDown',
  'custody.generatePassword',
  'custody.filterSecrets',
  'custody.sortSecrets',
  'custody.importAccounts',
  'custody.retypeCredential',
  'custody.showSignInStatus',
  'custody.refreshCredentials',
  'custody.revokeCredentials',
  'custody.setUpRotation',
  'custody.rotateNow',
  'custody.rollBack',
  'custody.changeLabels',
  'custody.cancelRotateSecret',
  'custody.addReplicaRegions',
  'custody.findSameValues',
  'custody.openPrimary',
  'custody.promoteReplica',
  'custody.removeReplicaRegions',
  'custody.compareSecrets',
  'custody.setAllowList',
  'custody.runWithSecrets',
  'custody.openTerminalWithSecrets',
] as const;

const secretName = 'prod/orders/redis';

describe('commands', () => {
  let account: string;
  let region: RegionNode;
  let secret: SecretNode;
  let more: MoreNode;

  before(async () => {
    await startServer();
    account = await addSandbox();
    // Two accounts at least, so that what asks for one does ask.
    await addSandbox();
    const described = await callTool('describe_secret', { account, region: 'eu-west-1', secret_id: secretName });
    const arn = /^arn: (\S+)$/m.exec(described)?.[1];
    assert.ok(arn, described);
    region = { kind: 'region', account: sandboxAccount(account), region: 'eu-west-1' };
    secret = { kind: 'secret', parent: region, path: 'prod/orders/', secret: { name: secretName, arn, rotationEnabled: false } };
    more = { kind: 'more', parent: region, loaded: 0 };
  });

  afterEach(closeAllTabs);

  it('are all run here', () => {
    assert.deepEqual([...unattended, ...asking].toSorted(), declaredCommands().toSorted());
  });

  for (const id of unattended) {
    it(`${id} returns nothing without an argument`, async () => {
      assert.equal(await vscode.commands.executeCommand(id), undefined);
      // The second time lets agents continue, and shows what is planned for deletion.
      if (id === 'custody.toggleAgents' || id === 'custody.toggleDeleted')
        assert.equal(await vscode.commands.executeCommand(id), undefined);
    });
  }

  for (const id of asking) {
    it(`${id} returns nothing when it is left with Escape`, async () => {
      assert.equal(await leave(vscode.commands.executeCommand(id)), undefined);
    });
  }

  it('return nothing for a node of the tree either', async () => {
    const given: readonly (readonly [string, Node])[] = [
      ['custody.refresh', region],
      ['custody.loadMore', more],
      ['custody.createSecret', region],
      ['custody.createSecret', { kind: 'folder', parent: region, path: 'prod/' }],
      ['custody.openSecret', secret],
      ['custody.editValue', secret],
      ['custody.updateSecret', secret],
      ['custody.editTags', secret],
      ['custody.showVersions', secret],
      ['custody.showResourcePolicy', secret],
      ['custody.editResourcePolicy', secret],
      ['custody.copyName', secret],
      ['custody.copyArn', secret],
      ['custody.checkAccount', { kind: 'account', account: region.account }],
      ['custody.refreshCredentials', { kind: 'account', account: region.account }],
      ['custody.revokeCredentials', { kind: 'account', account: region.account }],
    ];
    for (const [id, node] of given) assert.equal(await vscode.commands.executeCommand(id, node), undefined, id);
  });

  it('custody.openSecret opens the panel of the secret, named after it', async () => {
    await vscode.commands.executeCommand('custody.openSecret', secret);
    const tab = await oneTab('secret');
    assert.match(tab.label, /redis/);
    await vscode.commands.executeCommand('custody.openSecret', secret);
    await oneTab('secret');
    await closeTab(tab);
    await noTab('secret');
  });

  it('custody.createSecret opens one form, however often it is chosen', async () => {
    await vscode.commands.executeCommand('custody.createSecret', region);
    await vscode.commands.executeCommand('custody.createSecret');
    await oneTab('create');
  });

  it('custody.copyName and custody.copyArn put on the clipboard what they say', async () => {
    await vscode.commands.executeCommand('custody.copyName', secret);
    assert.equal(await vscode.env.clipboard.readText(), secretName);
    await vscode.commands.executeCommand('custody.copyArn', secret);
    assert.equal(await vscode.env.clipboard.readText(), secret.secret.arn);
  });

  it('custody.removeAccount keeps the account when its question is not answered', async () => {
    // VS Code refuses modals while it runs tests, which is as good as no answer.
    assert.equal(await vscode.commands.executeCommand('custody.removeAccount', { kind: 'account', account: region.account }), undefined);
    assert.ok((await accountNames()).includes(account));
  });

  it('custody.deleteSecret deletes nothing when its prompts are left', async () => {
    await leave(vscode.commands.executeCommand('custody.deleteSecret', secret));
    assert.equal(await isPendingDeletion(account, secretName), false);
  });
});

/** Presses Escape until the command has ended, and gives what it returned. */
async function leave(running: Thenable<unknown>): Promise<unknown> {
  let ended = false;
  const finish = async (): Promise<unknown> => {
    try {
      return await running;
    } finally {
      ended = true;
    }
  };
  const returned = finish();
  const escape = async (): Promise<boolean> => {
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    return ended;
  };
  await poll(escape, { what: 'the command ends after Escape' });
  return returned;
}
