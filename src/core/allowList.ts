import type { Account } from './account.ts';
import { CustodyError } from './errors.ts';
import type { SecretSummary, Tags } from './secretsService.ts';

/** Which of an account's secrets agents meet: those whose name begins with a prefix, or that carry a tag. */
export type AllowList = NonNullable<Account['allow']>;

type Named = Pick<SecretSummary, 'name' | 'tags'>;

/** Nothing for an account all of whose secrets are open to agents. */
export function allowListOf({ allow }: Account): AllowList | undefined {
  return allow && allow.prefixes.length + allow.tags.length > 0 ? allow : undefined;
}

export function allows(allow: AllowList, { name, tags }: Named): boolean {
  return beginsAllowed(allow, name) || hasAllowedTag(allow, tags);
}

/**
 * What the id alone says, before anything is read. An ARN may lack the six characters AWS puts behind the name, so what
 * looks like them may be part of it.
 */
export function judgeId(allow: AllowList, secretId: string): 'inside' | 'outside' | 'unknown' {
  const names = possibleNames(secretId).map((name) => beginsAllowed(allow, name));
  if (names.every(Boolean)) return 'inside';
  return names.some(Boolean) || allow.tags.length > 0 ? 'unknown' : 'outside';
}

/** Where there are prefixes, a tag that the agent itself would set does not make up for the name. */
export function assertMayCreate(allow: AllowList | undefined, { name, tags }: Named, account: string): void {
  if (!allow) return;
  if (allow.prefixes.length > 0 ? beginsAllowed(allow, name) : hasAllowedTag(allow, tags)) return;
  const needs = allow.prefixes.length > 0 ? 'a name that begins with' : 'the tag';
  const choices = allow.prefixes.length > 0 ? allow.prefixes : allow.tags.map(({ key, value }) => `${key}=${value}`);
  throw new CustodyError(
    'outside_allow_list',
    `A secret that an agent creates in account ${account} needs ${needs} ${choices.join(' or ')}.`,
  );
}

/** An agent may not move secrets into the list, nor out of it. */
export function assertMayTag(allow: AllowList | undefined, keys: readonly string[], account: string): void {
  const fixed = keys.filter((key) => allow?.tags.some((tag) => tag.key === key));
  if (fixed.length === 0) return;
  throw new CustodyError(
    'outside_allow_list',
    `Which secrets agents meet in account ${account} rests on the tag ${fixed.join(', ')}, so agents may not change it.`,
  );
}

/** The same words whether it exists or not. */
export function outsideAllowList(secretId: string, account: string): CustodyError {
  return new CustodyError('outside_allow_list', `${secretId} is not among the secrets that agents may work with in account ${account}.`);
}

/** In one line, such as `prod/*, team=web`. */
export function allowListText({ prefixes, tags }: AllowList): string {
  return [...prefixes.map((prefix) => `${prefix}*`), ...tags.map(({ key, value }) => `${key}=${value}`)].join(', ');
}

function possibleNames(secretId: string): readonly string[] {
  if (!secretId.startsWith('arn:')) return [secretId];
  const tail = secretId.split(':').slice(6).join(':');
  return [tail, tail.replace(/-[A-Za-z0-9]{6}$/, '')];
}

function beginsAllowed({ prefixes }: AllowList, name: string): boolean {
  return prefixes.some((prefix) => name.startsWith(prefix));
}

function hasAllowedTag({ tags: wanted }: AllowList, tags: Tags): boolean {
  return wanted.some(({ key, value }) => Object.hasOwn(tags, key) && tags[key] === value);
}
