import { poll } from '../harness/poll.ts';
import { contextMenu, openView, quickPick } from '../harness/workbench.ts';
import { frontPage, labelSays, openCard, secretRow, trySandbox, unfold } from '../ui/pages.ts';
import type { Story } from './openTheme.ts';

/** What a person does in the sidebar: browse, reveal, create, delete with the card, restore. */
export async function person({ session, page, shoot, tell }: Story): Promise<void> {
  await openView(page, 'Custody');
  await page.getByRole('button', { name: 'Try the Sandbox' }).waitFor();
  await shoot('welcome', 'An empty view says what to do');

  await trySandbox(page);
  await unfold(page, 'sandbox (sandbox)', 'Secrets of sandbox in eu-west-1', 'prod/', 'prod/orders/');
  await shoot('tree', 'Accounts, regions, folders, secrets');

  await secretRow(page, 'prod/orders/postgres').click();
  const panel = frontPage(page);
  await panel.getByRole('heading', { name: 'postgres' }).waitFor();
  await shoot('secret', 'A secret: metadata, no value fetched yet');
  await panel.getByRole('button', { name: 'Retrieve secret value' }).click();
  const reveal = panel.getByRole('button', { name: 'Reveal username' });
  await reveal.waitFor();
  await shoot('masked', 'Its value, fetched and masked');
  await reveal.click();
  await panel.getByRole('button', { name: 'Hide username' }).waitFor();
  await shoot('revealed', 'One field revealed, for 30 seconds');
  await session.puppet.run((vscode) => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  await session.puppet.run((vscode) => void vscode.commands.executeCommand('custody.createSecret'));
  const form = frontPage(page);
  await form.getByRole('textbox', { name: 'Name' }).fill('prod/billing/webhook');
  await form.getByRole('textbox', { name: 'Key', exact: true }).fill('signing_key');
  await form.getByRole('button', { name: 'Generate a random value' }).click();
  await shoot('create', 'A new secret, its value generated in the form');
  await form.getByRole('button', { name: 'Create Secret' }).click();
  await unfold(page, 'prod/billing/');
  const created = secretRow(page, 'prod/billing/webhook');
  await created.waitFor();
  await shoot('created', 'It stands in the tree');
  await session.puppet.run((vscode) => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  await contextMenu(page, created, 'Delete Secret');
  await quickPick(page, '30 days');
  const card = await openCard(page, 'Delete prod/billing/webhook');
  const accept = card.getByRole('button', { name: 'Delete' });
  await poll(() => accept.isEnabled(), { what: 'the button armed' });
  await shoot('delete-card', 'Deleting asks first, and says what is lost and until when it can be restored');
  await accept.click();
  await labelSays(created, 'deletion');
  await shoot('deleted', 'Scheduled for deletion');
  await contextMenu(page, created, 'Restore Secret');
  await poll(async () => !(await created.getAttribute('aria-label'))?.includes('deletion'), { what: 'the secret was restored' });
  await shoot('restored', 'Restored');
  tell('A person did all of this with the same operations an agent has.');
}
