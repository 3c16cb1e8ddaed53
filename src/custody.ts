import { randomUUID } from 'node:crypto';
import { createAgentSwitch, type AgentSwitch } from './core/agentSwitch.ts';
import { createApprovals, type PresentCard } from './core/approval.ts';
import { createAudit, type AuditFileEnd, type AuditRecord } from './core/audit.ts';
import { keyNames } from './core/auditNames.ts';
import { createExecute, type Execute } from './core/execute.ts';
import type { ExecuteDependencies } from './core/executeDependencies.ts';
import { cancelRotateSecret } from './core/operations/cancelRotateSecret.ts';
import { batchGetSecretValue } from './core/operations/batchGetSecretValue.ts';
import { checkAccount } from './core/operations/checkAccount.ts';
import { createSecret } from './core/operations/createSecret.ts';
import { credentialStatus } from './core/operations/credentialStatus.ts';
import { deleteResourcePolicy } from './core/operations/deleteResourcePolicy.ts';
import { deleteSecret } from './core/operations/deleteSecret.ts';
import { describeSecret } from './core/operations/describeSecret.ts';
import { getRandomPassword } from './core/operations/getRandomPassword.ts';
import { getResourcePolicy } from './core/operations/getResourcePolicy.ts';
import { getSecretValue } from './core/operations/getSecretValue.ts';
import { operations as registry } from './core/operations/index.ts';
import { listAccounts } from './core/operations/listAccounts.ts';
import { listSecretVersionIds } from './core/operations/listSecretVersionIds.ts';
import { listSecrets } from './core/operations/listSecrets.ts';
import { putResourcePolicy } from './core/operations/putResourcePolicy.ts';
import { putSecretValue } from './core/operations/putSecretValue.ts';
import { refreshCredentials } from './core/operations/refreshCredentials.ts';
import { restoreSecret } from './core/operations/restoreSecret.ts';
import { revokeCredentials } from './core/operations/revokeCredentials.ts';
import { removeRegionsFromReplication } from './core/operations/removeRegionsFromReplication.ts';
import { replicateSecretToRegions } from './core/operations/replicateSecretToRegions.ts';
import { stopReplicationToReplica } from './core/operations/stopReplicationToReplica.ts';
import { tagResource } from './core/operations/tagResource.ts';
import { untagResource } from './core/operations/untagResource.ts';
import { updateSecret } from './core/operations/updateSecret.ts';
import { validateResourcePolicy } from './core/operations/validateResourcePolicy.ts';
import { rotateSecret } from './core/operations/rotateSecret.ts';
import { updateSecretVersionStage } from './core/operations/updateSecretVersionStage.ts';
import { createGrants, type Grants } from './core/grants.ts';
import { createGuessPause } from './core/guessPause.ts';
import { writeEnvFile } from './core/operations/writeEnvFile.ts';
import { openTerminalWithSecrets } from './core/operations/openTerminalWithSecrets.ts';
import { runWithSecrets } from './core/operations/runWithSecrets.ts';
import { noTerminals } from './core/terminals.ts';
import { createRedactor, type Redactor } from './core/redact.ts';
import { locked } from './core/refusals.ts';
import { createPrograms } from './run/programs.ts';
import { createTerminals, type TerminalsDependencies } from './run/terminals.ts';
import { settleLeftovers, type SettledLeftover } from './core/settleLeftovers.ts';

/** The operations that views call by name and whose answers they draw. */
const operations = {
  listAccounts,
  checkAccount,
  listSecrets,
  listSecretVersionIds,
  describeSecret,
  getSecretValue,
  getRandomPassword,
  createSecret,
  deleteSecret,
  restoreSecret,
  putSecretValue,
  updateSecret,
  tagResource,
  untagResource,
  credentialStatus,
  refreshCredentials,
  revokeCredentials,
  getResourcePolicy,
  validateResourcePolicy,
  putResourcePolicy,
  deleteResourcePolicy,
  rotateSecret,
  cancelRotateSecret,
  updateSecretVersionStage,
  batchGetSecretValue,
  replicateSecretToRegions,
  removeRegionsFromReplication,
  stopReplicationToReplica,
  writeEnvFile,
  runWithSecrets,
  openTerminalWithSecrets,
};

