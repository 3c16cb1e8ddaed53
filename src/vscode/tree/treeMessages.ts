import type { CustodyError, ErrorCode } from '../../core/errors.ts';
import type { MessageNode, RegionNode } from './nodes.ts';

const titles: Partial<Record<ErrorCode, string>> = {
  credentials_expired: 'Sign-in expired',
  credentials_missing: 'Not signed in',
  profile_missing: 'Profile is gone',
  wrong_account: 'Another AWS account',
  access_denied: 'Not allowed',
  unreachable: "Can't reach AWS",
  timeout: 'No answer from AWS',
  throttled: 'Too many requests',
  malformed_answer: 'Not an answer from AWS',
  storage_unavailable: 'No keyring',
};

/** A failure in two or three words. */
export function titleOf(error: CustodyError): string {
  return titles[error.code] ?? 'Sign-in failed';
}

/** Says what went wrong, and reads again what `retry` names when it is clicked. */
export function failure(error: CustodyError, retry: MessageNode['retry']): MessageNode {
  return message(error.sentence, 'error', titles[error.code], retry);
}

/** Says that secrets may be missing, because AWS's pages went round in a circle. */
export function cutShort(region: RegionNode, loaded: number): MessageNode {
  const text = `The list of secrets in account ${region.account.name} (${region.region}) ends after ${loaded}, because AWS sent a page token for the second time, so some may be missing. Refresh the region to read it again.`;
  return message(text, 'error', 'List cut short', region);
}

/** Stands above secrets that were read before, and reads the region again when it is clicked. */
export function notUpToDate(error: CustodyError, region: RegionNode): MessageNode {
  return message(`Not up to date: ${error.sentence}`, 'stale', undefined, region);
}

/** Says that the filter is why there is nothing, and clears it when it is clicked. */
export function noMatch(region: RegionNode): MessageNode {
  return message(`No secret in ${region.region} matches the filter. Click to clear it.`, 'empty', 'No match', { kind: 'filter' });
}

/** Choosing it opens the form for the first one. */
export function noSecrets(region: RegionNode): MessageNode {
  return {
    ...message(`No secrets in ${region.region} yet. Choose this row to create one.`, 'empty', 'No secrets yet', undefined),
    create: region,
  };
}

function message(text: string, tone: MessageNode['tone'], title: string | undefined, retry: MessageNode['retry']): MessageNode {
  return { kind: 'message', text, tone, retry, ...(title === undefined ? {} : { title }) };
}
