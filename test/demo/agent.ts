import { agentResults, chatAsk } from '../harness/chat.ts';
import { poll } from '../harness/poll.ts';
import { chatAllow } from '../harness/workbench.ts';
import { frontPage, openCard } from '../ui/pages.ts';
import type { Story } from './openTheme.ts';

/** What an agent does in the chat, and where the person comes in. */
export async function agent({ session, page, shoot, tell }: Story): Promise<void> {
  const { puppet } = session;
  const closeEditors = (): Promise<unknown> => puppet.run((vscode) => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  async function ask(sentence: string, meanwhile: () => Promise<void> = async () => {}): Promise<void> {
    await puppet.run((vscode) => vscode.commands.executeCommand('custodyAgent.forget'));
    await chatAsk(puppet, sentence);
    await meanwhile();
    const [result] = await agentResults(puppet, 1);
    tell(`> ${sentence}\n\n\`${result?.tool}\` ${JSON.stringify(result?.input)}\n\n\`\`\`\n${result?.text ?? result?.error}\n\`\`\``);
  }

  async function card(headline: string, button: string, picture: () => Promise<void>): Promise<void> {
    const open = await openCard(page, headline);
    const accept = open.getByRole('button', { name: headline.split(' ')[0] ?? '', exact: true });
    await poll(() => accept.isEnabled(), { what: 'the button armed' });
    await picture();
    await open.getByRole('button', { name: button, exact: true }).click();
  }

  await ask('Which secrets do we have in production?');
  await shoot('agent-list', 'The agent lists names, and gets nothing else');

  await ask('How do I connect to the orders database?');
  await frontPage(page).getByText('asked to show you this secret').waitFor();
  await shoot('agent-reveal', 'The agent gets keys, lengths and references; the person gets the panel');
  await closeEditors();

  await ask('Make a new token for the reports job, please.', async () => {
    await chatAllow(page);
    await card('Create prod/reports/api-token', 'Create', () => shoot('agent-create', 'Creating waits for the person'));
  });
  await shoot('agent-created', 'Created, and the token was never shown to anybody');

  await ask('Clean up the orders database secret.', async () => {
    await chatAllow(page);
    await card('Delete prod/orders/postgres', 'Decline', () =>
      shoot('agent-delete-card', 'The agent asks to delete; nothing happens until the person clicks'),
    );
  });
  await shoot('agent-declined', 'Declined, and the agent is told so');

  await ask('Then delete the reports token.', () => card('Delete prod/reports/api-token', 'Delete', async () => {}));
  await shoot('agent-deleted', 'Accepted, and scheduled for deletion');

  await puppet.run((vscode) => vscode.commands.executeCommand('custody.toggleAgents'));
  await ask('Now look at staging.');
  await shoot('agents-stopped', 'One click stops every agent');
}
