import * as z from 'zod';
import { hashOf } from '../canonicalJson.ts';
import { setInEnvFile, readEnvFile } from '../envFile.ts';
import { gitStates, type EnvFile, type GitState } from '../envFiles.ts';
import { CustodyError } from '../errors.ts';
import { fingerprintOf } from '../fingerprint.ts';
import { defineOperation, promptHints, type OperationContext, type Precondition } from '../operation.ts';
import { plain } from '../outputText.ts';
import { secretFields } from '../secretFields.ts';
import type { SecretText } from '../secretText.ts';
import { variablesFor } from '../variableNames.ts';
import { describeFirst, whichSecret } from './arguments.ts';

const path = z.string().min(1).max(1_024);
promptHints.add(path, {
  prompt: 'Which .env file of the open folder?',
  choices: [
    { label: '.env', arguments: { path: '.env' } },
    { label: '.env.local', arguments: { path: '.env.local' } },
    { label: 'Another…', prompt: 'Path of the .env file, from the open folder' },
  ],
});
const prefix = z
  .string()
  .regex(/^[A-Za-z_]\w{0,63}$/, 'takes letters, digits and _')
  .optional();
promptHints.add(prefix, { prompt: 'What the names of the variables begin with, such as DB_, or nothing' });

/** What a call would do to the file, as far as a card and a hash may know it. */
const planned = z.object({
  file: z.object({ path: z.string(), label: z.string(), git: z.enum(gitStates), isThere: z.boolean() }),
  variables: z.array(z.object({ key: z.string().optional(), name: z.string() })),
  replaced: z.array(z.string()),
  before: z.record(z.string(), z.string()),
  after: z.record(z.string(), z.string()),
  content: z.string(),
  versionId: z.string(),
});
type Planned = z.infer<typeof planned>;

interface Plan {
  readonly state: Planned;
  readonly file: EnvFile;
  readonly content: SecretText;
}

export const writeEnvFile = defineOperation({
  name: 'write_env_file',
  title: 'Write .env File',
  description: "Writes a secret's values into a dotenv file, unseen.",
  api: undefined,
  risk: 'use',
  needs: 'use',
  target: 'secret',
  appliesTo: ['secret'],
  toolset: 'use',
  palette: 'form',
  input: z.strictObject({ ...whichSecret, path, keys: z.array(z.string().min(1).max(256)).min(1).max(200).optional(), prefix }),
  personArguments: ['prefix'],
  async precondition(context, input) {
    const before = await describeFirst(context, input.secret_id);
    if (before.secret?.deletedDate !== undefined)
      throw new CustodyError('secret_pending_deletion', `${before.secret.name} in account ${context.account} is scheduled for deletion.`);
    const { state } = await plan(context, input, before);
    return { ...before, state: { ...before.state, plan: state } };
  },
  effect(input, before) {
    const { file, variables, replaced } = planOf(before);
    const name = before.secret?.name ?? input.secret_id;
    return {
      headline: `Write ${variables.length === 1 ? 'a value' : `${variables.length} values`} of ${name} to ${file.label}`,
      consequences: [
        `Written: ${variables.map((each) => (each.key === undefined ? each.name : `${plain(each.key)} as ${each.name}`)).join(', ')}.`,
        replacedWords(file.isThere, replaced),
        gitWords(file.label, file.git),
        'Anything that reads the file gets the values, and so does an agent that may read files.',
      ],
      acceptLabel: 'Write',
    };
  },
  destination(input, before) {
    const { file, variables, before: replaced, after } = planOf(before);
    const arn = before.arn ?? input.secret_id;
    return {
      kind: 'file',
      label: file.label,
      // A file that git no longer ignores is asked about anew.
      identity: { path: file.path, names: variables.map(({ name }) => name), git: file.git },
      secrets: variables.map(({ key }) => (key === undefined ? { arn } : { arn, key })),
      contents: { before: replaced, after },
    };
  },
  async run(context, input, before) {
    const { state, file, content } = await plan(context, input, before);
    if (hashOf(state) !== hashOf(planOf(before)))
      throw new CustodyError('changed_since', `${file.label} was not written, because the file or the secret changed just now.`);
    context.assertAllowed();
    await context.envFiles.write(file, content, context.signal);
    const { variables, replaced } = state;
    return { label: file.label, names: variables.map(({ name }) => name), replaced, ignored: file.git === 'notIgnored' };
  },
  toAgent: ({ label, names, replaced, ignored }) =>
    [
      `Wrote ${names.join(', ')} to ${plain(label)}.`,
      ...(replaced.length === 0 ? [] : [`Replaced: ${replaced.join(', ')}.`]),
      ...(ignored ? ['Its name was added to .gitignore.'] : []),
    ].join('\n'),
});

interface Wanted {
  readonly secret_id: string;
  readonly path: string;
  readonly keys?: readonly string[] | undefined;
  readonly prefix?: string | undefined;
}

async function plan({ service, signal, envFiles, account }: OperationContext, input: Wanted, before: Precondition): Promise<Plan> {
  const found = await service.getSecretValue({ secretId: before.arn ?? input.secret_id }, signal);
  const whose = `${found.name} in account ${account}`;
  if (found.value.encoding === 'binary') throw new CustodyError('invalid_state', `${whose} is binary, and a .env file holds text.`);
  const variables = variablesFor(secretFields(found.value), found.name, whose, input);
  const file = await envFiles.look(input.path, signal);
  if (file.git === 'tracked')
    throw new CustodyError(
      'invalid_state',
      `${file.label} is tracked by git, so no value is written to it: it could be committed.`,
      'Choose another file, or take it out of git with "git rm --cached" first.',
    );
  const values = new Map(variables.map(({ name, value }) => [name, value]));
  const content = setInEnvFile(file.content, values);
  const present = file.content === undefined ? new Map<string, SecretText>() : readEnvFile(file.content);
  const state: Planned = {
    file: { path: file.path, label: file.label, git: file.git, isThere: file.content !== undefined },
    variables: variables.map(({ key, name }) => (key === undefined ? { name } : { key, name })),
    replaced: variables.map(({ name }) => name).filter((name) => present.has(name)),
    before: fingerprints([...present].filter(([name]) => values.has(name))),
    after: fingerprints([...values]),
    content: fingerprintOf(file.content),
    versionId: found.versionId,
  };
  return { state, file, content };
}

function fingerprints(values: readonly (readonly [string, SecretText])[]): Readonly<Record<string, string>> {
  return Object.fromEntries(values.map(([name, value]) => [name, fingerprintOf(value)]));
}

function planOf({ state }: Precondition): Planned {
  return planned.parse(state['plan']);
}

function replacedWords(isThere: boolean, replaced: readonly string[]): string {
  if (!isThere) return 'The file is new, and its owner alone may read it.';
  return replaced.length === 0
    ? 'The file is there; the lines are added at its end.'
    : `Replaced in the file: ${replaced.join(', ')}. Other lines stay.`;
}

function gitWords(label: string, git: GitState): string {
  if (git === 'ignored') return 'Git ignores the file.';
  if (git === 'noRepository') return 'The folder is in no git repository.';
  if (git === 'notIgnored') return `${label} is not ignored by git. Allowing this adds it to .gitignore first.`;
  return 'Nobody knows whether git ignores the file, because git could not be asked. It could be committed.';
}
