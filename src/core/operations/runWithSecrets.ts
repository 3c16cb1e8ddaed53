import * as z from 'zod';
import { CustodyError } from '../errors.ts';
import { defineOperation } from '../operation.ts';
import { programLines } from '../programLines.ts';
import { placeOf } from '../reference.ts';
import {
  fillIn,
  findReferences,
  holdsReference,
  pinnedIn,
  pinReferences,
  resolveReferences,
  type FoundReference,
  type ReferringText,
} from '../resolveReferences.ts';
import { findMentions } from '../secretMentions.ts';
import type { SecretText } from '../secretText.ts';
import { assertSettable, contentOf, directoryOf, envTexts, referringText, referringTexts, type NamedText } from '../secretTexts.ts';
import { eachOnce, namesOf, quoted, shownCommand } from '../shownCommand.ts';
import { where } from './arguments.ts';

const maxCommand = 8_000;
const usualSeconds = 60;
/** Around the program's own time: reading the values before it, and ending what it started after it. */
const graceMs = 30_000;

const seconds = 'takes 1 to 600 seconds';

const input = z.strictObject({
  ...where,
  command: z.array(z.string().max(maxCommand)).min(1).max(256),
  env: referringTexts.optional(),
  stdin: referringText.optional(),
  files: referringTexts.optional(),
  directory: z.string().min(1).max(4_096).optional(),
  shell: z.boolean().optional(),
  timeout: z.int(seconds).min(1, seconds).max(600, seconds).optional(),
});
type Input = z.infer<typeof input>;

export const runWithSecrets = defineOperation({
  name: 'run_with_secrets',
  title: 'Run with Secrets',
  description: 'Runs a command with references in env, stdin and files (paths) filled in.',
  api: undefined,
  risk: 'use',
  needs: 'use',
  target: 'region',
  appliesTo: [],
  palette: 'none',
  toolset: 'use',
  input,
  secret: secretOf,
  timeLimitMs: (given) => secondsOf(given) * 1_000 + graceMs,
  async precondition(context, given) {
    const references = referencesOf(given);
    const directory = await context.programs.directory(given.directory);
    const pinned = await pinReferences(context, references);
    return { arn: pinned[0]?.arn, secret: undefined, state: { directory, references: pinned } };
  },
  effect: (given, before) => {
    const pinned = pinnedIn(before.state);
    const arns = pinned.map(({ arn }) => arn);
    const [values, them] = pinned.length === 1 ? ['value', 'it'] : ['values', 'them'];
    return {
      headline: `Run ${commandOf(given)} with ${namesOf(pinned)}`,
      consequences: [
        given.shell ? `A shell reads this line: ${quoted(given.command[0] ?? '')}` : `Command: ${shownCommand(given.command)}`,
        `Folder: ${quoted(directoryOf(before))}`,
        ...textsOf(given).map((each) => `${takerOf(each)} ${contentOf(each, pinned)}`),
        ...(new Set(arns).size > 1 ? [`Secrets: ${[...new Set(arns)].join(', ')}`] : []),
        `This command receives the ${values} and could pass ${them} on.`,
        `It is stopped after ${secondsOf(given)} ${secondsOf(given) === 1 ? 'second' : 'seconds'}. What it prints is shown with the ${values} taken out.`,
      ],
      acceptLabel: 'Run',
    };
  },
  destination: (given, before) => ({
    kind: 'command',
    label: `${commandOf(given)} in ${directoryOf(before)}`,
    // The texts too: what stands around a reference decides where its value goes, as a host in an address does.
    identity: {
      command: given.command,
      shell: given.shell ?? false,
      directory: directoryOf(before),
      env: given.env ?? {},
      files: given.files ?? {},
      stdin: given.stdin ?? '',
      timeout: secondsOf(given),
    },
    secrets: eachOnce(pinnedIn(before.state).map(({ arn, key }) => ({ arn, ...(key === undefined ? {} : { key }) }))),
  }),
  async run(context, given, before) {
    const resolved = await resolveReferences(context, pinnedIn(before.state));
    const plain = new Set<SecretText>();
    const filled = (each: ReferringText): SecretText => {
      const full = fillIn(each, resolved);
      if (!holdsReference(each.text)) plain.add(full);
      return full;
    };
    context.assertAllowed();
    const end = await context.programs.run(
      {
        command: given.command,
        shell: given.shell ?? false,
        directory: directoryOf(before),
        variables: new Map(envTexts(given.env).map((each) => [each.name, filled(each)])),
        files: new Map(fileTexts(given).map((each) => [each.name, filled(each)])),
        stdin: stdinTexts(given).map(filled)[0],
        parts: resolved.map(({ value }) => value),
        plain,
        timeoutMs: secondsOf(given) * 1_000,
      },
      context.signal,
      context.tell,
    );
    return { ...end, seconds: secondsOf(given) };
  },
  toAgent: (end) => programLines(end, end.seconds),
});

