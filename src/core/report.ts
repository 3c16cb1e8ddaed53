import * as z from 'zod';
import { regionName, type Account } from './account.ts';
import { variablesOf } from './environmentNames.ts';
import { createPlaceholders, textsIn } from './placeholders.ts';
import { risks } from './policy.ts';

/** A line of the log, with every name that its writer put into it. */
export interface LogLine {
  readonly at: string;
  readonly level: 'info' | 'warn';
  readonly text: string;
  readonly names: readonly string[];
}

export interface ReportFacts {
  /** What runs here: a label and what it says, such as `VS Code` and its version. */
  readonly about: readonly (readonly [string, string])[];
  readonly settings: readonly ChangedSetting[];
  /** Undefined where there is no keyring. */
  readonly accounts: readonly Account[] | undefined;
  /** Names of all operations. */
  readonly operations: readonly string[];
  /** Lines of the audit log, as written. */
  readonly audit: readonly string[];
  readonly log: readonly LogLine[];
  /** Of this machine. */
  readonly machine: { readonly home: string; readonly user: string; readonly host: string };
  /** Takes out known values. */
  readonly scrub: (text: string) => string;
}

export interface ChangedSetting {
  readonly name: string;
  readonly value: unknown;
  /** The values it may take, where they are few. */
  readonly choices: readonly unknown[];
}

const maxOutcomes = 50;
const maxLines = 100;

const auditLine = z.object({
  at: z.iso.datetime(),
  phase: z.string(),
  operation: z.string(),
  risk: z.enum(risks),
  caller: z.string(),
  account: z.string().optional(),
  region: regionName.optional().catch(undefined),
  secret: z.string().optional(),
  arguments: z.string().optional(),
  arn: z.string().optional(),
  approval: z.enum(['accepted', 'granted', 'none']).optional().catch(undefined),
  result: z
    .string()
    .regex(/^[a-z_]{1,40}$/)
    .optional()
    .catch(undefined),
});
type AuditLine = z.infer<typeof auditLine>;

/**
 * What a person may show to others when something is wrong: what runs here and how calls ended. Names, ARNs, numbers of
 * AWS accounts, hosts, users and paths become placeholders; what is known as a value is taken out on top.
 */
export function composeReport(facts: ReportFacts): string {
  const audited = facts.audit.flatMap(readAuditLine);
  const hide = createPlaceholders(privateNames(facts, audited));
  const clean = (text: string): string => hide(facts.scrub(text));
  const outcomes = audited.filter(({ phase }) => phase === 'outcome' || phase === 'settled').slice(-maxOutcomes);
  const lines = facts.log.slice(-maxLines);
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ['Custody report', facts.about.map(([label, text]) => `${label}: ${clean(text)}`)],
    ['Settings that differ from their defaults', facts.settings.map((setting) => `${setting.name}: ${shownSetting(setting)}`)],
    ['Accounts', accountLines(facts.accounts, hide)],
    ['How calls ended, newest last', outcomes.map((line) => outcomeLine(line, facts.operations, hide))],
    ['Log, newest last', lines.map(({ at, level, text }) => `${at} ${level} ${clean(text)}`)],
  ];
  const text = sections.map(([title, rows]) => `${title}\n${rows.length > 0 ? rows.map((row) => `  ${row}`).join('\n') : '  none'}`);
  return facts.scrub(`${text.join('\n\n')}\n`);
}

