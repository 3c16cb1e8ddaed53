import type { AccessLevel, Account } from './account.ts';
import type { Caller } from './caller.ts';
import { hashOf } from './canonicalJson.ts';
import { CustodyError } from './errors.ts';

/** What the person set that a call rests on. */
export interface Limits {
  /** As the person configured it; undefined where the call is of none, or where it is gone. */
  readonly account: Account | undefined;
  readonly maximumAccess: AccessLevel;
  readonly allowForceDelete: boolean;
}

/** A question may stay open for minutes. Who lowered a limit in that time must not find it passed by the answer. */
export function assertSameLimits(asked: Limits, now: Limits, caller: Caller, doing: string): void {
  const isPinned = asked.account?.accountId !== undefined;
  if (hashOf(concerning(asked, caller, isPinned)) === hashOf(concerning(now, caller, isPinned))) return;
  const what = caller.kind === 'agent' ? 'the account or what agents may do there' : 'the account';
  throw new CustodyError(
    'changed_since',
    `${doing} was not run, because ${what} was changed after the question was asked.`,
    'Call again if it is still wanted.',
  );
}

function concerning({ account, maximumAccess, allowForceDelete }: Limits, { kind }: Caller, isPinned: boolean): unknown {
  if (!account) return kind === 'agent' ? { maximumAccess, allowForceDelete } : {};
  const { color: _color, order: _order, accountId, access, allow = null, ...rest } = account;
  // It is pinned by the call itself, where none was before.
  const place = isPinned ? { ...rest, accountId } : rest;
  return kind === 'agent' ? { place, access, allow, maximumAccess, allowForceDelete } : { place };
}
