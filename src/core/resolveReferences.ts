import * as z from 'zod';
import { CustodyError } from './errors.ts';
import type { OperationContext } from './operation.ts';
import { oneLine } from './outputText.ts';
import { parseReference, placeOf, referencePrefix, type ParsedReference } from './reference.ts';
import { valueAt } from './secretFields.ts';
import type { SecretDetail, SecretValue } from './secretsService.ts';
import { SecretText } from './secretText.ts';

/** A text that holds references, by what it is: `env DB_PASSWORD`, `stdin`. */
export interface ReferringText {
  readonly where: string;
  readonly text: string;
  /** The text is a file's whole content, so that bytes can stand there. */
  readonly isFile: boolean;
}

/** A reference in such a text. */
export interface FoundReference extends ParsedReference {
  readonly where: string;
  readonly offset: number;
  readonly length: number;
}

/** A reference whose secret was described: what will be read, without having read it. */
const pinnedReference = z.object({
  where: z.string(),
  offset: z.number(),
  length: z.number(),
  arn: z.string(),
  name: z.string(),
  region: z.string(),
  key: z.string().optional(),
  binary: z.boolean(),
  /** The staging label or version id that was asked for, where one was. */
  label: z.string().optional(),
  versionId: z.string(),
});
export type PinnedReference = z.infer<typeof pinnedReference>;

/** A reference with the value it stands for. */
export interface ResolvedReference extends PinnedReference {
  readonly value: SecretText;
}

/** What any dynamic reference starts with, those to other services too. */
const anyReference = '{{resolve:';
const maxReferences = 50;

/** Whether a text names a value that CloudFormation would put in its place. */
export function holdsReference(text: string): boolean {
  return text.includes(anyReference);
}

/** Every reference in the texts, in their order. Throws for one that can't be read, with its column. */
export function findReferences(texts: readonly ReferringText[]): readonly FoundReference[] {
  const found = texts.flatMap(referencesIn);
  if (found.length > maxReferences)
    throw new CustodyError('limit_exceeded', `${found.length} references were given; one call takes at most ${maxReferences}.`);
  return found;
}

function referencesIn({ where, text, isFile }: ReferringText): readonly FoundReference[] {
  const found: FoundReference[] = [];
  for (let offset = text.indexOf(anyReference); offset !== -1;) {
    const start = offset + referencePrefix.length;
    if (!text.startsWith(referencePrefix, offset))
      throw malformed(where, offset + anyReference.length, 'Only references to secretsmanager are resolved.');
    const end = text.indexOf('}}', start);
    if (end === -1) throw malformed(where, text.length, 'The reference is not closed with }}.');
    const read = parseReference(text.slice(start, end));
    if ('why' in read) throw malformed(where, start + read.at, read.why);
    const length = end + 2 - offset;
    if (read.binary && !(isFile && length === text.length))
      throw malformed(where, start + read.secretId.length + 1, 'A binary value can only be all of a file.');
    found.push({ where, offset, length, ...read });
    offset = text.indexOf(anyReference, end + 2);
  }
  return found;
}

/** Columns count from 1, as editors show them. */
function malformed(where: string, at: number, why: string): CustodyError {
  return new CustodyError('invalid_input', `${where}, column ${at + 1}: ${why}`);
}

/**
 * Looks up whose values the references ask for, and which version of each that is now. Reads no value: a card can be
 * made of it, and a rotation in between gives another version and so another call.
 */
export async function pinReferences(context: OperationContext, references: readonly FoundReference[]): Promise<readonly PinnedReference[]> {
  const described = new Map<string, Promise<SecretDetail>>();
  const describeOnce = (secretId: string, region: string): Promise<SecretDetail> => {
    const key = `${region} ${secretId}`;
    const known = described.get(key) ?? describeIn(context, secretId, region);
    described.set(key, known);
    return known;
  };
  return Promise.all(
    references.map(async (reference) => {
      const { where, offset, length, key, binary = false } = reference;
      const label = reference.version ?? reference.stage;
      const region = placeOf(reference.secretId).region ?? context.region;
      const secret = await describeOnce(reference.secretId, region).catch((thrown: unknown) => Promise.reject(withWhere(where, thrown)));
      const { arn, name } = secret;
      if (secret.deletedDate !== undefined)
        throw new CustodyError('secret_pending_deletion', `${where}: ${name} in account ${context.account} is scheduled for deletion.`);
      const versionId = versionOf(secret, reference);
      if (versionId === undefined)
        throw new CustodyError(
          'invalid_input',
          `${where}: ${name} in account ${context.account} has no version labelled ${oneLine(reference.stage ?? 'AWSCURRENT')}.`,
          'See its labels with list_secret_version_ids.',
        );
      return {
        where,
        offset,
        length,
        arn,
        name,
        region,
        ...(key === undefined ? {} : { key }),
        ...(label === undefined ? {} : { label }),
        binary,
        versionId,
      };
    }),
  );
}

