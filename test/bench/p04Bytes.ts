import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packVsix } from '../harness/packVsix.ts';
import type { Goal } from './goal.ts';
import { bytesOf, closure, outputOf, readOutputs, root } from './metafile.ts';
import { kib } from './stats.ts';

/** The modules by which the front door, the one path and the AWS side come in, after activation. */
const laterRoots = ['src/mcp/http.ts', 'src/custody.ts', 'src/aws/servicePool.ts', 'src/storage/auditFile.ts'];

export interface Sizes {
  /** What is read at activation. */
  readonly activationBytes: number;
  /** The server and AWS chunks with all they may ever import, less what activation has read. */
  readonly laterBytes: number;
  readonly vsixBytes: number;
  /** The largest packages and folders in the later chunks, in bytes. */
  readonly largest: readonly (readonly [string, number])[];
}

export async function measureSizes(): Promise<Sizes> {
  const outputs = await readOutputs();
  const activation = closure(outputs, ['dist/extension.js']);
  const roots = laterRoots.map((entryPoint) => outputOf(outputs, entryPoint));
  const later = [...closure(outputs, roots, { later: true })].filter((file) => !activation.has(file));
  const byPackage = new Map<string, number>();
  for (const file of later) {
    for (const [input, { bytesInOutput }] of Object.entries(outputs[file]?.inputs ?? {})) {
      const name = /node_modules\/zod\/v4\/locales\//.test(input)
        ? 'zod locales'
        : (/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? 'own source');
      const group = name.startsWith('@aws-sdk/') ? '@aws-sdk' : name.startsWith('@smithy/') ? '@smithy' : name;
      byPackage.set(group, (byPackage.get(group) ?? 0) + bytesInOutput);
    }
  }
  return {
    activationBytes: bytesOf(outputs, activation),
    laterBytes: bytesOf(outputs, later),
    vsixBytes: await packedBytes(),
    largest: [...byPackage].toSorted(([, a], [, b]) => b - a).slice(0, 6),
  };
}

async function packedBytes(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'custody-bench-'));
  try {
    return (await stat(await packVsix(root, join(folder, 'custody.vsix')))).size;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export const sizes: Goal = {
  id: 'P4',
  title: 'Bytes',
  async measure() {
    const { activationBytes, laterBytes, vsixBytes, largest } = await measureSizes();
    return {
      figures: [
        { part: 'read at activation', value: activationBytes / kib, goal: 100, unit: 'KiB' },
        { part: 'server and AWS chunks', value: laterBytes / kib, goal: 1_024, unit: 'KiB' },
        { part: 'VSIX', value: vsixBytes / 1e6, goal: 1.5, unit: 'MB' },
      ],
      how: "esbuild's metafile, following every import of the front door, the one path and the AWS side; and a packed VSIX",
      notes: [`Largest in the chunks: ${largest.map(([name, bytes]) => `${name} ${(bytes / kib).toFixed(0)} KiB`).join(', ')}.`],
    };
  },
};
