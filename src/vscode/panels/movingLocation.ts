import type { SecretLocation } from '../../core/operation.ts';

interface MovingLocation {
  readonly location: SecretLocation;
  /** As operations take it. */
  readonly input: { readonly account: string; readonly region: string; readonly secret_id: string };
  readonly renameAccount: (to: string) => void;
}

/** Where a secret is, read anew at each call, so that a panel goes on when its account is renamed. */
export function createMovingLocation(first: SecretLocation): MovingLocation {
  let { account } = first;
  return {
    location: {
      ...first,
      get account() {
        return account;
      },
    },
    input: {
      get account() {
        return account;
      },
      region: first.region,
      secret_id: first.arn,
    },
    renameAccount(to) {
      account = to;
    },
  };
}
