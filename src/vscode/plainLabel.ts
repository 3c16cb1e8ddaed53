import { oneLine } from '../core/outputText.ts';

/** Text from AWS on one line, with nothing unseen, in which `$(name)` is written out: the editor would draw an icon. */
export function plainLabel(text: string): string {
  return oneLine(text).replace(/\$\([a-z0-9-]+(~[a-z]+)?\)/gi, '\\$&');
}
