import * as vscode from 'vscode';
import type { Account } from '../core/account.ts';
import type { PresentCard } from '../core/approval.ts';
import type { AgentCaller, PersonCaller } from '../core/caller.ts';
import type { Grants } from '../core/grants.ts';
import type { SecretLocation } from '../core/operation.ts';
import { textsIn } from '../core/placeholders.ts';
import type { SignInsPort } from '../core/signInStatus.ts';
import { withSource, type SignInAccount } from '../core/sourceAccount.ts';
import type { VaultLeases } from '../aws/credentials/vault/vaultLeases.ts';
import type { ServicePool } from '../aws/servicePool.ts';
import type { Custody } from '../custody.ts';
import type { AccountStore } from './accounts/accountStore.ts';
import type { AuditKeys } from './audit/auditKeys.ts';
import { tidyAudit } from './audit/tidyAudit.ts';
import { createAfterCalls } from './accounts/afterCalls.ts';
import { revokeUnused } from './accounts/leaseCommands.ts';
import { setContextKey } from './contextKeys.ts';
import type { Done } from './tree/ownChanges.ts';
import type { KeptLog } from './report/keptLog.ts';
import { tellLeftovers } from './leftovers.ts';
import type { SandboxHost } from './sandboxHost.ts';
import { openFolders } from './env/openFolders.ts';
import { agentLimits, auditSettings, awsFiles, namedEndpoint } from './settings.ts';
import { asCall } from './signIn/askingCall.ts';
import type { VsCodeSignIn } from './signIn/signInPrompts.ts';
import { tellPause } from './tellPause.ts';
import { assertTrusted } from './trust.ts';
import { showTerminal } from './use/showTerminal.ts';

export interface CustodyHost {
  readonly store: AccountStore;
  readonly sandbox: SandboxHost;
  readonly signIn: VsCodeSignIn;
  readonly present: PresentCard;
  readonly showSecret: (location: SecretLocation, requestedBy: AgentCaller['claimedName']) => boolean;
  /** Where the audit log lives. */
  readonly folder: vscode.Uri;
  readonly auditKeys: Pick<AuditKeys, 'current'>;
  readonly log: KeptLog;
  /** Called when what is known of a sign-in is another. */
  readonly onSignIns: (statusOf: SignInsPort['status']) => void;
  /** Called when another service answers than before: what was read of the one before may not stay. */
  readonly onEndpoint: () => void;
  /** Called when what the person allowed for longer than one call is another. */
  readonly onGrants: (grants: Grants) => void;
  /** Called after every change, whoever made it. */
  readonly onChanged: (done: Done) => void;
  readonly subscriptions: vscode.Disposable[];
  /** Work that the editor waits for when it ends, as far as it waits at all. */
  readonly atEnd: (work: () => Promise<unknown>) => void;
}

export interface HostCustody extends Custody {
  /** Drops the sign-ins, since sessions outlive their leases at AWS, and gives all leases back. */
  readonly revokeLeases: () => ReturnType<VaultLeases['revoke']>;
}

/** Builds the one path at its first use, so that activation loads none of it. */
export function lazyCustody(host: CustodyHost): () => Promise<HostCustody> {
  let building: Promise<HostCustody> | undefined;
  return () => {
    building ??= build(host);
    building.catch(() => (building = undefined));
    return building;
  };
}

