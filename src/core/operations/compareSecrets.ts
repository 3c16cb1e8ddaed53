import * as z from 'zod';
import { compareValues, compareWithTexts, compareWithTextsForAgent, type ComparedField, type ValueTrait } from '../compareValues.ts';
import { readEnvFile } from '../envFile.ts';
import { CustodyError } from '../errors.ts';
import { defineOperation, promptHints, type OperationContext, type OtherPlace } from '../operation.ts';
import { labels, plain, word } from '../outputText.ts';
import { placeOf } from '../reference.ts';
import { secretFields } from '../secretFields.ts';
import type { SecretValue } from '../secretsService.ts';
import { variablesFor } from '../variableNames.ts';
import { whichSecret } from './arguments.ts';

/** A name, an ARN, a version of the same secret, or a .env file; a version of the other stands behind a colon. */
const other = z.string().min(1).max(2_310);
promptHints.add(other, {
  prompt: 'Compare with',
  choices: [
    { label: 'Its previous version', arguments: { other: 'AWSPREVIOUS' } },
    { label: 'Its pending version, as a rotation makes it', arguments: { other: 'AWSPENDING' } },
    { label: 'The .env file of the open folder', arguments: { other: '.env' } },
    { label: 'Another secret…', prompt: 'Its name; its ARN, where it is in another region or account' },
  ],
});

export const compareSecrets = defineOperation({
  name: 'compare_secrets',
  title: 'Compare Secrets',
  description: 'Compares secrets or versions by key.',
  api: undefined,
  // It reads values, as a reveal does, so it is written down before; none is shown to anyone.
  risk: 'reveal',
  needs: 'use',
  target: 'secret',
  appliesTo: ['secret'],
  palette: 'prompts',
  toolset: 'use',
  input: z.strictObject({ ...whichSecret, other }),
  async run(context, input) {
    // Before anything is read.
    const asked = envPath.test(input.other) ? undefined : parseOther(input.other);
    const first = await context.service.getSecretValue({ secretId: input.secret_id }, context.signal);
    const here = placed({ ...first, account: context.account, region: context.region });
    if (!asked) return { first: here, ...(await compareWithFile(context, first, input.other)) };
    const there = await placeOfOther(context, asked.secretId);
    const query = { ...asked, secretId: asked.secretId ?? input.secret_id };
    const second = await there.service.getSecretValue(query, context.signal);
    return {
      first: here,
      second: placed({ ...second, account: there.account, region: there.region }),
      fields: compareValues(first.value, second.value),
    };
  },
  toAgent: ({ first, second, fields }) =>
    [
      summaryOf(fields),
      `first: ${first}`,
      `second: ${second}`,
      ...fields.map(({ key, is, first: a, second: b }) => `${shownKey(key)}: ${words[is]}, ${traitsOf(a, b)}`),
    ].join('\n'),
});

const envPath = /(^|[/\\])\.env[\w.-]*$/;

/** Each field with the variable it would be written as. */
async function compareWithFile(
  { envFiles, signal, account, caller, countGuess }: OperationContext,
  { name, value }: SecretValue,
  path: string,
): Promise<{ readonly second: string; readonly fields: readonly ComparedField[] }> {
  const whose = `${name} in account ${account}`;
  if (value.encoding === 'binary') throw new CustodyError('invalid_state', `${whose} is binary, and a .env file holds text.`);
  const variables = variablesFor(secretFields(value), name, whose, {});
  const { label, content } = await envFiles.look(path, signal);
  if (content === undefined) throw new CustodyError('invalid_input', `There is no file ${label}.`);
  const texts = readEnvFile(content);
  const pairs = variables.map((each) => ({ key: each.key, field: each.value, text: texts.get(each.name) ?? texts.get(each.key ?? '') }));
  if (caller.kind === 'person') return { second: plain(label), fields: compareWithTexts(pairs) };
  const fields = compareWithTextsForAgent(pairs);
  for (const [at, { field, text }] of pairs.entries()) if (text && fields[at]?.is !== 'not_compared') countGuess(whose, field, text);
  return { second: plain(label), fields };
}

interface Other {
  readonly secretId?: string;
  readonly versionId?: string;
  readonly versionStage?: string;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function parseOther(text: string): Other {
  if (uuid.test(text) || /^AWS(CURRENT|PREVIOUS|PENDING)$/.test(text)) return versionOf(text);
  const parts = text.split(':');
  const length = text.startsWith('arn:') ? 7 : 1;
  const secretId = parts.slice(0, length).join(':');
  const [version = '', extra] = parts.slice(length);
  if (extra !== undefined || (secretId === '' && version === '')) {
    const next = 'Write a name, an ARN, a version such as AWSPREVIOUS, or one with a version: prod/db:AWSPREVIOUS.';
    throw new CustodyError('invalid_input', 'compare_secrets found neither a secret nor a version in "other".', next);
  }
  return { ...(secretId === '' ? {} : { secretId }), ...(version === '' ? {} : versionOf(version)) };
}

function versionOf(text: string): Other {
  return uuid.test(text) ? { versionId: text } : { versionStage: text };
}

/** Where its ARN says; a name is one of this place. */
async function placeOfOther({ accounts, account, region, service, serviceOf }: OperationContext, secretId = ''): Promise<OtherPlace> {
  const place = placeOf(secretId);
  const owners = accounts.filter(({ accountId }) => accountId !== undefined && accountId === place.accountId);
  const isHere = owners.length === 0 || owners.some(({ name }) => name === account);
  if (isHere && (place.region ?? region) === region) return { service, account, region };
  return serviceOf(isHere ? account : undefined, place.region, secretId);
}

function placed({ name, versionId, stages, account, region }: SecretValue & Omit<OtherPlace, 'service'>): string {
  return `${word(name)} version ${word(versionId)} ${labels(stages)} in ${account} (${region})`;
}

const words = {
  same: 'same',
  different: 'different',
  only_first: 'only in the first',
  only_second: 'only in the second',
  not_compared: 'too easily guessed to be compared',
} as const;
/** What differs first. */
const kinds = ['different', 'only_first', 'only_second', 'not_compared', 'same'] as const;
const mostNamed = 8;

function summaryOf(fields: readonly ComparedField[]): string {
  const counted = kinds.flatMap((kind) => {
    const keys = fields.filter(({ is }) => is === kind).map(({ key }) => shownKey(key));
    const named = `${keys.slice(0, mostNamed).join(', ')}${keys.length > mostNamed ? ', ...' : ''}`;
    return keys.length === 0 ? [] : [`${keys.length} ${words[kind]} (${named})`];
  });
  return `${counted.join('; ')}.`;
}

function shownKey(key: string | undefined): string {
  if (key === undefined) return 'the whole value';
  const shown = plain(key);
  return shown === key && !/[,:;(){}"]/.test(key) ? key : JSON.stringify(shown);
}

/** Both where they differ, and one where they don't. */
function traitsOf(...traits: readonly (ValueTrait | undefined)[]): string {
  const shown = traits.flatMap((each) => (each ? [[each.type, each.size, each.fingerprint ?? 'no fingerprint'].join(' ')] : []));
  return [...new Set(shown)].join(' | ');
}
