import type { AllowList } from './allowList.ts';
import { namePattern } from './reference.ts';

/** What a person typed as a list, or what is wrong with it. */
export type Read<Item> = { readonly items: readonly Item[] } | { readonly problem: string };

const atMost = 20;

/** Beginnings of names, such as `prod/, staging/shop`. */
export function readPrefixes(text: string): Read<string> {
  const items = partsOf(text);
  const wrong = items.find((item) => !namePattern.test(item) || item.startsWith('!'));
  if (wrong !== undefined)
    return { problem: `“${wrong}” can’t begin a name: letters, digits and / _ + = . @ - alone can, and ! behind them.` };
  return items.length > atMost ? { problem: `At most ${atMost} beginnings.` } : { items };
}

/** Tags, such as `team=shop, env=dev`. A value may be empty; the key ends at the first `=`. */
export function readTags(text: string): Read<AllowList['tags'][number]> {
  const parts = partsOf(text);
  const items = parts.map((part) => {
    const [key = '', ...value] = part.split('=');
    return { key: key.trim(), value: value.join('=').trim() };
  });
  const wrong = parts.find((part, index) => !part.includes('=') || !fits(items[index]));
  if (wrong !== undefined) return { problem: `“${wrong}” is no tag: write key=value.` };
  return items.length > atMost ? { problem: `At most ${atMost} tags.` } : { items };
}

function fits({ key, value } = { key: '', value: '' }): boolean {
  return key.length > 0 && key.length <= 128 && value.length <= 256;
}

function partsOf(text: string): readonly string[] {
  return [
    ...new Set(
      text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    ),
  ];
}
