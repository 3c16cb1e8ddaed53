/** Text for a notification, in which VS Code would make links of `[text](command:...)`, and run them on a click. */
export function plainToast(text: string): string {
  return text.replaceAll('](', '] (');
}
