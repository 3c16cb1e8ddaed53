import { plain } from './outputText.ts';
import {
  calledBy,
  canonicalPolicy,
  everyone,
  opensToEveryone,
  readPolicy,
  statementSentence,
  wordsOf,
  type ResourcePolicy,
  type Statement,
} from './resourcePolicy.ts';

const maxLines = 40;

/** What changes between two policies of a secret, in plain sentences; undefined stands for no policy. */
export function policyDifference(before: string | undefined, after: string | undefined): readonly string[] {
  const lines = differenceLines(before, after);
  if (lines.length === 0) return ['Nothing changes in who may do what.'];
  if (lines.length <= maxLines) return lines;
  return [...lines.slice(0, maxLines), `And ${lines.length - maxLines} more changes, which the policy below shows.`];
}

/** Whether two policies say the same: AWS gives one back in another order or layout, and spells accounts in another way. */
export function isSamePolicy(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return canonicalPolicy(one) === canonicalPolicy(other) || differenceLines(one, other).length === 0;
}

function differenceLines(before: string | undefined, after: string | undefined): readonly string[] {
  const [old, next] = [readable(before), readable(after)];
  return [
    ...(old ? [] : ["The present policy can't be read, so what it grants can't be named here. It is replaced as a whole."]),
    ...(next ? [] : ["The new policy can't be read, so what it grants can't be named here."]),
    ...statementLines(old?.statements ?? [], next?.statements ?? []),
    ...(before !== undefined && after !== undefined && old && next && old.others !== next.others
      ? [`What stands beside the statements changes from ${plain(old.others)} to ${plain(next.others)}.`]
      : []),
  ];
}

/** Said loudly, before anything else: the policy lets everyone in, or shuts out whoever puts it. */
export function policyWarnings(after: string, caller: string | undefined): readonly string[] {
  const policy = readable(after);
  if (!policy) return [];
  const opening = opensToEveryone(policy) ? ['WARNING: this policy lets everyone in, in every AWS account, without any condition.'] : [];
  return [...opening, ...policy.statements.filter((statement) => deniesCaller(statement, caller)).map(lockOutSentence)];
}

function lockOutSentence(statement: Statement): string {
  const unless = statement.condition === undefined ? '' : ', unless its condition spares you';
  const last = mayNotUndo(statement) ? ' You may then not be able to undo this.' : '';
  return `WARNING: ${calledBy(statement)} denies you too to call ${wordsOf(statement.actions, 'every action')}${unless}.${last}`;
}

/** A caller who isn't known counts as one of those denied: to be warned for nothing is the lesser harm. */
function deniesCaller({ effect, who }: Statement, caller: string | undefined): boolean {
  if (effect !== 'Deny') return false;
  const isNamed = who.names.some((name) => name === everyone || (caller !== undefined && isCaller(name, caller)));
  if (caller !== undefined) return isNamed !== who.not;
  return who.not || who.names.some((name) => !name.startsWith('service '));
}

/** Whether a principal is the caller, a session of it, the caller's role, or the whole account. */
function isCaller(name: string, caller: string): boolean {
  const [, , , , account, resource = ''] = caller.split(':');
  const role = /^assumed-role\/([^/]+)/.exec(resource)?.[1];
  if (name === `account ${account}` || name === caller || name.startsWith(`${caller}/`)) return true;
  const [, , service, , ofAccount, named = ''] = name.split(':');
  if (role === undefined || ofAccount !== account) return false;
  // A role's path stands in its own ARN, and not in the ARN of its sessions.
  return service === 'iam' && named.startsWith('role/') && named.endsWith(`/${role}`);
}

function mayNotUndo({ actions }: Statement): boolean {
  const undoing = ['secretsmanager:putresourcepolicy', 'secretsmanager:deleteresourcepolicy'];
  const covers = (action: string): boolean => actions.names.some((name) => matches(name, action));
  return undoing.some((action) => covers(action) !== actions.not);
}

