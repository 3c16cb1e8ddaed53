import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { startSandbox } from '../../src/sandbox/server.ts';
import { runCommand } from '../harness/processes.ts';
import type { Goal } from './goal.ts';
import { interleave, median, spreadOf, timed } from './stats.ts';

const secret = 'dev/orders/postgres';

/** Bundles the child as the product is bundled, so that no loader is in the way. */
async function bundleChild(outdir: string): Promise<void> {
  await build({
    entryPoints: [fileURLToPath(new URL('resolveOnce.ts', import.meta.url))],
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    minify: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    mainFields: ['module', 'main'],
    conditions: ['module', 'import'],
    banner: { js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);" },
    logLevel: 'error',
  });
}

export const coldReference: Goal = {
  id: 'P16',
  title: 'A reference from a cold start',
  async measure({ quick }) {
    const rounds = quick ? 5 : 21;
    const folder = await mkdtemp(join(tmpdir(), 'custody-bench-'));
    const sandbox = await startSandbox({ seed: true });
    try {
      const file = join(folder, 'resolveOnce.mjs');
      await bundleChild(folder);
      const { accessKeyId, secretAccessKey } = sandbox.credentials;
      const args = [file, sandbox.endpoint, accessKeyId, secretAccessKey, sandbox.region, secret];
      const results = await interleave(rounds, {
        run: () => timed(() => runCommand(process.execPath, args)),
        bare: () => timed(() => runCommand(process.execPath, ['-e', ''])),
      });
      const times = results('run');
      return {
        figures: [{ part: 'p50', value: median(times), goal: 300, unit: 'ms', spread: spreadOf(times) }],
        how: `a fresh process that runs one command with one reference, from its start to its end, answer of a loopback endpoint included, ${rounds} rounds`,
        notes: [
          `A process that does nothing takes ${median(results('bare')).toFixed(0)} ms of it.`,
          "AWS publishes 12.4 s for its agents' wrapper where its local daemon does not answer.",
        ],
      };
    } finally {
      await sandbox.close();
      await rm(folder, { recursive: true, force: true });
    }
  },
};