/** A version without a label is in no description of the secret; reading it will show whether it is there. */
function versionOf({ versions }: SecretDetail, { version, stage = 'AWSCURRENT' }: ParsedReference): string | undefined {
  return version ?? versions.find(({ stages }) => stages.includes(stage))?.versionId;
}

async function describeIn(context: OperationContext, secretId: string, region: string): Promise<SecretDetail> {
  return (await serviceAt(context, region)).describeSecret(secretId, context.signal);
}

/** The account in the region, which must be one of those the person gave it. */
async function serviceAt(context: OperationContext, region: string): Promise<OperationContext['service']> {
  const { account, accounts } = context;
  if (region === context.region) return context.service;
  if (!accounts.find(({ name }) => name === account)?.regions.includes(region))
    throw new CustodyError('region_not_found', `The ARN is of region ${region}, for which account ${account} is not configured.`);
  return context.serviceIn(region);
}

/** Says which of several references a failure is of. */
function withWhere(where: string, thrown: unknown): unknown {
  return thrown instanceof CustodyError ? new CustodyError(thrown.code, `${where}: ${thrown.message}`, thrown.next) : thrown;
}

/** What `pinReferences` found, as it stands in a precondition's state. */
export function pinnedIn(state: Readonly<Record<string, unknown>>): readonly PinnedReference[] {
  return z.array(pinnedReference).parse(state['references']);
}

/** Reads each version once and gives every reference its value. Throws before any value is used where one has none. */
export async function resolveReferences(
  context: OperationContext,
  references: readonly PinnedReference[],
): Promise<readonly ResolvedReference[]> {
  const versions = new Map<string, Promise<SecretValue>>();
  const readOnce = ({ arn, region, versionId }: PinnedReference): Promise<SecretValue> => {
    const key = `${arn} ${versionId}`;
    const known = versions.get(key) ?? readVersion(context, { arn, region, versionId });
    versions.set(key, known);
    return known;
  };
  return Promise.all(
    references.map(async (reference) => {
      const { value } = await readOnce(reference).catch((thrown: unknown) => Promise.reject(withWhere(reference.where, thrown)));
      return { ...reference, value: pick(value, reference, context.account) };
    }),
  );
}

async function readVersion(
  context: OperationContext,
  { arn, region, versionId }: Pick<PinnedReference, 'arn' | 'region' | 'versionId'>,
): Promise<SecretValue> {
  return (await serviceAt(context, region)).getSecretValue({ secretId: arn, versionId }, context.signal);
}

function pick(value: SecretText, { where, name, key, binary }: PinnedReference, account: string): SecretText {
  const secret = `${where}: ${name} in account ${account}`;
  if (binary !== (value.encoding === 'binary'))
    throw new CustodyError(
      'invalid_input',
      `${secret} holds ${binary ? 'text and no bytes' : 'bytes and no text'}.`,
      binary ? 'Write SecretString in the reference.' : 'Write SecretBinary in the reference, and put it into a file.',
    );
  const found = key === undefined ? value : valueAt(value, key);
  if (found) return found;
  throw new CustodyError(
    'invalid_input',
    `${secret} has no key ${JSON.stringify(oneLine(key ?? ''))}.`,
    'get_secret_value lists its keys.',
  );
}

/** The text with values in the place of its references. */
export function fillIn({ where, text }: ReferringText, resolved: readonly ResolvedReference[]): SecretText {
  const own = resolved.filter((each) => each.where === where).toSorted((a, b) => a.offset - b.offset);
  const [only] = own;
  // As it is, because bytes can't be put into a text.
  if (only && own.length === 1 && only.length === text.length) return only.value;
  let end = 0;
  let filled = '';
  for (const { offset, length, value } of own) {
    // Goes into another SecretText, with the rest of the text around it.
    filled += text.slice(end, offset) + value.reveal();
    end = offset + length;
  }
  return SecretText.of(filled + text.slice(end));
}
