import * as vscode from 'vscode';
import type { Account } from '../core/account.ts';
import { person } from '../core/caller.ts';
import type { Operation, PromptHint } from '../core/operation.ts';
import type { Custody } from '../custody.ts';
import { accountKinds } from './accounts/accountKinds.ts';
import { locationOf, type Node } from './tree/nodes.ts';
import { pickSecret } from './secretPick.ts';

type Arguments = Record<string, unknown>;

/** The arguments a tree node answers without asking. */
export function argumentsOf(node: Node | undefined): Arguments {
  switch (node?.kind) {
    case 'account':
      return { account: node.account.name };
    case 'region':
      return { account: node.account.name, region: node.region };
    case 'secret': {
      const { account, region, arn } = locationOf(node);
      return { account, region, secret_id: arn };
    }
    default:
      return {};
  }
}

/** Asks for the arguments that are not known yet; undefined when the person leaves. */
export async function promptFor(operation: Operation, known: Arguments, custody: Custody): Promise<Arguments | undefined> {
  const shape = operation.input.shape;
  let given: Arguments = { ...known };
  if ('account' in shape && given['account'] === undefined) {
    const account = await pickAccount(operation.title, custody);
    if (!account) return undefined;
    const region = 'region' in shape && operation.target !== 'account' ? await pickRegion(operation.title, account) : account.regions[0];
    if (region === undefined) return undefined;
    given = { ...given, account: account.name, ...('region' in shape ? { region } : {}) };
  }
  if ('secret_id' in shape && given['secret_id'] === undefined) {
    const secret = await pickSecret(operation, { account: given['account'], region: given['region'] }, custody);
    if (secret === undefined) return undefined;
    given = { ...given, secret_id: secret };
  }
  return promptForHinted(operation, given);
}

/** Asks for each argument that carries a hint; an empty answer leaves it out. */
async function promptForHinted({ title, input }: Operation, known: Arguments): Promise<Arguments | undefined> {
  const [{ promptHints }, { ZodType }] = await Promise.all([import('../core/operation.ts'), import('./zod.ts')]);
  let given = known;
  for (const [name, schema] of Object.entries(input.shape)) {
    const hint = schema instanceof ZodType ? promptHints.get(schema) : undefined;
    if (!hint || !(schema instanceof ZodType) || name in given) continue;
    const answer = hint.choices ? await pickChoice(title, hint, name, schema) : await inputText(title, hint.prompt, name, schema);
    if (!answer) return undefined;
    given = { ...given, ...answer };
  }
  return given;
}

interface Parser {
  safeParse(value: unknown): { readonly success: boolean; readonly error?: { readonly issues: readonly { readonly message: string }[] } };
}

async function pickChoice(
  title: string,
  { prompt, choices = [] }: PromptHint,
  name: string,
  schema: Parser,
): Promise<Arguments | undefined> {
  const items = choices.map((choice) => ({ ...choice, description: choice.description ?? '' }));
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder: prompt, ignoreFocusOut: true });
  return picked?.arguments ?? (picked && inputText(title, picked.prompt ?? prompt, name, schema));
}

async function inputText(title: string, prompt: string, name: string, schema: Parser): Promise<Arguments | undefined> {
  const takesNumber = !schema.safeParse('text').success;
  const parse = (text: string): string | number => (takesNumber ? Number(text) : text.trim());
  const text = await vscode.window.showInputBox({
    title,
    prompt,
    ignoreFocusOut: true,
    validateInput: (entered) => (entered === '' ? undefined : schema.safeParse(parse(entered)).error?.issues[0]?.message),
  });
  if (text === undefined) return undefined;
  return text === '' ? {} : { [name]: parse(text) };
}

export async function pickAccount(title: string, { execute, operations }: Custody): Promise<Account | undefined> {
  const listed = await execute(operations.listAccounts, { caller: person, input: {} });
  if (!listed.ok) throw listed.error;
  const [only, second] = listed.output;
  if (only && !second) return only;
  if (!only) {
    void vscode.window.showInformationMessage('There is no account yet. Add one with "Custody: Add Account".');
    return undefined;
  }
  const items = listed.output.map((account) => ({
    label: account.name,
    description: `${account.production === true ? 'production · ' : ''}${accountKinds[account.kind].word}`,
    account,
  }));
  return (await vscode.window.showQuickPick(items, { title, placeHolder: 'Account' }))?.account;
}

async function pickRegion(title: string, account: Account): Promise<string | undefined> {
  const [only, second] = account.regions;
  return second === undefined ? only : vscode.window.showQuickPick(account.regions, { title, placeHolder: 'Region' });
}
