import * as vscode from 'vscode';
import type { CustodyError } from '../../core/errors.ts';
import type { SecretLocation } from '../../core/operation.ts';
import type { RegionNode } from '../nodes.ts';
import { plainLabel } from '../plainLabel.ts';

/** A row of the quick pick: a secret, a region that failed, or a note. */
export interface Row extends vscode.QuickPickItem {
  readonly secret?: SecretLocation;
  /** Read again when the row is chosen. */
  readonly failed?: RegionNode;
}

export const copyArn: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('copy'), tooltip: 'Copy ARN' };
const pin: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('pin'), tooltip: 'Pin' };
const unpin: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('pinned'), tooltip: 'Unpin' };

// `alwaysShow`: which rows match is ours to say, and the editor's own filter knows another rule.

export function secretRow(secret: SecretLocation & { readonly deleted?: boolean }, pinned: boolean): Row {
  const { account, region, name, deleted = false } = secret;
  return {
    label: plainLabel(name),
    description: plainLabel([account, region, ...(deleted ? ['waits for its deletion'] : [])].join(' · ')),
    buttons: [pinned ? unpin : pin, copyArn],
    alwaysShow: true,
    secret,
  };
}

export function failedRow(region: RegionNode, error: CustodyError): Row {
  return {
    label: plainLabel(`${region.account.name} · ${region.region} could not be read`),
    description: 'Enter reads it again',
    detail: plainLabel(error.sentence),
    iconPath: new vscode.ThemeIcon('error'),
    alwaysShow: true,
    failed: region,
  };
}

export function noteRow(label: string): Row {
  return { label, iconPath: new vscode.ThemeIcon('info'), alwaysShow: true };
}

export function separator(label: string): Row {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}
