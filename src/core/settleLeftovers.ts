import type { Audit, AuditRecord } from './audit.ts';
import { person } from './caller.ts';
import { CustodyError } from './errors.ts';
import type { ExecuteDependencies } from './executeDependencies.ts';
import type { Operation, OperationContext } from './operation.ts';
import { assertSameAccount } from './sameAccount.ts';
import { nameInArn } from './secretsService.ts';
import { settle, type Settled } from './settle.ts';
import { noEnvFiles } from './envFiles.ts';
import { noPrograms } from './programs.ts';
import { noSignIns } from './signInStatus.ts';
import { noTerminals } from './terminals.ts';

export interface SettledLeftover {
  readonly record: AuditRecord;
  readonly result: Settled<unknown>['kind'];
  /** What to tell the person, with the next step. */
  readonly sentence: string;
}

export interface LeftoverDependencies extends Pick<ExecuteDependencies, 'accounts' | 'service' | 'wait'> {
  readonly audit: Pick<Audit, 'write'>;
  readonly operations: readonly Operation[];
}

/** Looks up changes that were on their way when their process ended, and writes down what became of each. Sends none again. */
export async function settleLeftovers(deps: LeftoverDependencies, leftovers: readonly AuditRecord[]): Promise<readonly SettledLeftover[]> {
  return Promise.all(
    leftovers.map(async (record) => {
      const found = await lookUp(deps, record).catch(() => ({ kind: 'unknown' }) as const);
      const result = found?.kind ?? 'unknown';
      // Told once, it is not looked up at every start again.
      await deps.audit.write({ ...record, phase: 'settled', result: found ? result : 'unknown_for_good' }).catch(() => undefined);
      return { record, result, sentence: sentenceFor(deps, record, result) };
    }),
  );
}

/** Undefined where there is no way to look any more. */
async function lookUp(
  { accounts, service, wait, operations }: LeftoverDependencies,
  record: AuditRecord,
): Promise<Settled<unknown> | undefined> {
  const configured = await accounts();
  const operation = operations.find(({ name }) => name === record.operation);
  const account = configured.find(({ name }) => name === record.account);
  // An account that was removed or renamed since leaves no way to look.
  if (!operation || !account || record.region === undefined || record.arguments === undefined) return undefined;
  // A keyed name can be compared, and not read back.
  if (record.names === 'keyed') return undefined;
  const call = operation.prepare(JSON.parse(record.arguments));
  const opened = await service(account, record.region, person);
  await assertSameAccount(opened, account, { signal: new AbortController().signal });
  const contextWithin = (signal: AbortSignal): OperationContext => ({
    caller: person,
    accounts: configured,
    signal,
    value: undefined,
    clientRequestToken: record.clientRequestToken ?? '',
    showSecret: () => false,
    signIns: noSignIns,
    envFiles: noEnvFiles,
    programs: noPrograms,
    terminals: noTerminals,
    tell: undefined,
    pin: async () => undefined,
    account: account.name,
    region: record.region ?? '',
    allow: undefined,
    assertAllowed: () => undefined,
    countGuess: () => undefined,
    service: opened,
    serviceIn: (region) => service(account, region, person),
    serviceOf: () => Promise.reject(new CustodyError('internal', 'A look-up goes to no other account.')),
  });
  const before = { arn: record.arn, state: {}, secret: undefined };
  return settle({ call, contextWithin, before, doing: record.operation, ...(wait ? { wait } : {}) });
}

function sentenceFor({ operations }: LeftoverDependencies, record: AuditRecord, result: SettledLeftover['result']): string {
  const title = operations.find(({ name }) => name === record.operation)?.title ?? record.operation;
  const named = record.secret?.startsWith('arn:') ? nameInArn(record.secret) : record.secret;
  const secret = record.names === 'keyed' ? 'a secret that the audit log holds by its keyed name' : named;
  const what = `${title} for ${secret} in account ${record.account} (${record.region})`;
  switch (result) {
    case 'done':
      return `${what} was cut off when Custody last ended, and it did happen.`;
    case 'not_done':
      return `${what} was cut off when Custody last ended, before it happened. Do it again if it is still wanted.`;
    case 'unknown':
      return `${what} was cut off when Custody last ended, and it can't be looked up now. Look at the secret before you do it again.`;
  }
}
