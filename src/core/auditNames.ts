import { createHmac } from 'node:crypto';
import type { AuditRecord } from './audit.ts';
import { nameInArn } from './secretsService.ts';

const keyedPrefix = 'hmac-sha256:';
export const keyBytes = 32;

/**
 * Arguments whose texts tell where and how, and name no secret. Any other text may name one, also what is called the same
 * further inside, such as a variable or a tag.
 */
const plainArguments = new Set([
  'account',
  'region',
  'regions',
  'value',
  'version_id',
  'if_version',
  'version_stage',
  'move_to_version_id',
  'remove_from_version_id',
]);
const arns = /arn:aws[a-z-]*:secretsmanager:[a-z0-9-]*:\d{12}:secret:[A-Za-z0-9/_+=.@!-]+/g;
const references = /\{\{resolve:secretsmanager:([A-Za-z0-9/_+=.@!-]+)[:}]/g;

/** What stands for a secret's name in a log with keyed names; the same for its ARN, so that either finds it. */
export function keyedName(nameOrArn: string, key: Uint8Array): string {
  const name = nameOrArn.startsWith('arn:') ? nameInArn(nameOrArn) : nameOrArn;
  return `${keyedPrefix}${createHmac('sha256', key).update(name).digest('hex')}`;
}

/** The same record with keyed hashes for names, ARNs and every text of the arguments that may hold one. */
export function keyNames(record: AuditRecord, key: Uint8Array): AuditRecord {
  // What an earlier process wrote down, and this one settles, is keyed already.
  if (record.names === 'keyed' || record.phase === 'log') return record;
  const { secret, arn, arguments: json } = record;
  return {
    ...record,
    ...(secret === undefined ? {} : { secret: keyedName(secret, key) }),
    ...(arn === undefined ? {} : { arn: keyedName(arn, key) }),
    ...(json === undefined ? {} : { arguments: keyArguments(json, key) }),
    names: 'keyed',
  };
}

/** Whether the line is about this secret: as it stands, or as one of the keys makes it. */
export function isAboutSecret(
  record: Pick<AuditRecord, 'secret' | 'arn' | 'arguments'>,
  wanted: string,
  keyed: readonly string[],
): boolean {
  const { secret = '', arn = '', arguments: json = '' } = record;
  const found = [secret, arn, json];
  return found.some((text) => text.includes(wanted) || keyed.some((each) => text.includes(each)));
}

function keyArguments(json: string, key: Uint8Array): string {
  // Scrubbing may have left what is no JSON any more.
  const given = parse(json);
  return given === undefined ? keyedText(json, key) : JSON.stringify(keyTexts(given, key, plainArguments));
}

function keyTexts(given: unknown, key: Uint8Array, plain: ReadonlySet<string> = new Set()): unknown {
  if (typeof given === 'string') return keyedText(given, key);
  if (Array.isArray(given)) return given.map((each) => keyTexts(each, key));
  if (typeof given !== 'object' || given === null) return given;
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, plain.has(name) ? value : keyTexts(value, key)]));
}

/** A longer text leaves only the keyed names of what it names, or itself as one. */
function keyedText(text: string, key: Uint8Array): string {
  const named = [...text.matchAll(arns), ...text.matchAll(references)].map(([whole, name = whole]) => keyedName(name, key));
  return named.length > 0 ? [...new Set(named)].join(' ') : keyedName(text, key);
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
