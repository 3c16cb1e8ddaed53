import { createHmac, randomUUID } from 'node:crypto';
import type { AgentCaller } from '../core/caller.ts';
import type { RunningCall } from './server.ts';

const maxSessions = 256;
const maxName = 64;

// What could turn, hide or stretch the text around a name.
const unreadable = /[^\p{L}\p{N}\p{P}\p{S} ]/u;

/** A client that said hello. Kept only to know its name and which of its calls a cancel means. */
export interface Session {
  readonly id: string;
  readonly caller: AgentCaller;
  /** Its running calls, by request id. */
  readonly calls: Map<string | number, RunningCall>;
}

export interface Sessions {
  open(claimedName: string): Session;
  find(id: string | undefined): Session | undefined;
  /** For a request outside every session: known by its token alone. */
  anonymous(claimedName: string): Session;
}

/** The sessions of one port. A client may make up a session id, and then it counts as having none. */
export function createSessions(token: string): Sessions {
  const sessions = new Map<string, Session>();
  const make = (id: string, claimedName: string): Session => ({
    id,
    caller: {
      kind: 'agent',
      client: clientId(token, id),
      claimedName: readable(claimedName),
      ...(id === '' ? { isAnonymous: true } : {}),
    },
    calls: new Map(),
  });

  return {
    open(claimedName) {
      const id = randomUUID();
      const session = make(id, claimedName);
      sessions.set(session.id, session);
      const oldest = sessions.keys().next();
      if (sessions.size > maxSessions && !oldest.done) sessions.delete(oldest.value);
      return session;
    },
    find(id) {
      const session = id === undefined ? undefined : sessions.get(id);
      if (!session) return undefined;
      // Back to the young end, so that the ones in use are dropped last.
      sessions.delete(session.id);
      sessions.set(session.id, session);
      return session;
    },
    anonymous: (claimedName) => make('', claimedName),
  };
}

/** Names a client in the log and binds its approvals, without telling anything of its token. */
function clientId(token: string, session: string): string {
  return createHmac('sha256', token).update(session).digest('hex').slice(0, 16);
}

/**
 * A name for people to read. It stays whole or is not kept: the part of a value that is left after a cut, or after what is
 * unseen in it was taken out, would no longer be known as that value where the log is scrubbed.
 */
function readable(name: string): string {
  if (name.trim() === '') return 'unnamed client';
  if (name.length > maxName) return 'a client with an overlong name';
  return unreadable.test(name) ? 'a client with an unreadable name' : name;
}
