/** Names of secrets as columns, lower-cased once when they come: a keystroke over 100,000 makes no object for each. */
export interface NameColumns {
  readonly names: readonly string[];
  /** Where each name is, as an index into `places`. */
  readonly placeOf: readonly number[];
  /** Account and region of each place, lower-cased. */
  readonly places: readonly string[];
}

export interface Ranked {
  /** Indexes into the columns, the best first. */
  readonly rows: readonly number[];
  /** How many match in all. */
  readonly matching: number;
}

interface Word {
  readonly text: string;
  readonly atSegment: string;
  readonly letters: readonly string[];
  /** Of each place, whether the word is in its account or region. */
  readonly inPlace: readonly boolean[];
}

const exact = 0;
const prefix = 1;
const segmentPrefix = 2;
const substring = 3;
const inOrder = 4;
const placeOnly = 5;
const none = 6;

/** Above the length of any name, so that a rank outweighs it. */
const rankStep = 65_536;

/**
 * The best matches of a query by a plain scan: the exact name, a prefix of it, a prefix of a segment of its path, part
 * of it, then all characters in order. Each of several words must match, in the name, the account or the region, and the
 * weakest word's rank counts; a word that is in account or region does not weaken the rest. Within a rank shorter names
 * come first. Of more that equal each other than are shown, those that came first are, so that the list stays as it is
 * while pages come in; what is shown goes by the alphabet. A query without a word matches all.
 */
export function findSecrets(columns: NameColumns, query: string, most = 200): Ranked {
  const { names, placeOf, places } = columns;
  const words = wordsOf(query, places);
  const rows: number[] = [];
  const scores: number[] = [];
  let matching = 0;
  for (let row = 0; row < names.length; row += 1) {
    const name = names[row] ?? '';
    const rank = words.length === 0 ? exact : rankOf(name, placeOf[row] ?? 0, words);
    if (rank === none) continue;
    matching += 1;
    const score = words.length === 0 ? 0 : rank * rankStep + Math.min(name.length, rankStep - 1);
    if (rows.length === most && score >= (scores.at(-1) ?? 0)) continue;
    const place = placeAfter(scores, score);
    rows.splice(place, 0, row);
    scores.splice(place, 0, score);
    if (rows.length <= most) continue;
    rows.pop();
    scores.pop();
  }
  return { rows: alphabetically(rows, scores, names), matching };
}

/** Where a number goes in sorted ones: after those that equal it. */
function placeAfter(sorted: readonly number[], number: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) <= number) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Rows of the same score by the alphabet. Of the few that are shown: among all, comparing names takes several frames. */
function alphabetically(rows: readonly number[], scores: readonly number[], names: readonly string[]): readonly number[] {
  return rows
    .map((row, place) => ({ row, score: scores[place] ?? 0, name: names[row] ?? '' }))
    .sort((a, b) => a.score - b.score || (a.name < b.name ? -1 : a.name > b.name ? 1 : a.row - b.row))
    .map(({ row }) => row);
}

function wordsOf(query: string, places: readonly string[]): readonly Word[] {
  const texts = query.toLowerCase().split(/\s+/).filter(Boolean);
  return texts.map((text) => ({
    text,
    atSegment: `/${text}`,
    letters: Array.from(text),
    inPlace: places.map((place) => place.includes(text)),
  }));
}

function rankOf(name: string, place: number, words: readonly Word[]): number {
  let weakest = -1;
  for (const word of words) {
    const rank = rankOfWord(name, place, word);
    if (rank === none) return none;
    if (rank !== placeOnly && rank > weakest) weakest = rank;
  }
  return weakest === -1 ? placeOnly : weakest;
}

function rankOfWord(name: string, place: number, { text, atSegment, letters, inPlace }: Word): number {
  const at = name.indexOf(text);
  if (at === 0) return name.length === text.length ? exact : prefix;
  if (at > 0) return name.includes(atSegment) ? segmentPrefix : substring;
  if (inPlace[place]) return placeOnly;
  return hasInOrder(name, letters) ? inOrder : none;
}

function hasInOrder(name: string, letters: readonly string[]): boolean {
  let from = 0;
  for (const letter of letters) {
    const at = name.indexOf(letter, from);
    if (at === -1) return false;
    from = at + letter.length;
  }
  return true;
}
