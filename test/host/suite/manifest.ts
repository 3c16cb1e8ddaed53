import * as vscode from 'vscode';

interface CommandEntry {
  readonly command: string;
}

interface WalkthroughStep {
  readonly id: string;
  readonly description: string;
  readonly media: { readonly svg: string; readonly altText: string };
  readonly completionEvents?: readonly string[];
}

/** The parts of package.json that VS Code acts on. */
export interface Manifest {
  readonly version: string;
  readonly icon: string;
  readonly contributes: {
    readonly commands: readonly CommandEntry[];
    readonly menus: Readonly<Record<string, readonly CommandEntry[]>>;
    readonly mcpServerDefinitionProviders: readonly { readonly id: string; readonly label: string }[];
    readonly viewsContainers: { readonly activitybar: readonly { readonly id: string; readonly icon: string }[] };
    readonly views: Readonly<Record<string, readonly { readonly id: string; readonly icon: string }[]>>;
    readonly viewsWelcome: readonly { readonly view: string; readonly contents: string }[];
    readonly walkthroughs: readonly { readonly id: string; readonly steps: readonly WalkthroughStep[] }[];
  };
}

/** The extension as the editor loaded it. */
export function ourExtension(): vscode.Extension<unknown> {
  const extension = vscode.extensions.getExtension<unknown>('custody.custody');
  if (!extension) throw new Error('Find out why VS Code does not know the extension under test.');
  return extension;
}

/** The manifest as the editor read it. */
export function ourManifest(): Manifest {
  return ourExtension().packageJSON;
}

export function declaredCommands(): readonly string[] {
  return ourManifest().contributes.commands.map(({ command }) => command);
}
