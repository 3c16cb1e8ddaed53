import { person } from '../../core/caller.ts';
import type { Custody } from '../../custody.ts';

interface StateChangeOptions {
  readonly custody: () => Promise<Custody>;
  readonly input: { readonly account: string; readonly region: string; readonly secret_id: string };
  readonly setBusy: (doing: string | undefined) => void;
  readonly fail: (sentence: string) => void;
  readonly reload: () => Promise<void>;
}

/** Deletes or restores the secret of a panel. Runs on even if the panel is closed: the card that asks is a panel of its own. */
export function createStateChange({ custody, input, setBusy, fail, reload }: StateChangeOptions) {
  return async (kind: 'delete' | 'restore'): Promise<void> => {
    setBusy(kind === 'delete' ? 'Waiting for your answer in the confirmation…' : 'Restoring the secret…');
    const { execute, operations } = await custody();
    const call = { input, caller: person };
    const done = kind === 'delete' ? await execute(operations.deleteSecret, call) : await execute(operations.restoreSecret, call);
    if (done.ok) return reload();
    if (done.error.code === 'approval_declined') setBusy(undefined);
    else fail(done.error.sentence);
  };
}
