import { person } from '../../core/caller.ts';
import { editableFields } from '../../core/editFields.ts';
import type { ToSecretPage } from '../../core/secretProtocol.ts';
import type { SecretValue } from '../../core/secretsService.ts';
import type { Custody } from '../../custody.ts';
import type { HeldFields } from './heldFields.ts';
import { shownFields } from './shownFields.ts';

interface ValueRetrievalOptions {
  readonly custody: () => Promise<Custody>;
  readonly input: { readonly account: string; readonly region: string; readonly secret_id: string };
  readonly held: HeldFields;
  readonly post: (message: ToSecretPage) => void;
  readonly signal: AbortSignal;
  /** Whether a value may be shown by now: whoever looked away meanwhile asks again, and an edit keeps what it began with. */
  readonly mayShow: () => boolean;
  readonly setState: (state: Extract<ToSecretPage, { type: 'busy' | 'failed' }> | undefined) => void;
  /** After AWS said that the secret, as it is, has no current version to read. */
  readonly onUnreadable: () => void;
  /** Before its fields are shown; undefined for a version that is not the current one. */
  readonly onRetrieved: (current: SecretValue | undefined) => void;
}

/**
 * Fetches the current version, or the one named, and shows its fields. A second click meanwhile waits for the same
 * answer, because each fetch is a reveal in the audit log. Of two versions the one asked for last is shown.
 */
export function createValueRetrieval(options: ValueRetrievalOptions): (version?: string) => Promise<void> {
  const { custody, input, held, post, signal, setState } = options;
  let underWay: { readonly version: string | undefined; readonly done: Promise<void> } | undefined;
  let turn = 0;

  async function fetchValue(version: string | undefined, mine: number): Promise<void> {
    setState({ type: 'busy', doing: version === undefined ? 'Retrieving the value…' : `Retrieving version ${version.slice(0, 8)}…` });
    const { execute, operations } = await custody();
    const asked = version === undefined ? input : { ...input, version_id: version };
    const got = await execute(operations.getSecretValue, { input: asked, caller: person, signal });
    if (mine !== turn) return;
    if (!got.ok) {
      const again = version === undefined ? ({ type: 'retrieve' } as const) : ({ type: 'retrieve', version } as const);
      setState({ type: 'failed', message: got.error.sentence, again });
      if (version === undefined && got.error.code === 'invalid_state') options.onUnreadable();
      return;
    }
    if (!options.mayShow()) return setState(undefined);
    const isCurrent = version === undefined || got.output.stages.includes('AWSCURRENT');
    held.hold(editableFields(got.output.value));
    options.onRetrieved(isCurrent ? got.output : undefined);
    post(shownFields(got.output, isCurrent));
  }

  return (version) => {
    if (underWay && underWay.version === version) return underWay.done;
    turn += 1;
    const mine = turn;
    const done = fetchValue(version, mine).finally(() => {
      if (mine === turn) underWay = undefined;
    });
    underWay = { version, done };
    return done;
  };
}
