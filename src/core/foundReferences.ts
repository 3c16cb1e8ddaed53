import { oneLine } from './outputText.ts';
import { findMentions } from './secretMentions.ts';

interface Named {
  readonly name: string;
  readonly arn: string;
}

/** What a search of the open folders came to. */
export interface ReferenceSearch {
  /** `path:line` of each mention. */
  readonly places: readonly string[];
  readonly filesRead: number;
  readonly filesTooLarge: number;
  /** Time or the number of files ran out before all were read. */
  readonly isCut: boolean;
}

const shown = 5;

/** The lines, from 1, on which a text names the secret: by a reference, an ARN or what is passed as SecretId. */
export function linesNaming(text: string, secret: Named): readonly number[] {
  // Each way to name it holds the name, and most files don't.
  if (!text.includes(secret.name)) return [];
  const lines: number[] = [];
  let line = 1;
  let from = 0;
  for (const mention of findMentions(text)) {
    if (mention.kind === 'malformed' || !isNamed(mention.secretId, secret)) continue;
    for (let at = text.indexOf('\n', from); at !== -1 && at < mention.offset; at = text.indexOf('\n', at + 1)) line += 1;
    from = mention.offset;
    if (lines.at(-1) !== line) lines.push(line);
  }
  return lines;
}

function isNamed(secretId: string, { name, arn }: Named): boolean {
  if (!secretId.startsWith('arn:')) return secretId === name;
  // AWS takes an ARN without its six random characters, too.
  return arn.startsWith(secretId) && /^(-[A-Za-z0-9]{6})?$/.test(arn.slice(secretId.length));
}

/** The same in a sentence or two. What was not looked at is said, or a reader would take none for nowhere. */
export function referenceSentence({ places, filesRead, filesTooLarge, isCut }: ReferenceSearch): string {
  const more = places.length > shown ? `, and ${places.length - shown} more` : '';
  const files = `${filesRead} file${filesRead === 1 ? '' : 's'}`;
  const none =
    filesRead + filesTooLarge === 0 && !isCut
      ? 'The open folders hold no file that could name it.'
      : `No reference, ARN or SecretId of it was found in ${files} of the open folders.`;
  const found = places.length === 0 ? none : `Named in: ${places.slice(0, shown).map(oneLine).join(', ')}${more}.`;
  const gaps = [
    isCut ? `Only ${files} were looked at.` : '',
    filesTooLarge === 0
      ? ''
      : `${filesTooLarge} file${filesTooLarge === 1 ? '' : 's'} over 1 MB ${filesTooLarge === 1 ? 'was' : 'were'} not looked at.`,
  ];
  return [found, ...gaps.filter(Boolean)].join(' ');
}
