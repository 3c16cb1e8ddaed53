import * as vscode from 'vscode';
import type { PresentCard } from '../core/approval.ts';
import type { AgentCaller } from '../core/caller.ts';
import type { SecretLocation } from '../core/operation.ts';
import { textsIn } from '../core/placeholders.ts';
import type { SignInsPort } from '../core/signInStatus.ts';
import type { ServicePool } from '../aws/servicePool.ts';
import type { Custody } from '../custody.ts';
import type { AccountStore } from './accounts/accountStore.ts';
import { setContextKey } from './contextKeys.ts';
import type { Done } from './tree/ownChanges.ts';
import type { KeptLog } from './report/keptLog.ts';
import { tellLeftovers } from './leftovers.ts';
import type { SandboxHost } from './sandboxHost.ts';
import { agentLimits, awsFiles, namedEndpoint } from './settings.ts';
import { assertTrusted } from './trust.ts';

export interface CustodyHost {
  readonly store: AccountStore;
  readonly sandbox: SandboxHost;
  readonly present: PresentCard;
  readonly showSecret: (location: SecretLocation, requestedBy: AgentCaller['claimedName']) => boolean;
  /** Where the audit log lives. */
  readonly folder: vscode.Uri;
  readonly log: KeptLog;
  /** Called when what is known of a sign-in is another. */
  readonly onSignIns: (statusOf: SignInsPort['status']) => void;
  /** Called after every change, whoever made it. */
  readonly onChanged: (done: Done) => void;
  readonly subscriptions: vscode.Disposable[];
}

/** Builds the one path at its first use, so that activation loads none of it. */
export function lazyCustody(host: CustodyHost): () => Promise<Custody> {
  let building: Promise<Custody> | undefined;
  return () => {
    building ??= build(host);
    building.catch(() => (building = undefined));
    return building;
  };
}

async function build({
  store,
  sandbox,
  present,
  showSecret,
  folder,
  log,
  onSignIns,
  onChanged,
  subscriptions,
}: CustodyHost): Promise<Custody> {
  const [{ createCustody }, { createServicePool }, { openAuditFile }] = await Promise.all([
    import('../custody.ts'),
    import('../aws/servicePool.ts'),
    import('../storage/auditFile.ts'),
  ]);
  const audit = await openAuditFile(folder.fsPath);
  // Made anew when the endpoint setting changes; services are keyed by account below it.
  const newPool = (): ServicePool =>
    createServicePool({
      files: awsFiles(),
      endpoint: namedEndpoint(),
      sandbox: sandbox.running,
      onChange: () => onSignIns(signIns.status),
    });
  let pool = newPool();
  const signIns: SignInsPort = {
    status: (account) => pool.signIns.status(account),
    profiles: () => pool.signIns.profiles(),
    revoke: (account) => pool.signIns.revoke(account),
  };
  const forgetSignIns = (): void => {
    pool.dispose();
    pool = newPool();
    onSignIns(signIns.status);
  };
  subscriptions.push(
    { dispose: () => pool.dispose() },
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('custody.aws')) forgetSignIns();
    }),
  );
  const custody = createCustody({
    accounts: store.all,
    service: (account, region) => pool.service(account, region),
    signIns,
    pinAccount: ({ name }, accountId) => store.pin(name, accountId),
    forgetSignIns,
    present,
    showSecret,
    settings: agentLimits,
    assertTrusted,
    append: async (lines) => {
      await audit.append(lines);
      for (const line of lines.trimEnd().split('\n')) log.audit(line);
    },
  });
  subscriptions.push({ dispose: () => void custody.flush() });
  void tellLeftovers(custody, folder, log);
  return {
    ...custody,
    async execute(operation, call) {
      const outcome = await custody.execute(operation, call);
      if (outcome.ok && call.caller.kind === 'agent') void setContextKey('agentCalled', true);
      if (outcome.ok && call.caller.kind === 'person' && operation.name === custody.operations.getSecretValue.name)
        void setContextKey('valueRetrieved', true);
      const who = call.caller.kind === 'person' ? 'You' : custody.redactor.scrub(call.caller.claimedName);
      const names = [...(call.caller.kind === 'person' ? [] : [who]), ...textsIn(call.input)];
      if (outcome.ok) log.info(`${who}: ${operation.name} done`, names);
      else log.warn(`${who}: ${operation.name} failed. ${outcome.error.sentence}`, names);
      const changes = operation.risk === 'write' || operation.risk === 'destructive';
      if (changes && (outcome.ok || outcome.error.code === 'outcome_unknown')) onChanged({ operation, input: call.input, outcome });
      return outcome;
    },
  };
}
