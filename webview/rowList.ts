import { button, iconButton, relabel, type Button } from './controls.ts';
import { element } from './element.ts';

export interface Removable {
  readonly root: HTMLElement;
  readonly focus: () => void;
  /** What tells it from the others; empty until it is typed. */
  readonly name: () => string;
  /** Called with its name whenever that is another. */
  readonly onNamed?: (name: string) => void;
}

interface RowListOptions<Row extends Removable> {
  readonly create: () => Row;
  readonly addLabel: string;
  /** Of a row with this name, or of one that has none yet. */
  readonly removeLabel: (name: string) => string;
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
  /** Has buttons say their rows' names, after those were filled in by no one's typing. */
  readonly rename: () => void;
}

/** Rows that can be added and removed: the pairs of a value, the tags of a secret. */
export function createRowList<Row extends Removable>(options: RowListOptions<Row>): RowList<Row> {
  const { start, max, onChange } = options;
  let rows: readonly Row[] = [];
  const removes = new Map<Row, Button>();
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
    const remove = iconButton({ label: options.removeLabel(''), icon: 'close', onClick: () => take(row) });
    removes.set(row, remove);
    row.root.append(remove);
    row.root.addEventListener('input', () => nameOne(row));
    body.append(row.root);
    rows = [...rows, row];
    refresh();
    return row;
  }

  function take(row: Row): void {
    if (rows.length <= start) return;
    const place = rows.indexOf(row);
    row.root.remove();
    removes.delete(row);
    rows = rows.filter((other) => other !== row);
    (rows[Math.min(place, rows.length - 1)] ?? add).focus();
    refresh();
    onChange();
  }

  function nameOne(row: Row): void {
    const remove = removes.get(row);
    if (remove) relabel(remove, options.removeLabel(row.name()), 'close');
    row.onNamed?.(row.name());
  }

  function refresh(): void {
    add.disabled = rows.length >= max;
    body.classList.toggle('fixed', rows.length <= start);
  }

  function reset(): void {
    body.replaceChildren();
    removes.clear();
    rows = [];
    for (let count = 0; count < start; count += 1) append();
  }

  reset();
  return {
    root: element('div', { class: 'stack' }, body, element('div', {}, add)),
    rows: () => rows,
    append,
    reset,
    rename: () => rows.forEach(nameOne),
  };
}
