import * as vscode from 'vscode';
import { person } from '../core/caller.ts';
import type { Operation } from '../core/operation.ts';
import type { Custody } from '../custody.ts';
import { keepActive } from './keepActive.ts';
import { plainLabel } from './plainLabel.ts';

type Row = vscode.QuickPickItem & { readonly arn: string };

interface Where {
  readonly account: unknown;
  readonly region: unknown;
}

/** Lets the person pick a secret an operation applies to, while pages still come in; undefined when they leave. */
export async function pickSecret(
  operation: Operation,
  where: Where,
  custody: Custody,
  /** The editor's, unless a test looks at what is shown. */
  pick: vscode.QuickPick<Row> = vscode.window.createQuickPick<Row>(),
): Promise<string | undefined> {
  pick.title = operation.title;
  pick.placeholder = 'Secret';
  pick.matchOnDescription = true;
  pick.busy = true;
  const { promise, resolve, reject } = Promise.withResolvers<string | undefined>();
  const left = new AbortController();
  pick.onDidAccept(() => {
    const [chosen] = pick.selectedItems;
    if (chosen) resolve(chosen.arn);
  });
  pick.onDidHide(() => resolve(undefined));
  pick.show();
  fill(pick, operation, where, custody, left.signal).catch(reject);
  try {
    return await promise;
  } finally {
    left.abort();
    pick.dispose();
  }
}

async function fill(
  pick: vscode.QuickPick<Row>,
  operation: Operation,
  where: Where,
  { execute, operations }: Custody,
  signal: AbortSignal,
): Promise<void> {
  const wantsDeleted = !operation.appliesTo.includes('secret');
  const sent = new Set<string | undefined>();
  let next: string | undefined;
  do {
    sent.add(next);
    const input = { ...where, include_deleted: wantsDeleted, ...(next === undefined ? {} : { next_token: next }) };
    const page = await execute(operations.listSecrets, { caller: person, input, signal });
    if (signal.aborted) return;
    if (!page.ok) throw page.error;
    const found = page.output.secrets.filter((secret) => (secret.deletedDate !== undefined) === wantsDeleted);
    const rows = found.map(({ name, description = '', arn }) => ({ label: plainLabel(name), description: plainLabel(description), arn }));
    keepActive(
      pick,
      () => (pick.items = [...pick.items, ...rows]),
      (active) => active,
    );
    next = page.output.nextToken;
    // A token that comes for the second time leads round in a circle.
  } while (next !== undefined && !sent.has(next));
  pick.busy = false;
  if (pick.items.length === 0) pick.placeholder = wantsDeleted ? 'No secret is scheduled for deletion here' : 'There is no secret here';
}
