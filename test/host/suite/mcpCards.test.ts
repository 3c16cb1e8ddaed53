import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { addSandbox, callTool, isPendingDeletion, startServer } from './agent.ts';
import { closeAllTabs, closeTab, noTab, oneTab, tabsOf } from './tabs.ts';

const secretId = 'prod/orders/redis';

// While VS Code runs tests, its own confirmations accept by themselves, as for a person who lets
// every tool pass. So whatever holds a call up here is our card.
describe('a delete that an agent in this editor asks for', () => {
  let account: string;

  const askToDelete = (token?: vscode.CancellationToken): Promise<string> =>
    callTool('delete_secret', { account, region: 'eu-west-1', secret_id: secretId }, token);

  before(startServer);
  beforeEach(async () => {
    // One delete in ten seconds is all that an account allows an agent, so each test has its own.
    account = await addSandbox();
  });
  afterEach(closeAllTabs);

  it('waits for our card, and a closed card is a refusal', async () => {
    const call = askToDelete();
    const tab = await oneTab('approval');
    assert.equal(tab.label, `Delete ${secretId}`);
    assert.equal(await isPendingDeletion(account, secretId), false);
    await closeTab(tab);
    assert.equal(await call, `The person declined: Delete ${secretId}. Do not repeat the call unless the person asks for it.`);
    assert.equal(await isPendingDeletion(account, secretId), false);
  });

  it('closes its card when the agent cancels', async () => {
    const source = new vscode.CancellationTokenSource();
    const call = askToDelete(source.token);
    await oneTab('approval');
    source.cancel();
    await assert.rejects(call, /Cancel/);
    await noTab('approval');
    assert.equal(await isPendingDeletion(account, secretId), false);
  });

  it('never opens a card when the agent cancelled before', async () => {
    const source = new vscode.CancellationTokenSource();
    source.cancel();
    await assert.rejects(askToDelete(source.token), /Cancel/);
    // A call that comes after it through the same door was answered, so the first is over.
    assert.equal(await isPendingDeletion(account, secretId), false);
    assert.deepEqual(tabsOf('approval'), []);
  });

  it('waits behind the card that is open, and shows its own when that one is answered', async () => {
    const first = askToDelete();
    const firstCard = await oneTab('approval');
    const second = callTool('create_secret', { account, region: 'eu-west-1', name: 'tests/new', value: 'generate' });
    assert.equal(await isPendingDeletion(account, secretId), false);
    assert.deepEqual(
      tabsOf('approval').map(({ label }) => label),
      [firstCard.label],
    );
    await closeTab(firstCard);
    assert.match(await first, /^The person declined: Delete /);
    const secondCard = await oneTab('approval');
    assert.equal(secondCard.label, 'Create tests/new');
    await closeTab(secondCard);
    assert.match(await second, /^The person declined: Create tests\/new\./);
    assert.match(
      await callTool('describe_secret', { account, region: 'eu-west-1', secret_id: 'tests/new' }),
      /^There is no secret tests\/new/,
    );
  });

  it('ends with its card when the person stops agents, and the next call is refused until they may go on', async () => {
    const call = askToDelete();
    await oneTab('approval');
    await vscode.commands.executeCommand('custody.stopAgents');
    // Once more, as one does who saw nothing happen: they stay stopped.
    await vscode.commands.executeCommand('custody.stopAgents');
    try {
      const stopped =
        'The person has stopped all agents. The person can let agents continue with "Custody: Let Agents Continue" or from the status bar.';
      assert.equal(await call, stopped);
      await noTab('approval');
      assert.equal(await callTool('list_accounts'), stopped);
    } finally {
      await vscode.commands.executeCommand('custody.letAgentsContinue');
      await vscode.commands.executeCommand('custody.letAgentsContinue');
    }
    assert.doesNotMatch(await callTool('list_accounts'), /stopped all agents/);
    assert.equal(await isPendingDeletion(account, secretId), false);
  });

  it('shows its open card again with custody.showQuestion, and only one', async () => {
    const call = askToDelete();
    const tab = await oneTab('approval');
    await vscode.commands.executeCommand('workbench.action.files.newUntitledFile');
    await vscode.commands.executeCommand('custody.showQuestion');
    assert.equal((await oneTab('approval')).label, tab.label);
    await closeTab(await oneTab('approval'));
    assert.match(await call, /^The person declined/);
  });
});
