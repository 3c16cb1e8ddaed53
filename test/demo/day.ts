import { quickInput } from '../harness/workbench.ts';
import { closeTab, command, frontPage, openCard, promptOpen } from '../ui/pages.ts';
import { closeEditors, setSetting } from '../ui/support.ts';
import type { Story } from './openTheme.ts';

const orders = 'prod/orders/postgres';

const configuration = `# config/orders.yaml
database:
  password: "{{resolve:secretsmanager:${orders}:SecretString:password}}"
mail:
  password: "{{resolve:secretsmanager:prod/mail/smtp:SecretString:password}}"
`;

/** What an ordinary day brings: find a secret, change one key of it, look at references in code, lock the door. */
export async function day({ session, page, shoot }: Story): Promise<void> {
  const { puppet } = session;

  await command(page, 'Find Secret');
  await promptOpen(page, 'Words in a name');
  await page.keyboard.type('prod ord post');
  await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: orders }).waitFor();
  await shoot('find', 'Every name of every account, ranked as one types');
  await quickInput(page).press('Enter');

  const secret = frontPage(page);
  await secret.getByRole('button', { name: 'Retrieve secret value' }).click();
  await secret.getByRole('button', { name: 'Edit', exact: true }).click();
  await secret.getByRole('button', { name: 'Generate a random value for password' }).click();
  await shoot('edit', 'One key is given a new value; the others stay as they are, digit by digit');
  await secret.getByRole('button', { name: 'Save…' }).click();
  const headline = `Change the value of ${orders}`;
  await openCard(page, headline);
  await shoot('edit-card', 'Saving asks once, and says what becomes of the old value');
  await closeTab(page, headline);
  await closeEditors(puppet);

  await setSetting(puppet, 'custody.code.check', true);
  await puppet.run(async (vscode, content) => {
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'yaml', content }));
  }, configuration);
  await page.locator('.codelens-decoration', { hasText: orders }).first().waitFor();
  await page.locator('.squiggly-warning').first().waitFor();
  await shoot('code', 'References in a file: what they name, and a warning where nothing is there');
  await closeEditors(puppet);
  await command(page, 'Lock');
}
