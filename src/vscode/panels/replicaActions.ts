import { person } from '../../core/caller.ts';
import { toCustodyError } from '../../core/errors.ts';
import type { SecretLocation } from '../../core/operation.ts';
import type { FromSecretPage, ReplicaView } from '../../core/secretProtocol.ts';
import type { SecretDetail } from '../../core/secretsService.ts';
import type { Custody } from '../../custody.ts';
import { replicaViews } from './secretView.ts';

type ReplicaMessage = Extract<FromSecretPage, { type: 'replication' }>;

interface ReplicaActionsOptions {
  readonly custody: () => Promise<Custody>;
  readonly location: SecretLocation;
  readonly signal: AbortSignal;
  readonly isVisible: () => boolean;
  readonly setBusy: (doing: string | undefined) => void;
  readonly fail: (sentence: string) => void;
  readonly reload: () => Promise<void>;
  readonly open: (location: SecretLocation) => void;
  readonly onChange: (replicas: readonly ReplicaView[]) => void;
}

export interface ReplicaActions {
  readonly receive: (message: ReplicaMessage) => Promise<void>;
  /** Shows what was read, and looks again while AWS is still at work on one of them. */
  readonly follow: (secret: SecretDetail) => void;
}

/** AWS takes seconds for a replica as a rule; what takes longer is seen by Refresh. */
const looksAfterMs = [2_000, 4_000, 8_000, 16_000, 32_000];

/** What the panel does with the replicas of its secret. */
export function createReplicaActions(options: ReplicaActionsOptions): ReplicaActions {
  const { custody, location, signal } = options;
  let secret: SecretDetail | undefined;
  let looking: NodeJS.Timeout | undefined;
  let isActing = false;
  signal.addEventListener('abort', () => clearTimeout(looking));

  function follow(read: SecretDetail, look = 0): void {
    secret = read;
    clearTimeout(looking);
    const wait = looksAfterMs[look];
    if (wait === undefined || signal.aborted || !read.replicas.some(({ status }) => status === 'InProgress')) return;
    looking = setTimeout(() => void lookAgain(look + 1), wait);
  }

  async function lookAgain(look: number): Promise<void> {
    if (!options.isVisible()) return;
    const before = secret;
    const { execute, operations } = await custody();
    const { account, region, arn: secret_id } = location;
    const found = await execute(operations.describeSecret, { input: { account, region, secret_id }, caller: person, signal });
    // Why it failed is said when the person reads the secret again; what was read meanwhile is newer.
    if (!found.ok || signal.aborted || secret !== before) return;
    options.onChange(replicaViews(found.output.replicas));
    follow(found.output, look);
  }

  async function act({ action, region = '' }: ReplicaMessage, read: SecretDetail): Promise<boolean> {
    const ready = await custody();
    switch (action) {
      case 'add':
        return (await import('../replicas/replicate.ts')).replicate(location, read, ready);
      case 'retry': {
        const key = read.replicas.find((replica) => replica.region === region)?.kmsKeyId;
        return (await import('../replicas/replicate.ts')).replicateTo(location, [{ region, key: isDefault(key) ? undefined : key }], ready);
      }
      case 'remove':
        await (await import('../replicas/unreplicate.ts')).removeRegions(location, [region], ready);
        return true;
      case 'promote':
        await (await import('../replicas/unreplicate.ts')).promote(location, region, ready);
        return true;
      case 'open': {
        const { arnIn } = await import('../../core/replicas.ts');
        options.open({ ...location, region, arn: arnIn(region, location.arn) });
        return false;
      }
    }
  }

  return {
    follow,
    async receive(message) {
      if (!secret) return;
      if (message.action === 'open') return void (await act(message, secret));
      // A second click must not open a second row of prompts.
      if (isActing) return;
      isActing = true;
      options.setBusy(doing[message.action]);
      try {
        const isDone = await act(message, secret);
        options.setBusy(undefined);
        if (isDone) await options.reload();
      } catch (thrown) {
        const error = toCustodyError(thrown, 'Changing the replicas');
        if (error.code === 'approval_declined' || error.code === 'cancelled') options.setBusy(undefined);
        else options.fail(error.sentence);
      } finally {
        isActing = false;
      }
    },
  };
}

const waiting = 'Waiting for your answer in the confirmation…';
const doing = { add: 'Choosing regions…', retry: 'Replicating again…', remove: waiting, promote: waiting } as const;

/** What AWS calls the key of each region that it keeps itself. */
function isDefault(key: string | undefined): boolean {
  return key === undefined || key.endsWith('alias/aws/secretsmanager');
}
