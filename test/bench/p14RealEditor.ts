import { rm } from 'node:fs/promises';
import type { Puppet } from '../harness/puppet.ts';
import type { Session } from '../harness/session.ts';
import { openView } from '../harness/workbench.ts';
import { addProfile } from '../ui/pages.ts';
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

export const realEditor: Goal = {
  id: 'P14',
  title: 'In a real VS Code: panel to first paint',
  async measure({ quick }) {
    const rounds = quick ? 3 : 15;
    const endpoint = await startChild('fakeEndpoint.ts', ['100', '0']);
    const home = await homeWithProfile({ credentials: cannedKeys, region: cannedRegion });
    let session: Session | undefined;
    try {
      session = await openProduct({ home, settings: { 'custody.aws.endpoint': endpoint.url } });
      const { page, puppet } = session;
      await openView(page, 'Custody');
      await addProfile(page, 'demo');
      await clearToasts(puppet);
      const { empty, ours } = await measurePanels(session, rounds);
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
        ],
        how: `from the command to the frame with words on it, as the webview's own page sees it, against a webview whose script writes one word; by turns, ${rounds} rounds after ${warmUps} more, endpoint without delay`,
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
