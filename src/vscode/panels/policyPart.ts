import { person } from '../../core/caller.ts';
import type { FromSecretPage, PolicyView, ToSecretPage } from '../../core/secretProtocol.ts';
import type { Custody } from '../../custody.ts';

interface PolicyPartOptions {
  readonly custody: () => Promise<Custody>;
  readonly input: { readonly account: string; readonly region: string; readonly secret_id: string };
  readonly post: (message: ToSecretPage) => void;
  readonly signal: AbortSignal;
  readonly setBusy: (doing: string | undefined) => void;
  readonly fail: (sentence: string) => void;
  /** Opens the policy in the editor. */
  readonly edit: () => Promise<void>;
}

export interface PolicyPart {
  readonly receive: (message: Extract<FromSecretPage, { type: 'policy' }>) => Promise<void>;
  /** For a page that starts again: what was shown is read again, as it may have been edited meanwhile. */
  readonly render: () => Promise<void>;
}

/** A secret's resource policy in its panel, read when it is asked for. */
export function createPolicyPart({ custody, input, post, signal, setBusy, fail, edit }: PolicyPartOptions): PolicyPart {
  let isShown = false;

  function show(policy: PolicyView): void {
    if (!signal.aborted) post({ type: 'policy', policy });
  }

  async function read(): Promise<void> {
    isShown = true;
    show({ state: 'reading' });
    const { execute, operations } = await custody();
    const got = await execute(operations.getResourcePolicy, { input, caller: person, signal });
    show(got.ok ? await viewOf(got.output.policy) : { state: 'failed', problem: got.error.sentence });
  }

  /** Runs on even if this panel is closed: the card that asks is a panel of its own. */
  async function remove(): Promise<void> {
    setBusy('Waiting for your answer in the confirmation…');
    const { execute, operations } = await custody();
    const done = await execute(operations.deleteResourcePolicy, { input, caller: person });
    if (!done.ok && done.error.code !== 'approval_declined') return fail(done.error.sentence);
    setBusy(undefined);
    if (done.ok) await read();
  }

  return {
    receive({ wanted }) {
      if (wanted === 'edit') return edit();
      return wanted === 'delete' ? remove() : read();
    },
    render: async () => (isShown ? read() : undefined),
  };
}

async function viewOf(policy: string | undefined): Promise<PolicyView> {
  if (policy === undefined) return { state: 'none' };
  const { opensToEveryone, readPolicy, statementSentence } = await import('../../core/resourcePolicy.ts');
  const found = readPolicy(policy);
  if (!found) return { state: 'set', sentences: ["It can't be read as a policy. Edit shows its text."], isOpenToEveryone: false };
  return {
    state: 'set',
    sentences: found.statements.map((statement) => statementSentence(statement)),
    isOpenToEveryone: opensToEveryone(found),
  };
}
