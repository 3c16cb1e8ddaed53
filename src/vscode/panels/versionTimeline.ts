import { person } from '../../core/caller.ts';
import type { CustodyError } from '../../core/errors.ts';
import { newestFirst } from '../../core/newestFirst.ts';
import type { TimelineView, VersionView } from '../../core/secretProtocol.ts';
import type { ListedVersion, SecretVersion } from '../../core/secretsService.ts';
import type { Custody } from '../../custody.ts';
import { moment } from './secretView.ts';

interface VersionTimelineOptions {
  readonly custody: () => Promise<Custody>;
  readonly input: { readonly account: string; readonly region: string; readonly secret_id: string };
  readonly signal: AbortSignal;
  readonly onChange: (timeline: TimelineView) => void;
}

export interface VersionTimeline {
  readonly shown: () => TimelineView;
  /** When a version was made, once that was read. */
  readonly madeAt: (versionId: string) => string | undefined;
  /** Reads the first page; `described` is what DescribeSecret told, shown until then, and where listing is not allowed. */
  readonly read: (described: readonly SecretVersion[]) => Promise<void>;
  readonly readOlder: () => Promise<void>;
}

/** A secret's versions with their dates, page by page, those without a staging label included. */
export function createVersionTimeline({ custody, input, signal, onChange }: VersionTimelineOptions): VersionTimeline {
  let listed: readonly ListedVersion[] = [];
  let next: string | undefined;
  let sent = new Set<string>();
  let turn = 0;
  let timeline: TimelineView = { versions: [], state: 'reading', problem: undefined };

  function show(shown: TimelineView): void {
    timeline = shown;
    onChange(timeline);
  }

  async function readPage(token: string | undefined): Promise<void> {
    turn += 1;
    const mine = turn;
    show({ ...timeline, state: 'reading', problem: undefined });
    const { execute, operations } = await custody();
    const page = await execute(operations.listSecretVersionIds, {
      input: { ...input, include_deprecated: true, ...(token === undefined ? {} : { next_token: token }) },
      caller: person,
      signal,
    });
    // Read anew meanwhile, or closed.
    if (mine !== turn || signal.aborted) return;
    if (!page.ok) {
      const problem = token === undefined ? firstProblem(page.error) : page.error.sentence;
      return show({ ...timeline, state: next === undefined ? 'whole' : 'hasOlder', problem });
    }
    listed = [...listed, ...page.output.versions];
    const { nextToken } = page.output;
    // A token that comes for the second time leads round in a circle.
    next = nextToken !== undefined && sent.has(nextToken) ? undefined : nextToken;
    if (next !== undefined) sent.add(next);
    show({ versions: listed.toSorted(newestFirst).map(viewOf), state: next === undefined ? 'whole' : 'hasOlder', problem: undefined });
  }

  return {
    shown: () => timeline,
    madeAt: (versionId) => listed.find((version) => version.versionId === versionId)?.createdDate,
    async read(described) {
      listed = [];
      next = undefined;
      sent = new Set();
      timeline = { versions: described.map(viewOf), state: 'reading', problem: undefined };
      await readPage(undefined);
    },
    async readOlder() {
      if (next !== undefined && timeline.state === 'hasOlder') await readPage(next);
    },
  };
}

function viewOf({ versionId: id, stages, createdDate, lastAccessedDate }: ListedVersion): VersionView {
  return {
    id,
    stages,
    created: createdDate === undefined ? undefined : moment(createdDate),
    // AWS keeps the day alone.
    lastRead: lastAccessedDate?.slice(0, 10),
  };
}

function firstProblem(error: CustodyError): string {
  return error.code === 'access_denied'
    ? 'Dates and versions without a staging label are missing: the role may not call ListSecretVersionIds.'
    : `Dates and versions without a staging label are missing. ${error.sentence}`;
}
