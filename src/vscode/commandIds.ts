/** The command of an operation: `delete_secret` is `custody.deleteSecret`. */
export function commandOf(operation: string): string {
  return `custody.${operation.replace(/_(\w)/g, (_match, letter: string) => letter.toUpperCase())}`;
}
