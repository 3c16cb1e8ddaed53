import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

const shape = z.object({
  outputs: z.record(
    z.string(),
    z.object({
      bytes: z.number(),
      entryPoint: z.string().optional(),
      inputs: z.record(z.string(), z.object({ bytesInOutput: z.number() })),
      imports: z.array(z.object({ path: z.string(), kind: z.string(), external: z.boolean().optional() })),
    }),
  ),
});

export type Outputs = z.infer<typeof shape>['outputs'];

/** The folder with package.json and dist. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** What esbuild wrote to dist, by file; wants a build first. */
export async function readOutputs(): Promise<Outputs> {
  const text = await readFile(new URL('../../dist/meta.json', import.meta.url), 'utf8').catch(() => {
    throw new Error('Build first: npm run build.');
  });
  return shape.parse(JSON.parse(text)).outputs;
}

/** The output that a source file is the entry point of. */
export function outputOf(outputs: Outputs, entryPoint: string): string {
  const found = Object.entries(outputs).find(([, output]) => output.entryPoint === entryPoint);
  if (!found) throw new Error(`No chunk begins at ${entryPoint}.`);
  return found[0];
}

/** The files that are read when these are: all they import, and on request what they may import later. */
export function closure(outputs: Outputs, files: readonly string[], { later = false } = {}): ReadonlySet<string> {
  const read = new Set<string>();
  const follow = (file: string): void => {
    const output = outputs[file];
    if (!output || read.has(file)) return;
    read.add(file);
    for (const { path, kind } of output.imports) if (later || kind !== 'dynamic-import') follow(path);
  };
  files.forEach(follow);
  return read;
}

export function bytesOf(outputs: Outputs, files: Iterable<string>): number {
  return [...files].reduce((sum, file) => sum + (outputs[file]?.bytes ?? 0), 0);
}
