import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { answerPrompt, closeTab, command, editorTab, escapePrompt, frontPage, openCard, pickByKey, promptOpen } from '../ui/pages.ts';
import { closeEditors, documentWith } from '../ui/support.ts';
import type { Story } from './openTheme.ts';

const orders = 'prod/orders/postgres';
const kafka = 'prod/orders/kafka';
const lambda = 'arn:aws:lambda:eu-west-1:111122223333:function:rotate-postgres';

/** The rest of the service: rotation, replicas, who may use a secret, what a delete breaks, and how accounts sign in. */
export async function service({ session, page, workspace, shoot }: Story): Promise<void> {
  const { puppet } = session;
  const on = async (title: string, name: string): Promise<void> => {
    await command(page, title);
    await pickByKey(page, 'Region', 'eu-west-1');
    await pickByKey(page, 'Secret', name);
  };
  await closeEditors(puppet);

  await on('Set Up Rotation', orders);
  await answerPrompt(page, 'ARN of the Lambda function', lambda);
  await pickByKey(page, 'How often does it rotate?', 'Every 30 days');
  await pickByKey(page, 'How long is the window', '2 hours');
  await answerPrompt(page, 'Rotate it now, too?', '');
  const setUp = await openCard(page, `Set up rotation of ${orders}`);
  await shoot('rotation-card', 'What setting up rotation means, before anything is sent');
  await setUp.locator('vscode-button:not([disabled])', { hasText: 'Set Up' }).click();
  await editorTab(page, `Set up rotation of ${orders}`).waitFor({ state: 'detached' });

  await on('Open Secret', orders);
  const secret = frontPage(page);
  const rotation = secret.getByRole('region', { name: 'Rotation' });
  await rotation.getByText('every 30 days').waitFor();
  const replicas = secret.getByRole('region', { name: 'Replicas' });
  await replicas.getByRole('button', { name: 'Add regions…' }).press('Enter');
  await promptOpen(page, 'Regions to replicate to');
  await page.keyboard.type('us-east-1');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
  await pickByKey(page, 'Key for us-east-1', 'The default key');
  await replicas.getByRole('listitem').getByText('InSync').waitFor();
  await rotation.scrollIntoViewIfNeeded();
  await shoot('rotation', 'When it rotates next, and its versions');
  await replicas.scrollIntoViewIfNeeded();
  await shoot('replicas', 'Where its replicas are, and how each fares');
  await secret
    .getByRole('button', { name: /^Roll back to version/ })
    .first()
    .click();
  await openCard(page, `Roll back ${orders}`);
  await shoot('roll-back', 'A roll back shows the very call');
  await closeTab(page, `Roll back ${orders}`);
  await closeEditors(puppet);

  await on('Edit Resource Policy', orders);
  await documentWith(puppet, ':root');
  await page.locator('.monaco-editor.focused').first().waitFor();
  await shoot('policy', 'Who may use it, as JSON with completion');
  await page.keyboard.press('Control+S');
  await openCard(page, `Change the resource policy of ${orders}`);
  await shoot('policy-card', 'Who gains what, in plain words');
  await closeTab(page, `Change the resource policy of ${orders}`);
  await puppet.run((vscode) => vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor'));
  await closeEditors(puppet);

  await writeFile(join(workspace, 'events.yaml'), `password: "{{resolve:secretsmanager:${kafka}:SecretString:password}}"\n`);
  await on('Delete Secret', kafka);
  await pickByKey(page, 'For how long can it still be restored?', '30 days');
  const gone = await openCard(page, `Delete ${kafka}`);
  await gone.getByText('Named in: events.yaml:1').waitFor();
  await shoot('delete-breaks', 'What a delete breaks');
  await closeTab(page, `Delete ${kafka}`);

  await command(page, 'Show Sign-In Status');
  await promptOpen(page, 'What is known of it');
  await shoot('sign-ins', 'How each account signs in');
  await escapePrompt(page, 'What is known of it');
}
