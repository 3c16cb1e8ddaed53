import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Table } from './bench.ts';
import { runControls } from './controls.ts';
import { runInspector } from './inspector.ts';
import { runSuite, suites } from './suites.ts';
import { installJudges } from './tools.ts';

// Runs the protocol's own conformance suites and its inspector against the real front door, and closes with a line
// that counts. Nothing is left out of the count: there is no list of failures that are expected.

const scripts = await installJudges(console.log);
const home = await mkdtemp(join(tmpdir(), 'custody-conformance-'));
let passed = 0;
let failed = 0;
try {
  for (const suite of suites) print(await runSuite(suite, { scripts, home }));
  print(await runControls({ scripts, home }));
  print(await runInspector({ scripts, home }));
} catch (error) {
  failed += 1;
  console.error(error);
} finally {
  await rm(home, { recursive: true, force: true });
}
console.log(`conformance: ${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

function print(tables: readonly Table[]): void {
  for (const { title, rows, remark } of tables) {
    const good = rows.filter((row) => row.passed).length;
    passed += good;
    failed += rows.length - good;
    const width = Math.max(...rows.map(({ name }) => name.length));
    console.log(`\n${title}: ${good} of ${rows.length}`);
    for (const row of rows) console.log(`  ${row.passed ? 'pass' : 'FAIL'}  ${row.name.padEnd(width)}  ${row.note}`);
    if (remark !== undefined) console.log(`  ${remark}`);
  }
}
