import * as z from 'zod';
import { canonicalJson } from './canonicalJson.ts';
import { plain } from './outputText.ts';

const oneOrMore = z.union([z.string(), z.array(z.string())]);
const principals = z.union([z.string(), z.array(z.string()), z.record(z.string(), oneOrMore)]);

const statementShape = z.looseObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Principal: principals.optional(),
  NotPrincipal: principals.optional(),
  Action: oneOrMore.optional(),
  NotAction: oneOrMore.optional(),
  Resource: oneOrMore.optional(),
  NotResource: oneOrMore.optional(),
  Condition: z.record(z.string(), z.unknown()).optional(),
});
const policyShape = z.looseObject({ Statement: z.union([statementShape, z.array(statementShape)]) });

/** Names, or with `not` everything but them. */
export interface Named {
  readonly not: boolean;
  readonly names: readonly string[];
}

export interface Statement {
  readonly sid: string | undefined;
  /** Its place in the policy, counted from 1. */
  readonly place: number;
  readonly effect: 'Allow' | 'Deny';
  /** As `account 111122223333`, an ARN, `service lambda.amazonaws.com`, or `everyone`. */
  readonly who: Named;
  readonly actions: Named;
  readonly resources: Named;
  /** Canonical JSON; undefined where there is none. */
  readonly condition: string | undefined;
  /** Members that IAM knows nothing of, as canonical JSON. */
  readonly others: string;
}

export interface ResourcePolicy {
  readonly statements: readonly Statement[];
  /** What stands beside the statements, such as the version, as canonical JSON. */
  readonly others: string;
}

export const everyone = 'everyone';

/** Reads a policy; undefined where the text is none. */
export function readPolicy(text: string): ResourcePolicy | undefined {
  const parsed = policyShape.safeParse(parseJson(text));
  if (!parsed.success) return undefined;
  const { Statement: found, ...others } = parsed.data;
  return { statements: [found].flat().map(readStatement), others: canonicalJson(others) };
}

/** The same text for policies that say the same in another order or layout. */
export function canonicalPolicy(text: string): string {
  const parsed = parseJson(text);
  return parsed === undefined ? text : canonicalJson(parsed);
}

/** Whether a statement lets anyone in, in whatever account, without a condition. */
export function opensToEveryone({ statements }: ResourcePolicy): boolean {
  return statements.some(
    ({ effect, who, condition }) => effect === 'Allow' && condition === undefined && (who.not || who.names.includes(everyone)),
  );
}

/** One plain sentence, such as `Allows account 111122223333 to call secretsmanager:GetSecretValue (statement "Read").` */
export function statementSentence(statement: Statement, verb = statement.effect === 'Allow' ? 'Allows' : 'Denies'): string {
  const { who, actions, resources, condition } = statement;
  const onlyThis = !resources.not && resources.names.every((name) => name === '*');
  const where = onlyThis ? '' : ` on ${wordsOf(resources, 'everything')}`;
  const when = condition === undefined ? '' : `, if ${plain(condition)}`;
  return `${verb} ${wordsOf(who, everyone)} to call ${wordsOf(actions, 'every action')}${where}${when} (${calledBy(statement)}).`;
}

/** Names in a sentence: what could pass for words of ours stands in quotes. */
export function wordsOf({ not, names }: Named, all: string): string {
  const list = names.map(nameInWords).join(', ') || 'nothing';
  return not ? `${all} but ${list}` : list;
}

export function calledBy({ sid, place }: Statement): string {
  return sid === undefined ? `statement ${place}` : `statement ${JSON.stringify(plain(sid))}`;
}

function nameInWords(name: string): string {
  const known = /^(everyone|account \d{12}|service [\w.-]+|[\w:/*?+=,.@$-]+)$/.test(name);
  return known ? plain(name) : JSON.stringify(plain(name));
}

function readStatement(found: z.infer<typeof statementShape>, index: number): Statement {
  const { Sid, Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource, Condition, ...others } = found;
  return {
    sid: Sid === '' ? undefined : Sid,
    place: index + 1,
    effect: Effect,
    who: NotPrincipal === undefined ? { not: false, names: whoIn(Principal) } : { not: true, names: whoIn(NotPrincipal) },
    actions: namedBy(Action, NotAction),
    resources: namedBy(Resource, NotResource),
    condition: Condition === undefined || Object.keys(Condition).length === 0 ? undefined : canonicalJson(Condition),
    others: canonicalJson(others),
  };
}

function namedBy(names: string | readonly string[] | undefined, not: string | readonly string[] | undefined): Named {
  return not === undefined ? { not: false, names: unique([names ?? []].flat()) } : { not: true, names: unique([not].flat()) };
}

function whoIn(found: z.infer<typeof principals> | undefined): readonly string[] {
  if (found === undefined) return [];
  if (typeof found === 'string' || Array.isArray(found)) return unique([found].flat().map((name) => principalName('AWS', name)));
  return unique(Object.entries(found).flatMap(([kind, names]) => [names].flat().map((name) => principalName(kind, name))));
}

/** The number of an account and the ARN of its root are the same principal, which is the whole account. */
function principalName(kind: string, name: string): string {
  if (name === '*') return everyone;
  if (kind === 'AWS') {
    const account = /^(?:arn:aws[\w-]*:iam::)?(\d{12})(?::root)?$/.exec(name)?.[1];
    return account === undefined ? name : `account ${account}`;
  }
  return `${kind.toLowerCase()} ${name}`;
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)].toSorted();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
