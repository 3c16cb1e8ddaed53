import type { SecretField } from '../../core/secretFields.ts';

const forgetAfterMs = 60_000;

export interface HeldFields {
  readonly hold: (fields: readonly SecretField[]) => void;
  /** The field's value, which counts as a use; undefined once it was dropped. */
  readonly use: (field: number) => SecretField | undefined;
  readonly drop: () => void;
}

/** A retrieved value, in memory only, until it lay unused for a minute. */
export function createHeldFields(onDropped: () => void): HeldFields {
  let held: readonly SecretField[] = [];
  let dropping: NodeJS.Timeout | undefined;

  function drop(): void {
    clearTimeout(dropping);
    if (held.length === 0) return;
    held = [];
    onDropped();
  }

  function wait(): void {
    clearTimeout(dropping);
    dropping = setTimeout(drop, forgetAfterMs);
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
    drop,
  };
}
