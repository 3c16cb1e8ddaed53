import * as vscode from 'vscode';
import type { Account } from '../../core/account.ts';
import type { AllowList } from '../../core/allowList.ts';
import { readPrefixes, readTags, type Read } from '../../core/allowListInput.ts';
import type { AccountStore } from './accountStore.ts';
import { storedAccount } from './storedAccount.ts';

/** Asks which secrets of an account agents meet, and keeps it. Escape at either question leaves it as it was. */
export async function setAllowList({ name, allow }: Account, store: AccountStore): Promise<void> {
  const title = `Which secrets of ${name} do agents meet?`;
  const prefixes = await ask(
    title,
    'Beginnings of names, with commas between them. Leave it empty to go by tags alone.',
    'prod/shop/, staging/',
    {
      value: allow?.prefixes.join(', ') ?? '',
      read: readPrefixes,
    },
  );
  if (!prefixes) return;
  const tags = await ask(
    title,
    prefixes.length === 0
      ? 'Tags, as key=value with commas between them. Empty: agents meet all secrets.'
      : 'Tags whose secrets agents meet as well, as key=value with commas between them.',
    'team=shop',
    { value: allow?.tags.map(({ key, value }) => `${key}=${value}`).join(', ') ?? '', read: readTags },
  );
  if (!tags) return;
  const { allow: _before, ...rest } = await storedAccount(name, store);
  const list: AllowList = { prefixes: [...prefixes], tags: [...tags] };
  await store.save(prefixes.length + tags.length === 0 ? rest : { ...rest, allow: list });
}

interface Asking<Item> {
  readonly value: string;
  readonly read: (text: string) => Read<Item>;
}

async function ask<Item>(
  title: string,
  prompt: string,
  placeHolder: string,
  { value, read }: Asking<Item>,
): Promise<readonly Item[] | undefined> {
  const typed = await vscode.window.showInputBox({
    title,
    prompt,
    placeHolder,
    value,
    ignoreFocusOut: true,
    validateInput(text) {
      const found = read(text);
      return 'problem' in found ? found.problem : undefined;
    },
  });
  const found = typed === undefined ? undefined : read(typed);
  return found && 'items' in found ? found.items : undefined;
}
