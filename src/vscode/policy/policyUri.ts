import * as vscode from 'vscode';
import type { SecretLocation } from '../../core/operation.ts';
import { nameInArn } from '../../core/secretsService.ts';

export const policyScheme = 'custody-policy';

/** The document of a secret's policy. All of its address is in it, so that it can be read again after a restart. */
export function policyUri({ account, region, arn, name }: SecretLocation): vscode.Uri {
  const file =
    name
      .split('/')
      .at(-1)
      ?.replace(/[^\w+=.@-]/g, '_') ?? '';
  return vscode.Uri.from({
    scheme: policyScheme,
    authority: 'policy',
    path: `/${encodeURIComponent(account)}/${region}/${arn}/${file} resource policy.json`,
  });
}

export function locationOfPolicy({ path }: vscode.Uri): SecretLocation {
  const [, account = '', region = '', ...rest] = path.split('/');
  const arn = rest.slice(0, -1).join('/');
  return { account: decodeURIComponent(account), region, arn, name: nameInArn(arn) };
}