/** Actions are compared without regard to case; `*` stands for any characters, and `?` for one. */
function matches(pattern: string, action: string): boolean {
  const source = pattern.toLowerCase().replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${source.replace(/\*+/g, '.*').replace(/\?/g, '.')}$`).test(action);
}

/** No policy is an empty one; undefined for what can't be read. */
function readable(text: string | undefined): ResourcePolicy | undefined {
  return text === undefined ? { statements: [], others: '{}' } : readPolicy(text);
}

function statementLines(before: readonly Statement[], after: readonly Statement[]): readonly string[] {
  const olds = [...before];
  const news = [...after];
  pair(olds, news, (one, other) => meaning(one) === meaning(other) && one.sid === other.sid);
  const pairs = [
    ...pair(olds, news, (one, other) => one.sid !== undefined && one.sid === other.sid && isComparable(one, other)),
    ...pair(olds, news, (one, other) => isComparable(one, other) && sharedParts(one, other) >= 3),
  ];
  return [
    ...pairs.flatMap(([one, other]) => changeLines(one, other)),
    ...news.map((statement) => statementSentence(statement, statement.effect === 'Allow' ? 'Newly allows' : 'Newly denies')),
    ...olds.map((statement) => statementSentence(statement, statement.effect === 'Allow' ? 'No longer allows' : 'No longer denies')),
  ];
}

/** Takes out of both lists what belongs together, in order. */
function pair(
  olds: Statement[],
  news: Statement[],
  isPair: (one: Statement, other: Statement) => boolean,
): readonly (readonly [Statement, Statement])[] {
  return [...olds].flatMap((one) => {
    const index = news.findIndex((other) => isPair(one, other));
    const other = news[index];
    if (!other) return [];
    news.splice(index, 1);
    olds.splice(olds.indexOf(one), 1);
    return [[one, other] as const];
  });
}

/** Statements of another effect, or with `Not` where there was none, are told as one gone and one new. */
function isComparable(one: Statement, other: Statement): boolean {
  return one.effect === other.effect && one.who.not === other.who.not && one.actions.not === other.actions.not;
}

function sharedParts(one: Statement, other: Statement): number {
  const parts = (of: Statement): readonly unknown[] => [of.who, of.actions, of.resources, of.condition].map((part) => JSON.stringify(part));
  return parts(one).filter((part, index) => part === parts(other)[index]).length;
}

function meaning({ sid: _sid, place: _place, ...rest }: Statement): string {
  return JSON.stringify(rest);
}

function changeLines(before: Statement, after: Statement): readonly string[] {
  const [gives, takes] = after.effect === 'Allow' ? ['Newly allows', 'No longer allows'] : ['Newly denies', 'No longer denies'];
  const said = (statement: Statement, part: 'who' | 'actions', than: Statement, verb: string): readonly string[] => {
    const names = statement[part].names.filter((name) => !than[part].names.includes(name));
    return names.length === 0 ? [] : [statementSentence({ ...statement, [part]: { not: false, names } }, verb)];
  };
  // Of those who are excepted, one more is one less that the statement is about.
  const lines = (['who', 'actions'] as const).flatMap((part) => [
    ...said(after, part, before, after[part].not ? takes : gives),
    ...said(before, part, after, before[part].not ? gives : takes),
  ]);
  return [...lines, ...otherLines(before, after)];
}

function otherLines(before: Statement, after: Statement): readonly string[] {
  const name = capital(calledBy(after));
  const lines: string[] = [];
  if (before.sid !== after.sid) lines.push(`${capital(calledBy(before))} is called ${calledBy(after)}.`);
  const [from, to] = [wordsOf(before.resources, 'everything'), wordsOf(after.resources, 'everything')];
  if (from !== to) lines.push(`${name} is about ${to} and no longer about ${from}.`);
  if (before.condition !== after.condition) lines.push(`${name} ${conditionChange(before.condition, after.condition)}`);
  if (before.others !== after.others)
    lines.push(`${name} changes in other members, from ${plain(before.others)} to ${plain(after.others)}.`);
  return lines;
}

function conditionChange(before: string | undefined, after: string | undefined): string {
  if (after === undefined) return `loses its condition, and holds always: it was ${plain(before ?? '')}.`;
  return before === undefined
    ? `holds only under a condition: ${plain(after)}.`
    : `changes its condition from ${plain(before)} to ${plain(after)}.`;
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
