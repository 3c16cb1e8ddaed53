import * as vscode from 'vscode';
import { person } from '../core/caller.ts';
import type { Custody } from '../custody.ts';
import type { Commands } from './commandIds.ts';
import { withCancel } from './withCancel.ts';
import { showingErrors } from './operationCommands.ts';
import { clearAfterMs, createSecretClipboard } from './panels/secretClipboard.ts';
import { pickAccount } from './prompts.ts';

const title = 'Generate Password';

/** Quotes, separators and escapes that a URL, a JDBC string or a shell reads as its own. */
const breaksConnectionStrings = '/@"\'\\:;?#& %+=$`|<>(){}[]^,*!~';

interface Rule {
  readonly exclude_characters?: string;
  readonly exclude_punctuation?: boolean;
}

interface Preset extends vscode.QuickPickItem {
  readonly rule?: Rule;
}

const presets: readonly Preset[] = [
  { label: 'Letters, digits and symbols', rule: {} },
  { label: 'No symbols', description: 'letters and digits', rule: { exclude_punctuation: true } },
  {
    label: 'No symbols that break connection strings',
    description: 'letters, digits and - . _',
    rule: { exclude_characters: breaksConnectionStrings },
  },
  { label: 'Custom exclusions…', description: 'characters that you name' },
];

interface GeneratePassword extends vscode.Disposable {
  readonly commands: Commands;
}

/** Has Secrets Manager generate a password, which goes to the clipboard and nowhere else. Disposing clears it from there. */
export function generatePassword(custody: () => Promise<Custody>): GeneratePassword {
  const clipboard = createSecretClipboard();
  return {
    commands: {
      'custody.generatePassword': () =>
        showingErrors(async () => {
          const ready = await custody();
          const { execute, operations } = ready;
          const account = await pickAccount(title, ready);
          const length = account && (await askLength());
          const rule = length === undefined ? undefined : await pickRule();
          if (!account || length === undefined || !rule) return;
          const input = {
            account: account.name,
            length,
            ...rule,
            // One of each of four types does not fit into less.
            ...(length < 4 ? { require_each_included_type: false } : {}),
          };
          const made = await withCancel(title, (signal) => execute(operations.getRandomPassword, { input, caller: person, signal }));
          if (!made.ok) throw made.error;
          await clipboard.copy(made.output);
          void vscode.window.showInformationMessage(
            `Copied a password of ${length.toLocaleString('en')} character${length === 1 ? '' : 's'}. It stays on the clipboard for ${clearAfterMs / 1_000} seconds.`,
          );
        }),
    },
    dispose: () => clipboard.dispose(),
  };
}

async function askLength(): Promise<number | undefined> {
  const { passwordLength } = await import('../core/limits.ts');
  const typed = await vscode.window.showInputBox({
    title,
    prompt: 'Length, from 1 to 4,096 characters',
    value: '32',
    ignoreFocusOut: true,
    validateInput: (text) => (passwordLength.safeParse(Number(text)).success ? undefined : 'Give a whole number from 1 to 4,096'),
  });
  return typed === undefined ? undefined : Number(typed);
}

async function pickRule(): Promise<Rule | undefined> {
  const picked = await vscode.window.showQuickPick(presets, { title, placeHolder: 'Which characters?', ignoreFocusOut: true });
  if (!picked || picked.rule) return picked?.rule;
  const { excludedCharacters } = await import('../core/limits.ts');
  const typed = await vscode.window.showInputBox({
    title,
    prompt: 'Characters that it must not have, one after the other',
    ignoreFocusOut: true,
    validateInput: (text) => (excludedCharacters.safeParse(text).success ? undefined : 'That are more than 4,096 characters'),
  });
  return typed === undefined ? undefined : { exclude_characters: typed };
}
