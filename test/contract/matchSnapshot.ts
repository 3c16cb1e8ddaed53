import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const folder = new URL('./snapshots/', import.meta.url);

/** Compares with the stored snapshot. `UPDATE=1` stores it instead; a missing one fails. */
export function matchSnapshot(name: string, found: unknown): void {
  const path = new URL(`${name}.json`, folder);
  const text = `${JSON.stringify(found, null, 2)}\n`;
  if (process.env['UPDATE'] === '1') {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, text);
    return;
  }
  assert.equal(text, readFileSync(path, 'utf8'), `${name} differs from its snapshot; look at the change, then run with UPDATE=1`);
}