function privateNames({ accounts = [], log, machine }: ReportFacts, audited: readonly AuditLine[]): Record<string, readonly string[]> {
  const secrets = audited.flatMap(({ secret = '', arn = '' }) => [secret, ...namesIn(secret), ...namesIn(arn)]);
  const others = [...audited.flatMap(({ arguments: json = '' }) => textsIn(parseJson(json))), ...log.flatMap(({ names }) => names)];
  return {
    account: [...accounts.map(({ name }) => name), ...audited.flatMap(({ account = '' }) => account)],
    profile: accounts.flatMap((account) => ('profile' in account ? (account.profile ?? []) : [])),
    role: accounts.flatMap((account) => ('roleArn' in account ? (account.roleArn.split('/').at(-1) ?? []) : [])),
    session: accounts.flatMap((account) => ('sessionName' in account ? (account.sessionName ?? []) : [])),
    external: accounts.flatMap((account) => (account.kind === 'role' ? (account.externalId ?? []) : [])),
    vault: accounts.flatMap((account) => (account.kind === 'vault' ? [account.namespace ?? '', account.mount, account.role] : [])),
    endpoint: accounts.flatMap(addressesOf).flatMap((address) => [address, hostIn(address)]),
    file: accounts.flatMap((account) => (account.kind === 'webIdentity' ? account.tokenFile : [])),
    variable: accounts.flatMap((account) => (account.kind === 'environment' ? Object.values(variablesOf(account.prefix)) : [])),
    secret: secrets.filter(isName),
    name: others.flatMap((text) => [text, ...namesIn(text)]).filter(isName),
    home: [machine.home],
    user: [machine.user],
    host: [machine.host, machine.host.split('.')[0] ?? ''],
  };
}

function addressesOf(account: Account): readonly string[] {
  if (account.kind === 'sandbox') return [];
  const { secretsmanager = '', sts = '' } = account.endpoints ?? {};
  return account.kind === 'vault' ? [account.address, secretsmanager, sts] : [secretsmanager, sts];
}

function hostIn(address: string): string {
  return URL.canParse(address) ? new URL(address).hostname : '';
}

// Regions and switches tell nothing of anyone, and a report without them tells nothing at all.
function isName(text: string): boolean {
  return text !== '' && !regionName.safeParse(text).success && !/^(true|false|null|\d{1,5})$/.test(text);
}

/** The secret's name in its ARN, which ends in six characters of AWS's own. */
function namesIn(text: string): readonly string[] {
  const name = /^arn:.*?:secret:(.+)$/.exec(text)?.[1];
  return name === undefined ? [] : [name, name.replace(/-[A-Za-z\d]{6}$/, '')];
}

function shownSetting({ value, choices }: ChangedSetting): string {
  if (typeof value === 'boolean' || typeof value === 'number' || choices.includes(value)) return String(value);
  if (typeof value === 'string') return endpointKind(value);
  if (Array.isArray(value)) return `${value.length} entries`;
  return 'changed';
}

/** What kind of address a text is, without the address. */
function endpointKind(text: string): string {
  if (!URL.canParse(text)) return 'a text';
  const { protocol, hostname } = new URL(text);
  const here = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
  return `${here ? 'an address on this machine' : 'an address elsewhere'}, ${protocol === 'https:' ? 'https' : 'not https'}`;
}

function accountLines(accounts: readonly Account[] | undefined, hide: (text: string) => string): readonly string[] {
  return (accounts ?? []).map(
    ({ name, kind, access, regions }) => `${hide(name)}: ${kind}, agents: ${access}, regions: ${regions.join(' ')}`,
  );
}

function outcomeLine(line: AuditLine, operations: readonly string[], hide: (text: string) => string): string {
  const { at, phase, operation, caller, account = '', region = '', approval, result = 'unknown' } = line;
  // An agent may ask for a tool of any name, so a name that is not ours is not shown.
  const what = operations.includes(operation) ? operation : 'unknown operation';
  const where = [hide(account), region].filter(Boolean).join(' ');
  const asked = approval === undefined ? '' : `, approval ${approval}`;
  return `${at} ${what} by ${caller === 'person' ? 'person' : 'agent'}${where && ` in ${where}`}: ${phase} ${result}${asked}`;
}

function readAuditLine(text: string): readonly AuditLine[] {
  const parsed = auditLine.safeParse(parseJson(text));
  return parsed.success ? [parsed.data] : [];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
