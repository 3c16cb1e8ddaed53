import { cp, mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transform } from 'esbuild';
import * as z from 'zod';
import { runCommand } from '../harness/processes.ts';
import type { Goal } from './goal.ts';
import { closure, readOutputs, root } from './metafile.ts';
import { interleave, median, pairwise, spreadOf, timed } from './stats.ts';

const manifest = z.object({
  version: z.string(),
  custodyOperationCommands: z.array(z.string()),
  contributes: z.object({ commands: z.array(z.object({ command: z.string() })).min(1) }),
});
const forbidden = /node_modules\/(zod|@aws-sdk|@smithy|@modelcontextprotocol)\//;

// A bare process, and a look at what activation reads. Others are activation itself and what of Node it brings along.
const programs = {
  bare: '',
  // Loads as `activate` does and tells what was read once nothing that was begun is left to wait for.
  look: [
    "import { registerHooks } from 'node:module';",
    'const read = [];',
    'registerHooks({ load: (url, context, next) => { read.push(url); return next(url, context); } });',
    "process.once('beforeExit', () => console.log(JSON.stringify(read)));",
    "await import('./activate.mjs');",
  ].join('\n'),
} as const;

/** Activates with the commands of the real manifest, which an editor has long read by then. */
async function activateProgram(): Promise<string> {
  const { version, custodyOperationCommands, contributes } = manifest.parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));
  const packageJSON = JSON.stringify({ version, custodyOperationCommands, contributes });
  return [
    "import { context } from 'vscode';",
    "import { activate } from './dist/extension.js';",
    `const extension = { packageJSON: ${packageJSON} };`,
    "activate(new Proxy(context, { get: (of, name) => (name === 'extension' ? extension : of[name]) }));",
  ].join('\n');
}

/** Lays out the built extension beside a stub of the editor, in plain JavaScript, so that no loader is in the way. */
async function layOut(folder: string): Promise<void> {
  await cp(join(root, 'dist'), join(folder, 'dist'), { recursive: true });
  await cp(join(root, 'package.json'), join(folder, 'package.json'));
  const stub = await transform(await readFile(new URL('vscodeStub.ts', import.meta.url), 'utf8'), { loader: 'ts' });
  const editor = join(folder, 'node_modules', 'vscode');
  await mkdir(editor, { recursive: true });
  await writeFile(join(editor, 'package.json'), JSON.stringify({ name: 'vscode', type: 'module', exports: './index.js' }));
  await writeFile(join(editor, 'index.js'), stub.code);
  const outputs = await readOutputs();
  // What of Node itself activation imports; an editor has had it loaded for long.
  const builtins = [...closure(outputs, ['dist/extension.js'])].flatMap((file) =>
    (outputs[file]?.imports ?? []).filter(({ kind, external }) => external && kind !== 'dynamic-import').map(({ path }) => path),
  );
  const same = [...new Set(builtins)].map((name) => `import '${name}';`).join('\n');
  for (const [name, text] of Object.entries({ ...programs, activate: await activateProgram(), builtins: same }))
    await writeFile(join(folder, `${name}.mjs`), text);
}

/** Modules of SDKs and schema libraries among the chunks that activation read. */
async function findForbidden(folder: string): Promise<string[]> {
  const printed: unknown = JSON.parse(await runCommand(process.execPath, ['--no-warnings', join(folder, 'look.mjs')]));
  const read = z.array(z.string()).parse(printed);
  const outputs = await readOutputs();
  const chunks = Object.keys(outputs).filter((file) => read.some((url) => url.endsWith(`/${file}`)));
  if (!chunks.includes('dist/extension.js')) throw new Error('The extension was not among the modules read.');
  return chunks.flatMap((file) => Object.keys(outputs[file]?.inputs ?? {})).filter((input) => forbidden.test(input));
}

export const activation: Goal = {
  id: 'P3',
  title: 'Activation',
  async measure({ quick }) {
    const rounds = quick ? 7 : 25;
    const folder = await mkdtemp(join(tmpdir(), 'custody-bench-'));
    try {
      await layOut(folder);
      const found = await findForbidden(folder);
      const run = (name: string) => () => timed(() => runCommand(process.execPath, [join(folder, `${name}.mjs`)]));
      const results = await interleave(rounds, { bare: run('bare'), builtins: run('builtins'), activate: run('activate') });
      const ratios = pairwise(results('activate'), results('bare'));
      const own = median(pairwise(results('activate'), results('builtins')));
      const ms = (times: readonly number[]): string => `${median(times).toFixed(1)} ms`;
      return {
        figures: [
          { part: 'whole process', value: median(ratios), goal: 1.15, unit: 'x', spread: spreadOf(ratios) },
          { part: 'modules of an SDK or of zod read', value: found.length, goal: 0, unit: 'modules' },
        ],
        how: `a fresh process that imports dist/extension.js and activates it with a stub editor, against a bare one, ${rounds} interleaved rounds`,
        notes: [
          `${ms(results('activate'))} against ${ms(results('bare'))} bare; with the modules of Node that it imports and the stub alone ${ms(results('builtins'))} (${own.toFixed(2)}x of that).`,
          ...found.slice(0, 5),
        ],
      };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