function fileTexts({ files = {} }: Input): readonly NamedText[] {
  return Object.entries(files).map(([name, given]) => ({ name, where: `files ${name}`, text: given, isFile: true }));
}

function stdinTexts({ stdin }: Input): readonly NamedText[] {
  return stdin === undefined ? [] : [{ name: 'stdin', where: 'stdin', text: stdin, isFile: false }];
}

function textsOf(given: Input): readonly NamedText[] {
  return [...envTexts(given.env), ...stdinTexts(given), ...fileTexts(given)];
}

/** The one that chooses account and region: the first with an ARN, unless the call names another region. */
function secretOf(given: Input): string | undefined {
  const mentions = textsOf(given).flatMap((each) => findMentions(each.text).filter(({ kind }) => kind === 'reference'));
  const ids = mentions.flatMap((mention) => ('secretId' in mention ? [mention.secretId] : []));
  const isArn = (id: string): boolean => placeOf(id).region !== undefined;
  return ids.find((id) => isArn(id) && (given.region ?? placeOf(id).region) === placeOf(id).region) ?? ids.find((id) => !isArn(id));
}

function referencesOf(given: Input): readonly FoundReference[] {
  if (given.command.some(holdsReference) || holdsReference(given.directory ?? ''))
    throw new CustodyError(
      'invalid_input',
      'run_with_secrets fills in no reference in its command, because others on this machine can read arguments.',
      'Put the reference into env, stdin or files, and let the command read it from there.',
    );
  if (given.shell && given.command.length !== 1)
    throw new CustodyError('invalid_input', 'With shell, the command is one line.', 'Give one text, or leave shell out.');
  if (given.command.join(' ').length > maxCommand || given.command[0] === '' || given.command.some((word) => word.includes('\0')))
    throw new CustodyError('invalid_input', `The command is empty, holds a NUL or is longer than ${maxCommand} characters.`);
  const twice = Object.keys(given.env ?? {}).find((name) => Object.hasOwn(given.files ?? {}, name));
  if (twice !== undefined) throw new CustodyError('invalid_input', `${twice} is named in env and in files.`);
  assertSettable([...Object.keys(given.env ?? {}), ...Object.keys(given.files ?? {})]);
  const references = findReferences(textsOf(given));
  if (references.length === 0)
    throw new CustodyError('invalid_input', 'Nothing in env, stdin or files names a secret.', 'Run what needs no secret without Custody.');
  return references;
}

function secondsOf({ timeout = usualSeconds }: Input): number {
  return timeout;
}

/** On one line and short: the card has the whole of it in a line of its own. */
function commandOf({ command }: Input): string {
  const shown = shownCommand(command);
  return shown.length > 80 ? `${shown.slice(0, 80)}...` : shown;
}

function takerOf({ name, where: place }: NamedText): string {
  if (place === 'stdin') return 'Standard input gets';
  return place.startsWith('files') ? `${name} gets the path of a file with` : `${name} gets`;
}
