// Control, bidi, zero-width, tag and filler characters change how a text reads without being seen.
const unseen = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2028\u2029]/gu;

/**
 * Text that others wrote, made honest: what would reorder or hide letters is written out as
 * `‹U+202E›`, so that a name on a card is the name that would be deleted.
 */
export function shownText(text: string): string {
  return text.replace(unseen, (character) => (character === '\n' || character === '\t' ? character : codePoint(character)));
}

function codePoint(character: string): string {
  return `‹U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}›`;
}
