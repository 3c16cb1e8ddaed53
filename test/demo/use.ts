import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { agentResults, chatAsk } from '../harness/chat.ts';
import { poll } from '../harness/poll.ts';
import { chatAllow, treeRow } from '../harness/workbench.ts';
import { answerPrompt, command, editorTab, openCard, pickByKey, promptOpen } from '../ui/pages.ts';
import { closeEditors } from '../ui/support.ts';
import type { Story } from './openTheme.ts';

const orders = 'prod/orders/postgres';
const migrate = 'Run node scripts/migrate.js with prod/orders/postgres';

/** As careless as programs are: it prints the password. */
const script = `const { PGUSER, PGPASSWORD } = process.env;
console.log('user ' + PGUSER);
console.log('password ' + PGPASSWORD);
console.log('3 migrations applied');
`;

/** Values at work: a command of an agent, what the person allowed for longer, a command of their own, a .env file, a comparison. */
export async function use({ session, page, workspace, shoot, tell }: Story): Promise<void> {
  const { puppet } = session;
  const run = (id: string): Promise<unknown> => puppet.run((vscode, wanted) => vscode.commands.executeCommand(wanted), id);
  const on = async (title: string): Promise<void> => {
    await command(page, title);
    await pickByKey(page, 'Region', 'eu-west-1');
    await pickByKey(page, 'Secret', orders);
  };
  await mkdir(join(workspace, 'scripts'));
  await writeFile(join(workspace, 'scripts', 'migrate.js'), script);
  execFileSync('git', ['init', '--quiet', workspace]);
  await closeEditors(puppet);

  async function ask(sentence: string, meanwhile: () => Promise<void> = async () => {}): Promise<void> {
    await run('custodyAgent.forget');
    await chatAsk(puppet, sentence);
    await meanwhile();
    const [result] = await agentResults(puppet, 1);
    tell(`> ${sentence}\n\n\`\`\`\n${result?.text ?? result?.error}\n\`\`\``);
  }

  await run('custody.toggleAgents');
  await ask('Run the migrations, please.', async () => {
    await chatAllow(page);
    const card = await openCard(page, migrate);
    await armed(card, 'Run');
    await shoot('run-card', 'An agent runs a command with a secret: which keys, what command, in which folder');
    await card.getByRole('radio', { name: '15 minutes' }).check({ force: true });
    await card.getByRole('radiogroup', { name: 'Allow this for' }).scrollIntoViewIfNeeded();
    await shoot('run-card-term', 'For how long the yes holds');
    await accept(card, 'Run');
  });
  await page.locator('.interactive-session .codicon-stop-circle').first().waitFor({ state: 'hidden' });
  await shoot('run-answer', 'The agent reads the output without the value');

  await ask('And the migrations once more.');
  await page.locator('.part.sidebar .pane-header', { hasText: 'Permissions' }).click();
  const grant = treeRow(page, 'permission, ');
  await grant.waitFor();
  await shoot('permissions', 'What was allowed for longer is listed');
  await grant.click();
  const revoke = grant.locator('a.action-label[aria-label*="Revoke"]');
  await revoke.waitFor();
  await shoot('permission-revoke', 'A click takes it back');
  await revoke.click();
  await grant.waitFor({ state: 'detached' });
  await shoot('permission-revoked', 'With the last one the list goes');
  await run('workbench.action.closeAuxiliaryBar');

  await on('Run with Secrets');
  await promptOpen(page, 'Keys the program gets');
  for (const key of ['username', 'password'])
    await page.locator('.quick-input-widget:visible .quick-input-list .monaco-list-row', { hasText: key }).first().click();
  await shoot('run-keys', 'A person picks keys, and sees no value');
  await page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
  await promptOpen(page, 'Variables for');
  await shoot('run-variables', 'A variable for each key');
  await answerPrompt(page, 'Variables for', 'PGUSER, PGPASSWORD');
  await promptOpen(page, 'Command to run');
  await page.keyboard.type('node scripts/migrate.js');
  await shoot('run-command', 'The command, without a shell');
  await answerPrompt(page, 'Command to run', '');
  const own = await openCard(page, migrate);
  await armed(own, 'Run');
  await shoot('run-own-card', "A person's own command asks once as well");
  await accept(own, 'Run');
  await poll(async () => (await page.locator('.xterm-rows:visible').allInnerTexts()).join().includes('Exit'), {
    what: 'the command ended',
  });
  await shoot('run-terminal', 'Its output, with the values taken out');
  await run('workbench.action.terminal.killAll');
  await run('workbench.action.closePanel');

  await on('Write .env File');
  await promptOpen(page, 'Keys that are written');
  await shoot('env-keys', 'Which keys are written: all of them, until one is left out');
  await page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
  await promptOpen(page, 'Which .env file');
  await shoot('env-file', 'Which file gets the values');
  await pickByKey(page, 'Which .env file', '.env.local');
  await answerPrompt(page, 'What the names of the variables begin with', 'PG_');
  const headline = `Write 6 values of ${orders} to .env.local`;
  const env = await openCard(page, headline);
  await armed(env, 'Write');
  await shoot('env-card', 'What is written, and whether git would keep it');
  await accept(env, 'Write');
  await editorTab(page, headline).waitFor({ state: 'detached' });

  await on('Compare Secrets');
  await promptOpen(page, 'Compare with');
  await shoot('compare', 'With another version, or another secret');
  await pickByKey(page, 'Compare with', 'Its previous version');
  const compared = editorTab(page, 'Custody Comparison.txt');
  await compared.waitFor();
  await page.locator('.view-line:visible', { hasText: 'same' }).first().waitFor();
  await shoot('compared', 'Which keys differ, and no value');
  await run('workbench.action.closeActiveEditor');
}

async function armed(card: FrameLocator, label: string): Promise<void> {
  const yes = card.getByRole('button', { name: label, exact: true });
  await poll(() => yes.isEnabled(), { what: 'the button armed' });
}

async function accept(card: FrameLocator, label: string): Promise<void> {
  const yes = card.getByRole('button', { name: label, exact: true });
  // A terminal that opens moves the card, and what is moved is armed anew.
  await poll(
    async () => {
      if (await yes.isEnabled({ timeout: 1_000 })) await yes.click({ timeout: 1_000 });
      return yes.waitFor({ state: 'detached', timeout: 2_000 }).then(() => true);
    },
    { what: `the card took "${label}"` },
  );
}
