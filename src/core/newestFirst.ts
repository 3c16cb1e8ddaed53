import type { ListedVersion } from './secretsService.ts';

/** Orders versions by when they were made; those without a date come last. */
export function newestFirst({ createdDate: one = '' }: ListedVersion, { createdDate: other = '' }: ListedVersion): number {
  return one < other ? 1 : one > other ? -1 : 0;
}
