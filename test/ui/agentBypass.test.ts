import assert from 'node:assert/strict';
import { agentResults } from '../harness/chat.ts';
import { poll } from '../harness/poll.ts';
import { chatConfirmation, modalButton, webviewFrame } from '../harness/workbench.ts';
import { cardIsGone, openAgentSession, openCard, type AgentSession } from './agentSupport.ts';

const postgres = 'prod/orders/postgres';

describe('an agent whose every tool call the editor approves by itself', () => {
  let session: AgentSession;
  before(async () => {
    session = await openAgentSession({ 'chat.tools.global.autoApprove': true });
    await session.start({ tool: 'list_accounts' });
    // The editor asks once whether this is really wanted; until then every call waits.
    await modalButton(session.page, 'Enable').click();
    await agentResults(session.puppet, 1);
  });
  after(() => session?.close());

  async function askToDelete(): Promise<void> {
    await session.start({ tool: 'delete_secret', input: { secret_id: postgres } });
    await openCard(session.page, `Delete ${postgres}`);
    assert.equal(await chatConfirmation(session.page).isVisible(), false, 'the editor did not ask');
  }

  async function nothingHappened(): Promise<void> {
    assert.equal(session.count('DeleteSecret'), 0);
    assert.equal(await session.deletedDate(postgres), undefined);
  }

  it('deletes nothing when the card is closed', async () => {
    await askToDelete();
    await session.puppet.run((vscode) => vscode.commands.executeCommand('workbench.action.closeAllEditors'));
    const [refused] = await agentResults(session.puppet, 1);
    assert.match(refused?.text ?? '', /The person declined: Delete prod\/orders\/postgres\. Do not repeat/);
    await nothingHappened();
  });

  it('deletes nothing when the person declines', async () => {
    await askToDelete();
    await webviewFrame(session.page).getByRole('button', { name: 'Decline' }).click();
    await agentResults(session.puppet, 1);
    await nothingHappened();
  });

  it('deletes nothing when the secret changed after the question was asked', async () => {
    await askToDelete();
    await session.overwrite(postgres);
    await webviewFrame(session.page).getByRole('button', { name: 'Delete' }).click();
    const [refused] = await agentResults(session.puppet, 1);
    assert.match(refused?.text ?? '', /the secret changed after the question was asked/);
    await nothingHappened();
  });

  it('deletes nothing when the chat is cancelled, and the card closes', async () => {
    await askToDelete();
    await session.puppet.run((vscode) => vscode.commands.executeCommand('workbench.action.chat.cancel'));
    await cardIsGone(session);
    await nothingHappened();
  });

  it('deletes nothing when the client disconnects, and the card closes', async () => {
    await askToDelete();
    await session.puppet.run((vscode) => vscode.commands.executeCommand('workbench.mcp.stopServer', 'custody.custody/Custody'));
    await cardIsGone(session);
    await nothingHappened();
  });

  it('deletes nothing when the person stops all agents, and works again once they are let to', async () => {
    await askToDelete();
    await session.puppet.run((vscode) => vscode.commands.executeCommand('custody.toggleAgents'));
    await cardIsGone(session);
    await agentResults(session.puppet, 1);
    const [refused] = await session.ask({ tool: 'list_accounts' });
    assert.match(refused?.text ?? '', /The person has stopped all agents/);
    await session.puppet.run((vscode) => vscode.commands.executeCommand('custody.toggleAgents'));
    const [listed] = await session.ask({ tool: 'list_accounts' });
    assert.match(listed?.text ?? '', /^demo/);
    await nothingHappened();
  });

  it('deletes nothing when nobody answers within two minutes', async () => {
    await askToDelete();
    const [refused] = await agentResults(session.puppet, 1, 150_000);
    assert.match(refused?.text ?? '', /Nobody answered within two minutes/);
    await cardIsGone(session);
    await nothingHappened();
  });

  it('deletes once, not twice, for a double click', async () => {
    await askToDelete();
    const button = webviewFrame(session.page).getByRole('button', { name: 'Delete' });
    await poll(() => button.isEnabled(), { what: 'the button armed' });
    await button.dblclick();
    const [deleted] = await agentResults(session.puppet, 1);
    assert.match(deleted?.text ?? '', /^Scheduled for deletion/);
    assert.equal(session.count('DeleteSecret'), 1);
  });
});
