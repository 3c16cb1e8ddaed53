import * as z from 'zod';
import { variableNamePattern } from './envFile.ts';
import { CustodyError } from './errors.ts';
import type { Precondition } from './operation.ts';
import { plain } from './outputText.ts';
import { faultOfVariable } from './programVariables.ts';
import type { PinnedReference, ReferringText } from './resolveReferences.ts';
import { quoted } from './shownCommand.ts';

// What operations share that put values into variables.

/** What a variable, a file or stdin is to hold, with references where values go. */
export const referringText = z.string().min(1).max(16_384);
export const referringTexts = z.record(z.string().regex(variableNamePattern, 'takes the name of a variable'), referringText);

/** A text with the variable that will hold it. */
export interface NamedText extends ReferringText {
  readonly name: string;
}

export function envTexts(env: Readonly<Record<string, string>> = {}): readonly NamedText[] {
  return Object.entries(env).map(([name, given]) => ({ name, where: `env ${name}`, text: given, isFile: false }));
}

/** Refuses names by which programs are told what else to run, before anyone is asked. */
export function assertSettable(names: readonly string[]): void {
  const fault = names.map(faultOfVariable).find((each) => each !== undefined);
  if (fault !== undefined) throw new CustodyError('invalid_input', fault, 'Give the variable another name.');
}

/** The folder that was found before. */
export function directoryOf({ state }: Precondition): string {
  return z.string().parse(state['directory']);
}

/** What a variable will hold, on a card, with the names of keys and secrets where their values will be. */
export function contentOf({ text: whole, where: place }: NamedText, pinned: readonly PinnedReference[]): string {
  const own = pinned.filter((each) => each.where === place);
  const named = own.map(({ key, name, binary, label }) => {
    const what = key === undefined ? (binary ? 'the bytes' : 'the value') : `the key ${quoted(key)}`;
    return `${what} of ${plain(name)}${label === undefined ? '' : `, version ${quoted(label)}`}`;
  });
  if (own.length === 1 && own[0]?.length === whole.length) return named[0] ?? '';
  let shown = '';
  let end = 0;
  for (const [index, { offset, length }] of own.entries()) {
    shown += `${whole.slice(end, offset)}[${named[index]}]`;
    end = offset + length;
  }
  return quoted(shown + whole.slice(end));
}
