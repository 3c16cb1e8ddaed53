import { homedir, hostname, userInfo } from 'node:os';
import * as vscode from 'vscode';
import type { Account } from '../../core/account.ts';
import type { ChangedSetting, ReportFacts } from '../../core/report.ts';
import type { Custody } from '../../custody.ts';
import type { AccountStore } from '../accounts/accountStore.ts';
import type { KeptLog } from './keptLog.ts';

export interface ReportSources {
  readonly extension: vscode.Extension<unknown>;
  readonly store: Pick<AccountStore, 'all'>;
  readonly custody: () => Promise<Custody>;
  readonly log: Pick<KeptLog, 'lines' | 'audited'>;
  /** Where the MCP server listens, if it does. */
  readonly serverAddress: () => string | undefined;
}

// Others may name a machine: what stands before the `+` of a remote is chosen by whoever made the connection.
const remotes = ['ssh-remote', 'wsl', 'dev-container', 'attached-container', 'codespaces', 'tunnel', 'k8s-container'];

/** Gathers what a report tells. Calls nobody: not AWS, and not the network. */
export async function gatherFacts({ extension, store, custody, log, serverAddress }: ReportSources): Promise<ReportFacts> {
  const [{ redactor, registry }, accounts] = await Promise.all([custody(), readable(store)]);
  const { version, contributes }: { version?: unknown; contributes?: Contributes } = Object(extension.packageJSON);
  const { remoteName, uiKind } = vscode.env;
  return {
    about: [
      ['Custody', String(version)],
      ['VS Code', `${vscode.version}, ${uiKind === vscode.UIKind.Web ? 'in a browser' : 'on the desktop'}`],
      ['Extension host', `${process.platform} ${process.arch}, Node ${process.versions.node}`],
      ['Remote', remoteName === undefined ? 'none' : (remotes.find((each) => each === remoteName) ?? 'another kind')],
      ['Workspace', vscode.workspace.isTrusted ? 'trusted' : 'not trusted'],
      ['Keyring', accounts ? 'works' : "can't be reached"],
      ['MCP server', serverAddress() === undefined ? 'not started in this window yet' : 'listens'],
    ],
    settings: changedSettings(contributes),
    accounts,
    operations: registry.map(({ name }) => name),
    audit: log.audited(),
    log: log.lines(),
    machine: { home: homedir(), user: userName(), host: hostname() },
    scrub: (text) => redactor.scrub(text),
  };
}

interface Contributes {
  readonly configuration?: { readonly properties?: Readonly<Record<string, { readonly enum?: readonly unknown[] }>> };
}

function changedSettings(contributes: Contributes | undefined): readonly ChangedSetting[] {
  const properties = contributes?.configuration?.properties ?? {};
  return Object.entries(properties).flatMap(([name, property]) => {
    const value = vscode.workspace.getConfiguration().inspect<unknown>(name)?.globalValue;
    return value === undefined ? [] : [{ name, value, choices: property.enum ?? [] }];
  });
}

async function readable(store: Pick<AccountStore, 'all'>): Promise<readonly Account[] | undefined> {
  try {
    return await store.all();
  } catch {
    return undefined;
  }
}

// A container may run under a number that no user has, and then there is no name to ask for.
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}
