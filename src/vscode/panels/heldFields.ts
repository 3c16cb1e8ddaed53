import type { EditableField } from '../../core/editFields.ts';

export const forgetAfterMs = 60_000;

export interface HeldFields {
  readonly hold: (fields: readonly EditableField[]) => void;
  /** The field's value, which counts as a use; undefined once it was dropped. */
  readonly use: (field: number) => EditableField | undefined;
  /** All of them, which counts as a use; undefined once they were dropped. */
  readonly all: () => readonly EditableField[] | undefined;
  /** How long they are kept without use from now on. */
  readonly keepFor: (milliseconds: number) => void;
  readonly drop: () => void;
}

/** A retrieved value, in memory only, until it lay unused for a while. */
export function createHeldFields(onDropped: () => void): HeldFields {
  let held: readonly EditableField[] = [];
  let keptFor = forgetAfterMs;
  let dropping: NodeJS.Timeout | undefined;

  function drop(): void {
    clearTimeout(dropping);
    if (held.length === 0) return;
    held = [];
    onDropped();
  }

  function wait(): void {
    clearTimeout(dropping);
    dropping = setTimeout(drop, keptFor);
  }

  return {
    hold(fields) {
      held = fields;
      wait();
    },
    use(field) {
      if (held.length > 0) wait();
      return held[field];
    },
    all() {
      if (held.length === 0) return undefined;
      wait();
      return held;
    },
    keepFor(milliseconds) {
      keptFor = milliseconds;
      if (held.length > 0) wait();
    },
    drop,
  };
}
