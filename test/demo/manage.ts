import { treeRow } from '../harness/workbench.ts';
import { answerPrompt, closeTab, command, escapePrompt, frontPage, openCard, pickByKey, unfold } from '../ui/pages.ts';
import { closeEditors } from '../ui/support.ts';
import type { Story } from './openTheme.ts';

const orders = 'prod/orders/postgres';

/** The rest of what a person needs: first steps, accounts, filters, templates, versions, copies, and a report. */
export async function manage({ session, page, shoot }: Story): Promise<void> {
  const { puppet } = session;
  const run = (id: string): Promise<unknown> => puppet.run((vscode, wanted) => vscode.commands.executeCommand(wanted), id);
  await closeEditors(puppet);
  await run('workbench.action.closeAuxiliaryBar');

  // In a narrower window the editor leaves out the pictures.
  const size = page.viewportSize() ?? { width: 1440, height: 900 };
  await page.setViewportSize({ ...size, width: 1700 });
  await command(page, 'Get Started');
  const picture = page.locator('.gettingStartedContainer iframe.webview.ready').last().contentFrame();
  await picture.locator('iframe#active-frame').contentFrame().getByText('agents: destroy').first().waitFor();
  await shoot('walkthrough', 'First steps, with pictures');
  await page.setViewportSize(size);
  await closeEditors(puppet);

  await command(page, 'Edit Account');
  await pickByKey(page, 'Choose what to change', 'Production');
  await pickByKey(page, 'Is this a production account?', 'Production');
  await pickByKey(page, 'Choose what to change', 'Color');
  await pickByKey(page, 'Color of its icon', 'red');
  await shoot('account', 'An account, one part changed at a time');
  await escapePrompt(page, 'Choose what to change');

  await command(page, 'Filter Secrets');
  await answerPrompt(page, 'Words, or name:prod/', 'name:prod/ tag-key:team !redis');
  await treeRow(page, 'staging/').waitFor({ state: 'detached' });
  await shoot('filter', 'AWS filters, and the tree says by what');
  await command(page, 'Clear Filter');

  await command(page, 'Create Secret');
  const form = frontPage(page);
  await form.getByRole('textbox', { name: 'Name', exact: true }).fill('prod/reports/postgres');
  await form.getByRole('combobox', { name: 'Type' }).click();
  await form.getByRole('option', { name: 'PostgreSQL' }).click();
  await form.getByRole('textbox', { name: 'Host' }).fill('reports.db.internal');
  await form.getByRole('textbox', { name: 'User name' }).fill('reports');
  await form.getByRole('button', { name: 'Generate a random value' }).first().click();
  await shoot('template', "A database's credentials, in the shape that rotation reads");
  await form.getByRole('combobox', { name: 'Type' }).click();
  await form.getByRole('option', { name: 'SSH key pair' }).click();
  await shoot('template-changed', 'What was typed is dropped after a yes alone');
  await form.getByRole('button', { name: 'Drop it and change to SSH key pair' }).click();
  await form.getByRole('button', { name: 'Generate key pair' }).waitFor();
  await shoot('template-ssh', 'A key pair whose private half is never shown');
  await closeEditors(puppet);

  await unfold(page, 'sandbox (sandbox)', 'Secrets of sandbox in eu-west-1', 'prod/', 'prod/orders/');
  await command(page, 'Show Versions');
  await pickByKey(page, 'Region', 'eu-west-1');
  await pickByKey(page, 'Secret', orders);
  const secret = frontPage(page);
  await secret.getByRole('button', { name: /^Retrieve version .*AWSPREVIOUS/ }).click();
  await secret.getByRole('button', { name: 'Reveal password' }).waitFor();
  await shoot('versions', 'Versions with what their labels mean; any of them can be retrieved');
  await closeEditors(puppet);

  await command(page, 'Rename Secret');
  await pickByKey(page, 'Region', 'eu-west-1');
  await pickByKey(page, 'Secret', 'prod/orders/redis');
  await answerPrompt(page, 'New name.', 'cache');
  await openCard(page, 'Delete prod/orders/redis');
  await shoot('production-card', 'In production a delete wants the name, whoever asks');
  await closeTab(page, 'Delete prod/orders/redis');

  await command(page, 'Report a Problem');
  await page.locator('.monaco-editor', { hasText: 'Custody' }).first().waitFor();
  await shoot('report', 'What a report holds: placeholders for every name, and nothing is sent by itself');
  await closeEditors(puppet);
}