async function build(host: CustodyHost): Promise<HostCustody> {
  const { store, sandbox, signIn, present, showSecret, folder, auditKeys, log, onSignIns, onEndpoint, onGrants, onChanged } = host;
  const { subscriptions, atEnd } = host;
  const [
    { createCustody },
    { createGuessPause },
    { createServicePool },
    { createVaultLeases },
    { openAuditFile },
    { createEnvFiles },
    { readNewEnds },
  ] = await Promise.all([
    import('../custody.ts'),
    import('../core/guessPause.ts'),
    import('../aws/servicePool.ts'),
    import('../aws/credentials/vault/vaultLeases.ts'),
    import('../storage/auditFile.ts'),
    import('../storage/envFiles.ts'),
    import('../storage/auditFolder.ts'),
  ]);
  const audit = await openAuditFile(folder.fsPath);
  const ends = await readNewEnds(folder.fsPath, audit.path).catch(() => []);
  // They outlive each pool, as nobody else could give them back.
  const leases = createVaultLeases({
    know: (value) => custody.redactor.know(value),
    progress: async (title, work) => vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, work),
  });
  const sources = { typed: store.credential, variable: (name: string) => process.env[name], leases };
  // Made anew when the endpoint setting changes; services are keyed by account below it.
  const newPool = (): ServicePool =>
    createServicePool({
      files: awsFiles(),
      endpoint: namedEndpoint(),
      sandbox: sandbox.running,
      prompts: signIn.prompts,
      sources,
      revoke: async ({ name }) => (await leases.revoke(name)).revoked > 0,
      onChange: () => onSignIns(signIns.status),
    });
  let pool = newPool();
  const known = new Map<string, SignInAccount>();
  /** With the account that its role is assumed from. */
  const completed = async (account: Account): Promise<SignInAccount> => {
    const whole = account.kind === 'role' && account.source !== undefined ? withSource(account, await store.all()) : account;
    known.set(account.name, whole);
    return whole;
  };
  const signIns: SignInsPort = {
    status(account, caller) {
      const { from } = known.get(account.name) ?? {};
      const whole: SignInAccount = from === undefined ? account : { ...account, from };
      return pool.signIns.status(whole, caller);
    },
    profiles: () => pool.signIns.profiles(),
    revoke: async (account) => pool.signIns.revoke(await completed(account)),
  };
  const forgetSignIns = (): void => {
    pool.dispose();
    pool = newPool();
    onSignIns(signIns.status);
  };
  subscriptions.push(
    { dispose: () => pool.dispose() },
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (!event.affectsConfiguration('custody.aws')) return;
      forgetSignIns();
      onEndpoint();
    }),
  );
  const after = createAfterCalls(store);
  const revokeLeases: HostCustody['revokeLeases'] = () => {
    forgetSignIns();
    return leases.revoke();
  };
  subscriptions.push(
    // Whoever signed in with the old one, through whichever account, signs in anew.
    store.onDidChangeCredential(forgetSignIns),
    store.onDidChange(() => void revokeUnused(store, leases)),
    after,
  );
  atEnd(() => leases.revoke());
  const custody = createCustody({
    accounts: store.all,
    service: async (account, region, caller) => pool.service(await completed(account), region, caller),
    signIns,
    envFiles: createEnvFiles({ folders: openFolders, environment: process.env }),
    pinAccount: ({ name }, accountId) => store.pin(name, accountId),
    forgetSignIns: () => void revokeLeases(),
    present,
    folders: () => (vscode.workspace.workspaceFolders ?? []).flatMap(({ uri }) => (uri.scheme === 'file' ? [uri.fsPath] : [])),
    terminal: { show: showTerminal, shell: () => vscode.env.shell },
    showSecret,
    settings: agentLimits,
    assertTrusted,
    isAskingPerson: signIn.isAsking,
    guesses: createGuessPause(Date.now, tellPause),
    append: async (lines) => {
      await audit.append(lines);
      for (const line of lines.trimEnd().split('\n')) log.audit(line);
    },
    auditKey: async () => (auditSettings().names === 'keyed' ? auditKeys.current() : undefined),
  });
  atEnd(custody.flush);
  custody.grants.onDidChange(() => onGrants(custody.grants));
  subscriptions.push(
    // Whose accounts can't be read, nobody knows whether they are as they were.
    store.onDidChange(() => void store.all().then(custody.grants.retain, custody.grants.clear)),
  );
  // Its first line. A log that can't be written refuses what needs it by itself.
  void custody.auditFiles('open_audit_log', ends).catch(() => undefined);
  // What was cut off is looked up in files that may be about to go.
  void tellLeftovers(custody, folder, log).then(() => tidyAudit(custody, folder.fsPath, auditSettings().keepDays, log));
  return {
    ...custody,
    revokeLeases,
    async execute(operation, call) {
      const asking =
        call.caller.kind === 'person' ? call.caller : { ...call.caller, claimedName: custody.redactor.scrub(call.caller.claimedName) };
      const { progress } = call;
      const outcome = await asCall({ caller: asking, operation: operation.name, progress }, async () =>
        after.look(await custody.execute(operation, call), call),
      );
      if (outcome.ok && call.caller.kind === 'agent') void setContextKey('agentCalled', true);
      if (outcome.ok && call.caller.kind === 'person' && operation.name === custody.operations.getSecretValue.name)
        void setContextKey('valueRetrieved', true);
      const { caller } = call;
      const who = caller.kind === 'person' ? whoOf(caller) : custody.redactor.scrub(caller.claimedName);
      const names = [...(call.caller.kind === 'person' ? [] : [who]), ...textsIn(call.input)];
      if (outcome.ok) log.info(`${who}: ${operation.name} done`, names);
      else log.warn(`${who}: ${operation.name} failed. ${outcome.error.sentence}`, names);
      const changes = operation.risk === 'write' || operation.risk === 'destructive';
      if (changes && (outcome.ok || outcome.error.code === 'outcome_unknown')) onChanged({ operation, input: call.input, outcome });
      return outcome;
    },
  };
}

function whoOf({ origin }: PersonCaller): string {
  return origin === 'task' ? 'A task' : 'You';
}
