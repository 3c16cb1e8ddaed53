import type { SecretPart, ToSecretPage } from '../../core/secretProtocol.ts';

interface WantedPartOptions {
  readonly post: (message: ToSecretPage) => void;
  /** There is a page, and something on it. */
  readonly isReady: () => boolean;
  readonly openEdit: () => Promise<void>;
}

interface WantedPart {
  readonly want: (part: SecretPart) => void;
  /** Does what a command asked for, as soon as there is a page to do it in. */
  readonly go: () => Promise<void>;
}

export function createWantedPart({ post, isReady, openEdit }: WantedPartOptions): WantedPart {
  let wanted: SecretPart | undefined;
  return {
    want(part) {
      wanted = part;
    },
    async go() {
      const part = wanted;
      if (part === undefined || !isReady()) return;
      wanted = undefined;
      if (part === 'value') await openEdit();
      post({ type: 'goTo', part });
    },
  };
}
