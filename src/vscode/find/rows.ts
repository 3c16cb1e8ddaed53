import * as vscode from 'vscode';
import type { CustodyError } from '../../core/errors.ts';
import type { SecretLocation } from '../../core/operation.ts';
import type { RegionNode } from '../tree/nodes.ts';
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

/** A secret as it was found. */
export type Found = SecretLocation & { readonly deleted?: boolean };

interface SecretMarks {
  readonly isPinned: boolean;
  readonly inProduction: boolean;
}

export function secretRow(secret: Found, { isPinned, inProduction }: SecretMarks): Row {
  const { account, region, name, deleted = false } = secret;
  const place = [account, ...(inProduction ? ['production'] : []), region, ...(deleted ? ['waits for its deletion'] : [])];
  return {
    label: plainLabel(name),
    description: plainLabel(place.join(' · ')),
    buttons: [isPinned ? unpin : pin, copyArn],
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
