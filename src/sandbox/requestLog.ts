import type { Fault } from './faults.ts';

/** What the sandbox remembers of a request: never its values. */
export type SeenRequest = {
  readonly operation: string;
  readonly region: string;
  readonly accountId: string;
  /** The name of the role session that sent it, or that it asked for. */
  readonly session?: string;
  /** Whether the client went away before it was answered. */
  readonly aborted: boolean;
  readonly at: number;
  /** What the sandbox was told to let go wrong with it. */
  readonly fault?: Fault;
  /** Whether a PutResourcePolicy asked for policies that let in too many to be blocked. */
  readonly blocksPublicPolicy?: boolean;
};

export type RequestLog = {
  readonly add: (request: SeenRequest) => { update: (change: Partial<SeenRequest>) => void };
  readonly list: () => readonly SeenRequest[];
};

/** The latest requests, up to a limit. */
export function createRequestLog(limit = 1000): RequestLog {
  const entries: { request: SeenRequest }[] = [];
  return {
    add(request) {
      const entry = { request };
      entries.push(entry);
      if (entries.length > limit) entries.shift();
      return {
        update(change) {
          entry.request = { ...entry.request, ...change };
        },
      };
    },
    list: () => entries.map((entry) => entry.request),
  };
}
