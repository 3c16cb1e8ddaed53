import * as vscode from 'vscode';
import type { Grant } from '../../core/grants.ts';
import { plain } from '../../core/outputText.ts';
import { nameInArn } from '../../core/secretsService.ts';

/** Draws a permission: whose value, where to, for whom, until when. */
export function grantItem(grant: Grant): vscode.TreeItem {
  const { id, account, region, destination } = grant;
  const secrets = destination.secrets.map(({ arn, key }) => plain(`${nameInArn(arn)}${key === undefined ? '' : ` ${key}`}`));
  const [first = 'no secret', ...others] = new Set(destination.secrets.map(({ arn }) => plain(nameInArn(arn))));
  const to = plain(destination.label);
  const who = clientOf(grant);
  const label = others.length === 0 ? first : `${first} and ${others.length} more`;
  return Object.assign(new vscode.TreeItem(label), {
    id: `grant:${id}`,
    // A side bar is narrow: until when it holds is read first, and the keys when it is pointed at.
    description: `${endOf(grant)} · ${to} · ${who}`,
    tooltip: [...secrets, `Destination: ${to}`, `Client: ${who}`, `Account: ${account} (${region})`, `Holds ${endOf(grant)}`].join('\n'),
    iconPath: new vscode.ThemeIcon('pass'),
    contextValue: 'grant',
    accessibilityInformation: {
      label: `permission, ${secrets.join(', ')}, to ${to}, for ${who}, in account ${account} (${region}), ${endOf(grant)}`,
    },
  });
}

function clientOf({ caller }: Grant): string {
  return caller.kind === 'person' ? 'you' : plain(caller.claimedName);
}

/** By the person's own clock. */
function endOf({ until }: Grant): string {
  if (until === undefined) return 'until the window closes';
  return `until ${new Date(until).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })}`;
}
