import type { QuickPick, QuickPickItem } from 'vscode';

/**
 * Draws the rows of a quick pick anew and leaves the person on the row they are on, which `again` finds among the new
 * ones: else the highlight moves while pages come in, and Enter takes another row.
 */
export function keepActive<Row extends QuickPickItem>(
  pick: QuickPick<Row>,
  draw: () => void,
  again: (active: Row) => Row | undefined,
): void {
  const [active] = pick.activeItems;
  pick.keepScrollPosition = true;
  draw();
  const row = active && again(active);
  if (row) pick.activeItems = [row];
}