/** What is recorded of the log: that it was opened beside these files, or that these are deleted because of their age. */
export type LogOperation = 'open_audit_log' | 'delete_audit_files';

/** The one path with everything it stands on, as both roots build it. */
export interface Custody {
  readonly execute: Execute;
  readonly operations: typeof operations;
  readonly registry: typeof registry;
  readonly agents: AgentSwitch;
  readonly redactor: Redactor;
  /** What the person allowed for longer than one call. */
  readonly grants: Grants;
  /** Drops sign-ins, every value that is known here, every permission and every open question. The next call signs in again. */
  readonly lock: () => void;
  /** Writes what the audit log still holds back. */
  readonly flush: () => Promise<void>;
  /** Writes down something about files of the log itself. Rejects when it can't be written. */
  readonly auditFiles: (operation: LogOperation, files: readonly AuditFileEnd[]) => Promise<void>;
  /** Looks up changes that were on their way when an earlier process ended. */
  readonly settleLeftovers: (leftovers: readonly AuditRecord[]) => Promise<readonly SettledLeftover[]>;
}

export interface CustodyDependencies extends Pick<
  ExecuteDependencies,
  | 'accounts'
  | 'service'
  | 'signIns'
  | 'envFiles'
  | 'pinAccount'
  | 'showSecret'
  | 'settings'
  | 'guesses'
  | 'assertTrusted'
  | 'isAskingPerson'
  | 'wait'
> {
  /** Asks the person. */
  readonly present: PresentCard;
  /** Absolute paths of the folders in which programs may run; none runs where there is none. */
  readonly folders?: () => readonly string[];
  /** Opens a terminal for the person; none opens where there is no editor. */
  readonly terminal?: Pick<TerminalsDependencies, 'show' | 'shell'>;
  /** Drops the clients and the credentials they hold. */
  readonly forgetSignIns?: () => void;
  /** Resolves once audit lines are on disk. */
  readonly append: (lines: string) => Promise<void>;
  /** What names are keyed with in the log; undefined where they stand in plain. Where it can't be had, nothing is written. */
  readonly auditKey?: () => Promise<Uint8Array | undefined>;
}

export function createCustody({
  present,
  append,
  auditKey,
  forgetSignIns,
  folders = () => [],
  terminal,
  guesses = createGuessPause(),
  ...deps
}: CustodyDependencies): Custody {
  const redactor = createRedactor();
  const programs = createPrograms({ redactor, folders });
  const terminals = terminal ? createTerminals(terminal) : noTerminals;
  const agents = createAgentSwitch();
  const shape = async (record: AuditRecord): Promise<AuditRecord> => {
    const key = await auditKey?.();
    return key ? keyNames(record, key) : record;
  };
  const audit = createAudit(append, Date.now, auditKey && shape);
  const grants = createGrants();
  agents.onChange(() => {
    if (agents.stopped) grants.clear();
    // Who lets agents continue has looked at what they did.
    else guesses.forgive();
  });
  const approvals = createApprovals(present);
  const execute = createExecute({ ...deps, programs, terminals, redactor, agents, approvals, grants, guesses, audit });
  return {
    execute,
    operations,
    registry,
    agents,
    redactor,
    grants,
    lock() {
      // First, since a yes to what was opened before would still work with it.
      approvals.cancelAll(locked());
      forgetSignIns?.();
      redactor.clear();
      grants.clear();
    },
    flush: audit.flush,
    auditFiles: (operation, files) =>
      audit.write({ call: randomUUID(), phase: 'log', operation, risk: 'none', caller: 'custody', files: [...files] }),
    settleLeftovers: (leftovers) => settleLeftovers({ ...deps, audit, operations: registry }, leftovers),
  };
}
