import { invalidParameter } from './awsError.ts';
import type { Tag } from './secret.ts';

const maxTags = 50;

/** The tags after adding some; the later value of a key wins. */
export function mergeTags(existing: readonly Tag[], added: readonly Tag[]): Tag[] {
  if (added.some((tag) => /^aws:/i.test(tag.Key))) {
    throw invalidParameter("Tag keys can't begin with aws:. That prefix is reserved for AWS use.");
  }
  const merged = new Map([...existing, ...added].map((tag) => [tag.Key, tag.Value]));
  // Those that AWS sets itself don't count.
  const own = [...merged.keys()].filter((key) => !/^aws:/i.test(key));
  if (own.length > maxTags) throw invalidParameter(`A secret can have at most ${maxTags} tags.`);
  return [...merged].map(([Key, Value]) => ({ Key, Value }));
}
