import type { Node } from './tree/nodes.ts';

/** The work of commands, by id. Each may be given the row of the tree it was chosen on. */
export type Commands = Readonly<Record<string, (node?: Node) => Thenable<unknown> | void>>;

/** The command of an operation: `delete_secret` is `custody.deleteSecret`. */
export function commandOf(operation: string): string {
  return `custody.${operation.replace(/_(\w)/g, (_match, letter: string) => letter.toUpperCase())}`;
}
