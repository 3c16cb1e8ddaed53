import { includesLevel, type AccessLevel, type Account } from './account.ts';
import { operations } from './operations/index.ts';
import { partitionOfArn, partitionOfRegion } from './partitions.ts';

/** Of what limits agents, a session policy holds all, or all with shorter prefixes, or the level alone. */
export type PolicyReach = 'whole' | 'coarser' | 'level';

export interface AgentPolicy {
  /** As STS takes it: JSON of 2,048 characters at most. */
  readonly text: string;
  readonly reach: PolicyReach;
}

type Limits = Pick<Account, 'access' | 'allow'>;
type AllowList = NonNullable<Account['allow']>;
type Statement = Readonly<Record<string, unknown>>;

export const maxPolicyLength = 2_048;
const arnOfAnyRole = 'arn:aws:iam::000000000000:role/any';
const service = 'secretsmanager';

/** What concerns no secret, so that AWS judges it by `*` alone. Whose values a batch gives is judged as GetSecretValue. */
const ofNoSecret = new Set(['ListSecrets', 'GetRandomPassword', 'BatchGetSecretValue', 'ValidateResourcePolicy']);

/** What Secrets Manager does in a caller's name where a secret has a key of its own. */
const keyActions: readonly (readonly [AccessLevel, string])[] = [
  ['use', 'kms:Decrypt'],
  ['write', 'kms:Encrypt'],
  ['write', 'kms:GenerateDataKey'],
];
const startRotation = 'lambda:InvokeFunction';

/** The operations of Secrets Manager that agents of a level need, from the registry, so that none can be forgotten. */
export function agentApis(level: AccessLevel): readonly string[] {
  const apis = operations
    .filter(({ callers, needs }) => callers === 'all' && includesLevel(level, needs))
    // Of STS, and free to everyone.
    .flatMap(({ api }) => (api === undefined || api === 'GetCallerIdentity' ? [] : [api]));
  return [...new Set(apis)].toSorted();
}

/**
 * The session policy that holds agents to an account's level and allow-list. What a role may do is never more by it. All
 * that is withheld is denied outright, because a secret's own policy could let in what is merely not allowed here.
 */
export function agentPolicy({ access, allow }: Limits, roleArn: string = arnOfAnyRole): AgentPolicy {
  // A list without entries is none.
  const list = allow && allow.prefixes.length + allow.tags.length > 0 ? allow : undefined;
  const whole = policyText(access, list, roleArn);
  if (whole.length <= maxPolicyLength) return { text: whole, reach: 'whole' };
  const coarser = policyText(access, list && { ...list, prefixes: firstParts(list.prefixes) }, roleArn);
  if (coarser.length <= maxPolicyLength) return { text: coarser, reach: 'coarser' };
  return { text: policyText(access, undefined, roleArn), reach: 'level' };
}

function policyText(level: AccessLevel, allow: AllowList | undefined, roleArn: string): string {
  const { name, dnsSuffix } = partitionOfArn(roleArn) ?? partitionOfRegion('');
  const apis = agentApis(level).map((api) => `${service}:${api}`);
  const keys = keyActions.filter(([least]) => includesLevel(level, least)).map(([, action]) => action);
  const rotates = apis.includes(`${service}:RotateSecret`) ? [startRotation] : [];
  const needed = [...apis, ...keys, ...rotates];
  const Statement: readonly Statement[] = [
    { Effect: 'Allow', Action: [`${service}:*`, ...keys], Resource: '*' },
    // Whoever may start a rotation must not start the function by hand.
    ...rotates.map((Action) => ({ Effect: 'Allow', Action, Resource: '*', Condition: { Bool: { 'aws:ViaAWSService': 'true' } } })),
    { Effect: 'Deny', ...(needed.length === 0 ? { Action: '*' } : { NotAction: needed }), Resource: '*' },
    ...(keys.length === 0 ? [] : [onlyVia(`${service}.*.${dnsSuffix}`)]),
    ...(allow ? [outside(allow, `arn:${name}:${service}:*:${roleArn.split(':')[4]}:secret:`)] : []),
  ];
  // STS takes no character beyond ÿ as it is.
  return JSON.stringify({ Version: '2012-10-17', Statement }).replaceAll(/[^ -~]/g, escaped);
}

function onlyVia(services: string): Statement {
  return { Effect: 'Deny', Action: 'kms:*', Resource: '*', Condition: { StringNotLike: { 'kms:ViaService': services } } };
}

/** Denies every secret with none of the prefixes and none of the tags. A tag that is not there is not equal. */
function outside({ prefixes, tags }: AllowList, arn: string): Statement {
  const free = [...ofNoSecret].map((api) => `${service}:${api}`);
  const values = Map.groupBy(tags, ({ key }) => `aws:ResourceTag/${key}`);
  const conditions = [...values].map(([key, those]) => [key, those.map(({ value }) => value.replaceAll('$', '${$}'))]);
  return {
    Effect: 'Deny',
    NotAction: [...free, 'kms:*', startRotation],
    ...(prefixes.length === 0 ? { Resource: '*' } : { NotResource: prefixes.map((prefix) => `${arn}${prefix}*`) }),
    ...(tags.length === 0 ? {} : { Condition: { StringNotEquals: Object.fromEntries(conditions) } }),
  };
}

/** Each prefix up to its first slash: few where many begin alike. Lets in more, which the one path still refuses. */
function firstParts(prefixes: readonly string[]): string[] {
  return [...new Set(prefixes.map((prefix) => /^[^/]*\/?/.exec(prefix)?.[0] ?? prefix))];
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
