import * as z from 'zod';
import { readEnvFile } from './envFile.ts';
import type { GitState } from './envFiles.ts';
import { CustodyError } from './errors.ts';
import { fingerprintOf } from './fingerprint.ts';
import { generateValue } from './generateValue.ts';
import type { OperationContext, Precondition } from './operation.ts';
import { SecretText } from './secretText.ts';

const maxShown = 40;

/** Where a new value comes from. The value itself is no argument. */
export const valueSource = {
  value: z.enum(['generate', 'person', 'environment', 'dotenv'], {
    error:
      'is never the value itself: generate makes one, person has the person type it, environment takes the variable and dotenv the path#KEY that "from" names',
  }),
  // Whatever else stands here may be a value, and what passes is written to the log.
  from: z
    .string()
    .max(1_024)
    .regex(
      /^([A-Za-z_]\w{0,127}|([^#\p{Cc}]*[/\\])?\.env[\w.-]{0,100}(#[\w.-]{1,128})?)$/u,
      'takes NAME of a variable or path#KEY of a .env file',
    )
    .optional(),
};

type SourceInput = z.infer<z.ZodObject<typeof valueSource>>;

interface Source {
  readonly value: SecretText;
  readonly words: string;
}

const seen = z.object({ source: z.object({ fingerprint: z.string(), words: z.string() }) });

/** What a precondition holds of a value that is there already, so that another one in its place refuses the call. */
export async function lookAtSource(context: OperationContext, input: SourceInput, whole: boolean): Promise<Precondition['state']> {
  const source = await findSource(context, input, whole);
  return source === undefined ? {} : { source: { fingerprint: fingerprintOf(source.value), words: source.words } };
}

/** Where the value comes from and who sees it, for the card. */
export function sourceWords({ value }: SourceInput, { state }: Precondition): string {
  if (value === 'generate') return 'A random value is generated and stored at once. Nobody sees it, the agent included.';
  if (value === 'person') return 'The value goes to AWS and nowhere else.';
  return `${seen.safeParse(state).data?.source.words ?? ''} It goes to AWS unseen by the agent.`;
}

/** The value; undefined where the person typed none. */
export async function readSource(
  context: OperationContext,
  input: SourceInput & { readonly length?: number | undefined; readonly symbols?: boolean | undefined },
  before: Precondition,
  whole: boolean,
): Promise<SecretText | undefined> {
  if (input.value === 'generate') return generateValue({ length: input.length ?? 32, symbols: input.symbols ?? true });
  const source = await findSource(context, input, whole);
  if (source === undefined) return context.value;
  if (seen.safeParse(before.state).data?.source.fingerprint === fingerprintOf(source.value)) return source.value;
  throw new CustodyError('changed_since', 'Nothing was stored, because the value changed after the question was asked.');
}

async function findSource(context: OperationContext, { value, from }: SourceInput, whole: boolean): Promise<Source | undefined> {
  if (value === 'generate' || value === 'person') {
    if (from === undefined) return undefined;
    throw new CustodyError('invalid_input', `"from" goes with the values environment and dotenv, and not with ${value}.`);
  }
  if (from === undefined)
    throw new CustodyError('invalid_input', `The value ${value} needs "from": a variable's NAME, or path#KEY of a .env file.`);
  return value === 'environment' ? findVariable(context, from) : findKey(context, from, whole);
}

function findVariable({ envFiles }: OperationContext, name: string): Source {
  if (!/^\w+$/.test(name)) throw new CustodyError('invalid_input', 'The value environment takes the NAME of a variable in "from".');
  // They hold the editor's own tokens and ours, which are nobody's secrets to keep.
  if (/^(VSCODE|ELECTRON|CUSTODY)_/i.test(name))
    throw new CustodyError(
      'invalid_input',
      "Variables that begin with VSCODE_, ELECTRON_ or CUSTODY_ are the editor's own and are not stored.",
    );
  const value = envFiles.variable(name);
  if (value === undefined || value.byteLength === 0)
    throw new CustodyError(
      'invalid_input',
      'The variable that "from" names is not set in the environment Custody runs in.',
      'Ask the person to type the value: value person.',
    );
  const aws = /^AWS_/i.test(name) ? ' It is one that AWS tools sign in or are set up with.' : '';
  return { value, words: `The value is that of the environment variable ${name}.${aws}` };
}

async function findKey({ envFiles, signal, caller }: OperationContext, from: string, whole: boolean): Promise<Source> {
  const [path = '', key] = from.split('#');
  if (!/(^|[/\\])\.env[\w.-]*$/.test(path))
    throw new CustodyError('invalid_input', 'The value dotenv takes path#KEY of a .env file in "from".');
  if (key === undefined && !whole) throw new CustodyError('invalid_input', 'Name one variable of the .env file: path#KEY in "from".');
  const { label, content, git } = await envFiles.look(path, signal);
  if (content === undefined) throw new CustodyError('invalid_input', `There is no file ${label}.`);
  // What comes with a repository was written by whoever can push to it, and is no secret any more.
  if (caller.kind === 'agent' && git !== 'ignored' && git !== 'noRepository') throw notPrivate(label, git);
  const variables = readEnvFile(content);
  if (key === undefined) return wholeFile(label, variables);
  const value = variables.get(key);
  if (value === undefined || value.byteLength === 0)
    throw new CustodyError('invalid_input', `${label} holds no value under the key that "from" names.`);
  return { value, words: `The value is that of ${key} in ${label}.` };
}

function notPrivate(label: string, git: Exclude<GitState, 'ignored' | 'noRepository'>): CustodyError {
  const person = 'ask the person to choose "Custody: Import .env File".';
  if (git === 'unknown')
    return new CustodyError(
      'invalid_state',
      `Git can't say whether it ignores ${label}, so no value is taken from it.`,
      `Instead, ${person}`,
    );
  const how = git === 'tracked' ? 'tracked by git' : 'not ignored by git';
  return new CustodyError('invalid_state', `${label} is ${how}, so no value is taken from it.`, `Add it to .gitignore first, or ${person}`);
}

function wholeFile(label: string, variables: ReadonlyMap<string, SecretText>): Source {
  if (variables.size === 0) throw new CustodyError('invalid_input', `${label} holds no variable.`);
  const names = [...variables.keys()];
  const more = names.length > maxShown ? ` and ${names.length - maxShown} more` : '';
  return {
    value: jsonOf(variables),
    words: `The value is all of ${label} as one JSON object: ${names.slice(0, maxShown).join(', ')}${more}.`,
  };
}

/** Variables as one JSON secret, a key each. */
export function jsonOf(variables: ReadonlyMap<string, SecretText>): SecretText {
  // Goes into another SecretText, as the members of a JSON object.
  return SecretText.of(JSON.stringify(Object.fromEntries([...variables].map(([name, value]) => [name, value.reveal()]))));
}
