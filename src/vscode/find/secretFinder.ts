import * as vscode from 'vscode';
import type { Account } from '../../core/account.ts';
import { person } from '../../core/caller.ts';
import type { CustodyError } from '../../core/errors.ts';
import { findSecrets } from '../../core/findSecrets.ts';
import type { SecretLocation } from '../../core/operation.ts';
import type { Custody } from '../../custody.ts';
import type { RegionNode } from '../tree/nodes.ts';
import type { OwnChanges } from '../tree/ownChanges.ts';
import { keepActive } from '../keepActive.ts';
import { createFoundSecrets } from './foundSecrets.ts';
import { isSame, type KeptSecrets } from './keptSecrets.ts';
import { readPages } from './readPages.ts';
import { copyArn, failedRow, noteRow, secretRow, separator, type Found, type Row } from './rows.ts';

export interface SecretFinderOptions {
  readonly custody: Custody;
  readonly kept: KeptSecrets;
  readonly own: OwnChanges;
  readonly open: (secret: SecretLocation) => void;
  /** The editor's, unless a test looks at what is shown. */
  readonly createPick?: () => vscode.QuickPick<Row>;
  readonly inFlight?: number;
}

const title = 'Find Secret';
const mostRows = 200;
/** How long pages are gathered before the list is drawn again; a keystroke draws at once. */
const drawEveryMs = 100;

/** Lets the person find a secret in all accounts and regions, while pages still come in. Ends when they leave. */
export async function findSecret(options: SecretFinderOptions): Promise<void> {
  const { execute, operations } = options.custody;
  const listed = await execute(operations.listAccounts, { caller: person, input: {} });
  if (!listed.ok) throw listed.error;
  const accounts = listed.output;
  if (accounts.length === 0) {
    void vscode.window.showInformationMessage('There is no account yet. Add one with "Custody: Add Account".');
    return;
  }
  await options.kept.keepAccounts(accounts.map(({ name }) => name));
  const pick = options.createPick?.() ?? vscode.window.createQuickPick<Row>();
  const left = new AbortController();
  const hidden = new Promise<void>((resolve) => {
    pick.onDidHide(() => resolve());
  });
  try {
    showPick(pick, accounts, left.signal, options);
    await hidden;
  } finally {
    left.abort();
    pick.dispose();
  }
}

function showPick(pick: vscode.QuickPick<Row>, accounts: readonly Account[], signal: AbortSignal, options: SecretFinderOptions): void {
  const { custody, kept, own, open, inFlight = 4 } = options;
  const found = createFoundSecrets();
  const failures = new Map<RegionNode, CustodyError>();
  const regions = accounts.flatMap((account) => account.regions.map((region): RegionNode => ({ kind: 'region', account, region })));
  const production = new Set(accounts.filter((account) => account.production === true).map(({ name }) => name));
  let drawing: NodeJS.Timeout | undefined;
  signal.addEventListener('abort', () => clearTimeout(drawing));

  const known = kept.read();
  for (const secret of [...known.pinned, ...known.recent]) if (isIn(regions, secret)) found.add(secret, [secret]);
  for (const region of regions) found.add({ account: region.account.name, region: region.region }, own.createdIn(region));

  const read = readPages({
    async readPage({ account, region }, token) {
      const input = { account: account.name, region, include_deleted: true, ...(token === undefined ? {} : { next_token: token }) };
      const outcome = await custody.execute(custody.operations.listSecrets, { caller: person, input, signal });
      if (!outcome.ok) throw outcome.error;
      return { secrets: own.correct(outcome.output.secrets), nextToken: outcome.output.nextToken };
    },
    onPage({ account, region }, secrets) {
      found.add({ account: account.name, region }, secrets);
      drawing ??= setTimeout(redraw, drawEveryMs);
    },
    onFailed(region, error) {
      failures.set(region, error);
      drawing ??= setTimeout(redraw, drawEveryMs);
    },
    onIdle() {
      pick.busy = false;
      redraw();
    },
    signal,
    inFlight,
  });

  function secretRows(): readonly Row[] {
    const query = pick.value.trim();
    const { pinned, recent } = kept.read();
    const keptRows =
      query === '' ? [...pinned, ...recent.filter((secret) => !pinned.some(isSame(secret)))].filter((secret) => isIn(regions, secret)) : [];
    const { rows, matching } = findSecrets(found.columns, query, mostRows + keptRows.length);
    const others = rows
      .flatMap((row) => found.at(row) ?? [])
      .filter((secret) => !keptRows.some(isSame(secret)))
      .slice(0, mostRows - keptRows.length);
    const rowOf = (secret: Found): Row =>
      secretRow(secret, { isPinned: pinned.some(isSame(secret)), inProduction: production.has(secret.account) });
    const more = matching - keptRows.length - others.length;
    return [
      ...(keptRows.length > 0 ? [separator('pinned and recent')] : []),
      ...keptRows.map(rowOf),
      ...(keptRows.length > 0 && others.length > 0 ? [separator('all')] : []),
      ...others.map(rowOf),
      ...(more > 0 ? [noteRow(`${more.toLocaleString('en')} more ${more === 1 ? 'matches' : 'match'}`)] : []),
      ...(matching === 0 ? [noteRow(pick.busy ? 'Nothing matches so far' : 'No secret matches')] : []),
    ];
  }

  function draw(): void {
    clearTimeout(drawing);
    drawing = undefined;
    const failed = [...failures].map(([region, error]) => failedRow(region, error));
    pick.title = [
      title,
      `${found.columns.names.length.toLocaleString('en')} known`,
      ...(failed.length > 0 ? [`${failed.length} not read`] : []),
    ].join(' · ');
    pick.items = [...secretRows(), ...(failed.length > 0 ? [separator('not read')] : []), ...failed];
  }

  /** Draws what came meanwhile, and leaves the person on the row they moved to. */
  function redraw(): void {
    const first = pick.items.find(({ kind }) => kind === undefined);
    keepActive(pick, draw, (active) =>
      active === first ? undefined : pick.items.find((row) => row.secret && active.secret && isSame(row.secret)(active.secret)),
    );
  }

  pick.title = title;
  pick.placeholder = 'Words in a name, an account or a region';
  pick.matchOnDescription = false;
  pick.matchOnDetail = false;
  // Keeps our order: without it the editor sorts what its own filter matched by label. Not in the published types, and
  // where an editor does not know it, rows still all show.
  Object.assign(pick, { sortByLabel: false });
  pick.busy = true;
  pick.onDidChangeValue(() => {
    pick.keepScrollPosition = false;
    draw();
  });
  pick.onDidTriggerItemButton(async ({ item: { secret }, button }) => {
    if (!secret) return;
    if (button === copyArn) return vscode.env.clipboard.writeText(secret.arn);
    await kept.togglePin(secret);
    redraw();
  });
  pick.onDidAccept(() => {
    const [chosen] = pick.selectedItems;
    if (chosen?.failed) {
      failures.delete(chosen.failed);
      pick.busy = true;
      read(chosen.failed);
      redraw();
    }
    if (!chosen?.secret) return;
    pick.hide();
    open(chosen.secret);
  });
  draw();
  pick.show();
  regions.forEach(read);
}

function isIn(regions: readonly RegionNode[], secret: SecretLocation): boolean {
  return regions.some(({ account, region }) => account.name === secret.account && region === secret.region);
}
