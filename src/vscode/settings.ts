import { homedir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { AccessLevel } from '../core/account.ts';
import { defaultToolsets, toolsets, type Toolset } from '../core/toolsets.ts';
import type { AwsFiles } from '../aws/credentials/awsFiles.ts';

/** The person's own value of a setting, or its default. What a workspace says is never read. */
function personal<T>(name: string): T | undefined {
  const found = vscode.workspace.getConfiguration('custody').inspect<T>(name);
  return found?.globalValue ?? found?.defaultValue;
}

export function agentLimits(): { readonly maximumAccess: AccessLevel; readonly allowForceDelete: boolean } {
  return {
    maximumAccess: personal<AccessLevel>('agents.maximumAccess') ?? 'destroy',
    allowForceDelete: personal<boolean>('agents.allowForceDelete') === true,
  };
}

/** What the person wrote may be anything; what is no set of tools is left out. */
export function agentToolsets(): readonly Toolset[] {
  const named = personal<unknown>('agents.toolsets');
  return Array.isArray(named) ? toolsets.filter((set) => named.includes(set)) : defaultToolsets;
}

/** Absolute paths, so that neither the environment nor a workspace chooses which files are read. */
export function awsFiles(): AwsFiles {
  const folder = join(homedir(), '.aws');
  return { config: join(folder, 'config'), credentials: join(folder, 'credentials') };
}

export function namedEndpoint(): string | undefined {
  return personal<string>('aws.endpoint') || undefined;
}

/** How the audit log is written and how long its files are kept. What is no number of days keeps them all. */
export function auditSettings(): { readonly names: 'plain' | 'keyed'; readonly keepDays: number } {
  const keepDays = personal<unknown>('audit.keepDays');
  return {
    names: personal<string>('audit.names') === 'keyed' ? 'keyed' : 'plain',
    keepDays: typeof keepDays === 'number' ? keepDays : 0,
  };
}
