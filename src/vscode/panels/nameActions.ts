import * as vscode from 'vscode';
import type { SecretLocation } from '../../core/operation.ts';
import type { FromSecretPage } from '../../core/secretProtocol.ts';
import { consoleUrl } from '../consoleUrl.ts';

const types = ['copyName', 'copyArn', 'openConsole'] as const;
type NameMessage = Extract<FromSecretPage, { type: (typeof types)[number] }>;

export function isNameAction(message: FromSecretPage): message is NameMessage {
  return types.some((type) => type === message.type);
}

/** What a button of the page does with the secret's name alone. */
export async function actOnName({ type }: NameMessage, { name, arn, region }: SecretLocation): Promise<void> {
  if (type === 'copyName') await vscode.env.clipboard.writeText(name);
  else if (type === 'copyArn') await vscode.env.clipboard.writeText(arn);
  else await vscode.env.openExternal(vscode.Uri.parse(consoleUrl(region, name)));
}
