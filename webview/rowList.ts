import { button, iconButton } from './controls.ts';
import { element } from './element.ts';

interface Removable {
  readonly root: HTMLElement;
  readonly focus: () => void;
}

interface RowListOptions<Row extends Removable> {
  readonly create: () => Row;
  readonly addLabel: string;
  readonly removeLabel: string;
  /** Rows there are at first; the last of them can be removed only when this is 0. */
  readonly start: number;
  readonly max: number;
  readonly onChange: () => void;
}

export interface RowList<Row> {
  readonly root: HTMLElement;
  readonly rows: () => readonly Row[];
  /** One more row, for what is there already. */
  readonly append: () => Row;
  readonly reset: () => void;
}

/** Rows that can be added and removed: the pairs of a value, the tags of a secret. */
export function createRowList<Row extends Removable>(options: RowListOptions<Row>): RowList<Row> {
  const { start, max, onChange } = options;
  let rows: readonly Row[] = [];
  const body = element('div', { class: 'row-list' });
  const add = button({
    label: options.addLabel,
    icon: 'add',
    onClick() {
      append().focus();
      onChange();
    },
  });

  function append(): Row {
    const row = options.create();
    const remove = iconButton({ label: options.removeLabel, icon: 'close', onClick: () => take(row) });
    row.root.append(remove);
    body.append(row.root);
    rows = [...rows, row];
    refresh();
    return row;
  }

  function take(row: Row): void {
    if (rows.length <= start) return;
    const place = rows.indexOf(row);
    row.root.remove();
    rows = rows.filter((other) => other !== row);
    (rows[Math.min(place, rows.length - 1)] ?? add).focus();
    refresh();
    onChange();
  }

  function refresh(): void {
    add.disabled = rows.length >= max;
    body.classList.toggle('fixed', rows.length <= start);
  }

  function reset(): void {
    body.replaceChildren();
    rows = [];
    for (let count = 0; count < start; count += 1) append();
  }

  reset();
  return { root: element('div', { class: 'stack' }, body, element('div', {}, add)), rows: () => rows, append, reset };
}
