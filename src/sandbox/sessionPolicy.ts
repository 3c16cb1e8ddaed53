import * as z from 'zod';
import { AwsError } from './awsError.ts';

const oneOrMore = z.union([z.string(), z.array(z.string()).min(1)]).transform((given) => [given].flat());
const values = z.record(z.string(), oneOrMore);

const statement = z
  .strictObject({
    Effect: z.enum(['Allow', 'Deny']),
    Action: oneOrMore.optional(),
    NotAction: oneOrMore.optional(),
    Resource: oneOrMore.optional(),
    NotResource: oneOrMore.optional(),
    Condition: z
      .strictObject({ StringEquals: values, StringNotEquals: values, StringLike: values, StringNotLike: values, Bool: values })
      .partial()
      .optional(),
  })
  .refine(({ Action, NotAction }) => (Action === undefined) !== (NotAction === undefined))
  .refine(({ Resource, NotResource }) => (Resource === undefined) !== (NotResource === undefined));

const policySchema = z.strictObject({ Version: z.literal('2012-10-17'), Statement: z.array(statement).min(1) });

type Statement = z.infer<typeof statement>;
export type SessionPolicy = readonly Statement[];

/** What is to be done, to what, and what else IAM knows of it: keys of conditions in lower case. */
export type Request = { readonly action: string; readonly resource: string; readonly facts?: Readonly<Record<string, string>> };

export type Verdict = 'allowed' | 'denied' | 'not allowed';

const longest = 2_048;

/** Reads what limits a session. An operator that is not evaluated here is refused, so that no test passes for want of it. */
export function readSessionPolicy(text: string): SessionPolicy {
  if (text.length > longest)
    throw new AwsError(
      'ValidationError',
      `1 validation error detected: Value at 'policy' failed to satisfy constraint: Member must have length less than or equal to ${longest}`,
    );
  const parsed = policySchema.safeParse(parseJson(text));
  if (!parsed.success || /[^\t\n\r -ÿ]/.test(text))
    throw new AwsError('MalformedPolicyDocument', 'The policy is not in the valid JSON format.');
  return parsed.data.Statement;
}

/** What a session policy says of a request, as IAM does: a deny counts before all, and nothing said is not allowed. */
export function judge(policy: SessionPolicy, request: Request): Verdict {
  const about = policy.filter((each) => isAbout(each, request));
  if (about.some(({ Effect }) => Effect === 'Deny')) return 'denied';
  return about.length > 0 ? 'allowed' : 'not allowed';
}

function isAbout(each: Statement, { action, resource, facts = {} }: Request): boolean {
  const isAction = (pattern: string): boolean => matches(pattern.toLowerCase(), action.toLowerCase());
  const isResource = (pattern: string): boolean => matches(pattern, resource);
  return (
    (each.Action ? each.Action.some(isAction) : !each.NotAction?.some(isAction)) &&
    (each.Resource ? each.Resource.some(isResource) : !each.NotResource?.some(isResource)) &&
    Object.entries(each.Condition ?? {}).every(([operator, keys]) =>
      Object.entries(keys ?? {}).every(([key, wanted]) => holds(operator, facts[key.toLowerCase()], wanted)),
    )
  );
}

/** A key that the request lacks fulfils what is negated and nothing else. */
function holds(operator: string, fact: string | undefined, wanted: readonly string[]): boolean {
  const isLike = operator.endsWith('Like');
  const found = wanted.some((each) => fact !== undefined && (isLike ? matches(each, fact) : each.replaceAll('${$}', '$') === fact));
  return operator.startsWith('StringNot') ? !found : found;
}

function matches(pattern: string, text: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
