import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Theme } from '../harness/seedSettings.ts';
import type { openSession, Session } from '../harness/session.ts';
import { productVsix } from '../ui/support.ts';

/** One walk through the story: a session, and what is kept of it. */
export interface Story {
  readonly session: Session;
  readonly page: Page;
  /** The open folder. */
  readonly workspace: string;
  /** Takes the next numbered picture and writes its line of the transcript. */
  readonly shoot: (name: string, what: string) => Promise<void>;
  /** Adds text to the transcript. */
  readonly tell: (text: string) => void;
  readonly finish: () => Promise<void>;
}

export async function openTheme(theme: Theme, folder: string, workspace: string, open: typeof openSession): Promise<Story> {
  const session = await open({
    extension: { vsix: await productVsix() },
    agent: true,
    workspace,
    theme,
    env: { CUSTODY_AGENT_STORY: join(import.meta.dirname, 'story.json') },
    // The terminal's text stands in the page only where no graphics card draws it.
    settings: { 'window.title': 'Custody', 'terminal.integrated.gpuAcceleration': 'off' },
  });
  const { page } = session;
  await page.setViewportSize({ width: 1440, height: 900 });
  const lines: string[] = [`# The story, ${theme}`, ''];
  let number = 0;
  return {
    session,
    page,
    workspace,
    async shoot(name, what) {
      number += 1;
      const file = `${String(number).padStart(2, '0')}-${name}.png`;
      // The pointer leaves hover cards behind.
      await page.mouse.move(720, 890);
      await page.screenshot({ path: join(folder, file), animations: 'disabled' });
      lines.push(`## ${number}. ${what}`, '', `![${what}](${file})`, '');
      console.log(`${theme} ${file}  ${what}`);
    },
    tell: (text) => void lines.push(text, ''),
    finish: () => writeFile(join(folder, 'transcript.md'), `${lines.join('\n')}\n`),
  };
}
