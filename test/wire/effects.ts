import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { isGrantable, type ApprovalAnswer, type ApprovalCard } from '../../src/core/approval.ts';
import { operations } from '../../src/core/operations/index.ts';
import { runWithSecrets } from '../../src/core/operations/runWithSecrets.ts';
import { writeEnvFile } from '../../src/core/operations/writeEnvFile.ts';

// What a call does outside of the one path, told by itself, and whether a person said yes to it.

/** A person's yes, as far as it says what may happen. */
export interface Yes {
  readonly method: string | undefined;
  /** Whether what happens is what the card said. */
  readonly fits: (args: readonly unknown[]) => boolean;
  /** Until when it holds; undefined for one that counts once. */
  readonly until: number | undefined;
}

const changing = operations.filter(({ risk }) => risk === 'write' || risk === 'destructive');

/** The method of a port by the title that stands on the card: changes of AWS, programs that start and files that are written. */
const methods = new Map([
  ...changing.map(({ title, api = '' }) => [title, `${api.charAt(0).toLowerCase()}${api.slice(1)}`] as const),
  [runWithSecrets.title, 'run'] as const,
  [writeEnvFile.title, 'write'] as const,
]);
const effects: ReadonlySet<unknown> = new Set(methods.values());

export function isEffect(method: unknown): boolean {
  return effects.has(method);
}

const quarterMs = 15 * 60_000;

/** What an accepted card allows. One that would hold for longer, where only a use can, allows nothing. */
export function yesTo(card: ApprovalCard, answer: ApprovalAnswer, now: number): readonly Yes[] {
  const lasts = answer.kind === 'accepted' && answer.grant !== undefined;
  if (lasts && !isGrantable(card)) return [];
  return [{ method: methods.get(card.operation), fits: fitsOf(card), until: lasts ? now + quarterMs : undefined }];
}

const start = z.object({
  command: z.array(z.string()),
  shell: z.boolean(),
  directory: z.string(),
  variables: z.map(z.string(), z.unknown()),
  files: z.map(z.string(), z.unknown()),
  stdin: z.unknown().optional(),
});
const given = z.record(z.string(), z.string());
const command = z.object({
  ...start.pick({ command: true, shell: true, directory: true }).shape,
  env: given,
  files: given,
  stdin: z.string(),
});

function fitsOf({ arn, secret, destination }: ApprovalCard): Yes['fits'] {
  if (destination === undefined) return ([first]) => JSON.stringify(first).includes(arn ?? secret);
  const { identity } = destination;
  if (destination.kind === 'file') return ([first]) => z.object({ path: z.string() }).parse(first).path === identity['path'];
  const { env, files, stdin, ...shown } = command.parse(identity);
  const wanted = { ...shown, variables: Object.keys(env), files: Object.keys(files), stdin: stdin !== '' };
  return ([first]) => {
    const started = start.parse(first);
    const names = { variables: [...started.variables.keys()], files: [...started.files.keys()], stdin: started.stdin !== undefined };
    return isDeepStrictEqual({ ...started, ...names }, wanted);
  };
}
