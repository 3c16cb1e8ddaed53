import { quickInput, treeRow } from '../harness/workbench.ts';
import { answerPrompt, command, frontPage, promptOpen } from '../ui/pages.ts';
import { closeEditors } from '../ui/support.ts';
import type { Story } from './openTheme.ts';

/** Who met what: the list that agents are held to, the audit log, and a secret that is made with its replicas. */
export async function oversee({ session, page, shoot }: Story): Promise<void> {
  const { puppet } = session;
  await closeEditors(puppet);

  await command(page, 'Set Allow-List for Agents');
  await promptOpen(page, 'Beginnings of names');
  await quickInput(page).fill('prod/orders/, staging/');
  await shoot('allow-list-names', 'Which names agents meet');
  await answerPrompt(page, 'Beginnings of names', '');
  await promptOpen(page, 'Tags');
  await quickInput(page).fill('team=orders');
  await shoot('allow-list-tags', 'Or which tags');
  await answerPrompt(page, 'Tags', '');
  await treeRow(page, 'They meet only').waitFor();
  await treeRow(page, 'They meet only').hover();
  await shoot('allow-list', 'The row of the account says so');

  await command(page, 'Show Audit Log');
  const log = frontPage(page);
  await log.getByText('all chains whole').waitFor();
  await log.getByRole('table').waitFor();
  await shoot('audit', 'Every call, and the chain of hashes verified on top');
  await log.getByRole('radio', { name: 'Uses' }).check({ force: true });
  await log
    .getByRole('button', { name: /^Show details of run_with_secrets/ })
    .last()
    .click();
  await shoot('audit-uses', 'What agents used, with what was approved');
  await log.getByRole('textbox', { name: 'Secret' }).fill('prod/nothing');
  await log.getByText('No call passes this filter.').waitFor();
  await shoot('audit-none', 'Nothing passes the filter');
  await closeEditors(puppet);

  await command(page, 'Create Secret');
  const form = frontPage(page);
  await form.getByRole('textbox', { name: 'Name', exact: true }).fill('prod/orders/search');
  await form.getByRole('textbox', { name: 'Key', exact: true }).fill('api_key');
  await form.getByRole('button', { name: 'Generate a random value' }).click();
  await form.getByText('Advanced').click();
  const replicas = form.getByRole('textbox', { name: 'Replica regions' });
  await replicas.fill('eu-central-1, us-east-1');
  await replicas.evaluate((field) => field.scrollIntoView({ block: 'center' }));
  await shoot('create-replicas', 'Made with its replicas, key and tags in one step');
  await replicas.fill('europe');
  await form.getByText('is not an AWS region name').waitFor();
  await shoot('create-replicas-wrong', 'A region that is none is said at once');
  await closeEditors(puppet);
}
