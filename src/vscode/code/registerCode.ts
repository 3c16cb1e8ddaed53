import * as vscode from 'vscode';
import type { CodeHelp } from './codeHelp.ts';

const selector = (
  'typescript javascript typescriptreact javascriptreact python java go csharp ruby ' +
  'yaml json jsonc terraform shellscript dotenv properties toml plaintext'
)
  .split(' ')
  .flatMap((language) => ['file', 'untitled'].map((scheme) => ({ scheme, language })));

/**
 * Tells the editor of the help in code, as activation does. What stands behind it is loaded at the first text that could
 * name a secret: this looks for words alone.
 */
export function registerCode(load: () => Promise<CodeHelp>): vscode.Disposable {
  const { languages, workspace } = vscode;
  const mayName = (text: string): boolean => workspace.isTrusted && /secretsmanager|secret-?id/i.test(text);
  // The person's own choice: what a workspace says is not read.
  const checks = (): boolean => workspace.getConfiguration('custody').inspect('code.check')?.globalValue === true;
  let checked = false;
  const look = async (document: vscode.TextDocument): Promise<void> => {
    if (!checks() || languages.match(selector, document) === 0 || !mayName(document.getText())) return;
    checked = true;
    (await load()).check(document);
  };
  const lookAtAll = (): void => workspace.textDocuments.forEach((document) => void look(document));
  lookAtAll();

  return vscode.Disposable.from(
    languages.registerHoverProvider(selector, {
      provideHover: async (document, position, token) =>
        mayName(document.lineAt(position).text) ? (await load()).hover(document, position, token) : undefined,
    }),
    languages.registerCodeLensProvider(selector, {
      provideCodeLenses: async (document) => (mayName(document.getText()) ? [...(await load()).lenses(document)] : []),
    }),
    languages.registerCompletionItemProvider(
      selector,
      {
        provideCompletionItems: async (document, position, token) =>
          mayName(document.lineAt(position).text) ? (await load()).complete(document, position, token) : undefined,
      },
      ':',
      '/',
    ),
    workspace.onDidOpenTextDocument((document) => void look(document)),
    workspace.onDidChangeTextDocument(({ document }) => void look(document)),
    workspace.onDidChangeConfiguration(async (event) => {
      if (!event.affectsConfiguration('custody.code')) return;
      if (checks()) lookAtAll();
      else if (checked) (await load()).clear();
    }),
    workspace.onDidGrantWorkspaceTrust(lookAtAll),
  );
}
