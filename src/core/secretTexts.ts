import * as z from 'zod';
import type { Precondition } from './operation.ts';
import { plain } from './outputText.ts';
import type { PinnedReference, ReferringText } from './resolveReferences.ts';
import { quoted } from './shownCommand.ts';

// What operations share that put values into variables.

/** A text with the variable that will hold it. */
export interface NamedText extends ReferringText {
  readonly name: string;
}

export function envTexts(env: Readonly<Record<string, string>> = {}): readonly NamedText[] {
  return Object.entries(env).map(([name, given]) => ({ name, where: `env ${name}`, text: given, isFile: false }));
}

/** The folder that was found before. */
export function directoryOf({ state }: Precondition): string {
  return z.string().parse(state['directory']);
}

/** What a variable will hold, on a card, with the names of keys and secrets where their values will be. */
export function contentOf({ text: whole, where: place }: NamedText, pinned: readonly PinnedReference[]): string {
  const own = pinned.filter((each) => each.where === place);
  const named = own.map(({ key, name, binary }) =>
    key === undefined ? `${binary ? 'the bytes' : 'the value'} of ${plain(name)}` : `the key ${quoted(key)} of ${plain(name)}`,
  );
  if (own.length === 1 && own[0]?.length === whole.length) return named[0] ?? '';
  let shown = '';
  let end = 0;
  for (const { offset, length } of own) {
    shown += `${whole.slice(end, offset)}[${named[own.findIndex((each) => each.offset === offset)]}]`;
    end = offset + length;
  }
  return quoted(shown + whole.slice(end));
}
