import { rm } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { poll } from '../harness/poll.ts';
import type { Puppet } from '../harness/puppet.ts';
import type { Session } from '../harness/session.ts';
import { openView, quickInput } from '../harness/workbench.ts';
import { addProfile, command, promptOpen } from '../ui/pages.ts';
import { clearToasts, closeEditors, homeWithProfile, openProduct } from '../ui/support.ts';
import { cannedKeys } from './benchCustody.ts';
import { cannedRegion, cannedSecret } from './cannedSecrets.ts';
import { startChild } from './child.ts';
import { listenToPaints, type Paint } from './firstPaint.ts';
import type { Goal } from './goal.ts';
import { median, pairwise, spreadOf } from './stats.ts';

const warmUps = 3;
const secret = cannedSecret(0).name;

interface Opened {
  readonly content: number;
  readonly heading: number;
}

/** Opens our panel, by the command behind a row of the tree; returns when the command was given. */
function openOurs(puppet: Puppet): Promise<number> {
  return puppet.run(
    async (vscode, { name, region }) => {
      const arn = `arn:aws:secretsmanager:${region}:111122223333:secret:${name}-AbCdEf`;
      const node = { kind: 'secret', parent: { kind: 'region', account: { name: 'demo' }, region }, path: '', secret: { name, arn } };
      const start = performance.timeOrigin + performance.now();
      await vscode.commands.executeCommand('custody.openSecret', node);
      return start;
    },
    { name: secret, region: cannedRegion },
  );
}

/** Opens a panel whose script writes one word, by a command too. */
function openEmpty(puppet: Puppet): Promise<number> {
  return puppet.run(async (vscode) => {
    const listening = vscode.commands.registerCommand('bench.openEmpty', () => {
      const panel = vscode.window.createWebviewPanel('bench.empty', 'Empty', vscode.ViewColumn.Active, { enableScripts: true });
      panel.webview.html =
        "<!doctype html><main><h1></h1></main><script>document.querySelector('h1').textContent = 'Empty'; acquireVsCodeApi().postMessage('painted');</script>";
    });
    const start = performance.timeOrigin + performance.now();
    await vscode.commands.executeCommand('bench.openEmpty');
    listening.dispose();
    return start;
  });
}

async function measurePanels({ page, puppet }: Session, rounds: number): Promise<{ empty: readonly Opened[]; ours: readonly Opened[] }> {
  const painted = await listenToPaints(page);
  const measured: { readonly empty: Opened[]; readonly ours: Opened[] } = { empty: [], ours: [] };
  const cases = [
    { opened: measured.empty, open: openEmpty, heading: 'Empty' },
    { opened: measured.ours, open: openOurs, heading: secret },
  ];
  for (let round = 0; round < warmUps + rounds; round += 1) {
    for (const { opened, open, heading } of round % 2 === 0 ? cases : cases.toReversed()) {
      const paints: readonly Promise<Paint>[] = [painted('content'), painted('heading')];
      const start = await open(puppet);
      const [first, whole] = await Promise.all(paints);
      if (whole?.text !== heading || !first) throw new Error(`The panel shows "${whole?.text}" and not "${heading}".`);
      if (round >= warmUps) opened.push({ content: first.at - start, heading: whole.at - start });
      await closeEditors(puppet);
    }
  }
  return measured;
}

/** From the press of a key to the frame whose first row has what is typed by then. */
async function measureKey(page: Page, key: string): Promise<number> {
  const shown = page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const widget = document.querySelector('.quick-input-widget');
        const input = widget?.querySelector('input');
        const first = (): string => widget?.querySelector('.monaco-list-row[data-index="0"]')?.textContent ?? '';
        window.addEventListener(
          'keydown',
          ({ timeStamp }) => {
            const before = input?.value ?? '';
            const look = (): void => {
              if (input === null || input === undefined || input.value === before || !first().includes(input.value))
                return void requestAnimationFrame(look);
              const drawn = new MessageChannel();
              drawn.port1.addEventListener('message', () => resolve(performance.now() - timeStamp));
              drawn.port1.start();
              drawn.port2.postMessage('');
            };
            requestAnimationFrame(look);
          },
          { capture: true, once: true },
        );
      }),
  );
  await page.keyboard.press(key);
  return shown;
}

/** Types numbers digit by digit: each digit brings another secret to the top. */
async function measureKeystrokes(page: Page, secrets: number, quick: boolean): Promise<readonly number[]> {
  await command(page, 'Find Secret');
  await promptOpen(page, 'Words in a name, an account or a region');
  const known = `${secrets.toLocaleString('en')} known`;
  await poll(async () => (await page.locator('.quick-input-title:visible').innerText()).includes(known), {
    what: `${known} stood in the title`,
    deadlineMs: 60_000,
  });
  await poll(async () => !(await page.locator('.quick-input-progress.active').isVisible()), { what: 'all was read' });
  const took: number[] = [];
  // Four more digits lead to ten names in either case.
  const prefix = quick ? 'svc-00' : 'svc-0';
  for (const [round, number] of ['1234', '7351', '5826', '9147', '3692', '8273'].slice(0, quick ? 2 : 6).entries()) {
    await quickInput(page).fill(prefix);
    await page.locator('.quick-input-list .monaco-list-row', { hasText: prefix }).first().waitFor();
    for (const digit of number) {
      const ms = await measureKey(page, digit);
      if (round > 0) took.push(ms);
    }
  }
  return took;
}

export const realEditor: Goal = {
  id: 'P14',
  title: 'In a real VS Code: panel to first paint, keystroke to first row',
  async measure({ quick }) {
    const secrets = quick ? 10_000 : 100_000;
    const rounds = quick ? 3 : 15;
    const endpoint = await startChild('fakeEndpoint.ts', [String(secrets), '0']);
    const home = await homeWithProfile({ credentials: cannedKeys, region: cannedRegion });
    let session: Session | undefined;
    try {
      session = await openProduct({ home, settings: { 'custody.aws.endpoint': endpoint.url } });
      const { page, puppet } = session;
      await openView(page, 'Custody');
      await addProfile(page, 'demo');
      await clearToasts(puppet);
      const { empty, ours } = await measurePanels(session, rounds);
      const keys = await measureKeystrokes(page, secrets, quick);
      const ratio = (what: keyof Opened): readonly number[] =>
        pairwise(
          ours.map((each) => each[what]),
          empty.map((each) => each[what]),
        );
      const ms = (opened: readonly Opened[], what: keyof Opened): string => `${median(opened.map((each) => each[what])).toFixed(0)} ms`;
      return {
        figures: [
          { part: 'first words of the panel', value: median(ratio('content')), goal: 1.5, unit: 'x', spread: spreadOf(ratio('content')) },
          { part: 'the secret in the panel', value: median(ratio('heading')), goal: 2, unit: 'x', spread: spreadOf(ratio('heading')) },
          { part: 'keystroke to first row', value: median(keys), goal: 100, unit: 'ms', spread: spreadOf(keys) },
        ],
        how: `from the command to the frame with words on it, as the webview's own page sees it, against a webview whose script writes one word; by turns, ${rounds} rounds after ${warmUps} more, endpoint without delay; then ${keys.length} digits typed into Find Secret over ${secrets.toLocaleString('en')} names, from the key to the frame whose first row has what was typed`,
        notes: [
          `Empty webview: ${ms(empty, 'content')}. Ours: first words after ${ms(ours, 'content')}, the secret's name after ${ms(ours, 'heading')}.`,
        ],
      };
    } finally {
      await session?.close();
      await endpoint.stop();
      await rm(home, { recursive: true, force: true });
    }
  },
};
