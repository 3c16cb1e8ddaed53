import { channel } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';

export interface SeenRequest {
  readonly method: string;
  readonly origin: string | undefined;
  readonly status: number;
  /** Whether anyone had begun to read the body by the time the answer was finished. */
  readonly bodyRead: boolean;
}

export interface RequestsSeen {
  readonly all: readonly SeenRequest[];
  /** Resolves when this many requests have been answered. */
  until(count: number): Promise<void>;
  stop(): void;
}

const answered = channel('http.server.response.finish');

/** Watches what an HTTP server of this process answers on a port, from underneath the server's own code. */
export function watchRequests(port: number): RequestsSeen {
  const all: SeenRequest[] = [];
  let onMore = (): void => undefined;

  const see = (told: unknown): void => {
    if (!isExchange(told) || told.request.socket.localPort !== port) return;
    const { request, response } = told;
    all.push({
      method: request.method ?? '',
      origin: request.headers.origin,
      status: response.statusCode,
      bodyRead: request.readableDidRead,
    });
    onMore();
  };
  answered.subscribe(see);

  return {
    all,
    async until(count) {
      while (all.length < count) await new Promise<void>((resolve) => (onMore = resolve));
    },
    stop: () => {
      answered.unsubscribe(see);
    },
  };
}

function isExchange(told: unknown): told is { readonly request: IncomingMessage; readonly response: ServerResponse } {
  return typeof told === 'object' && told !== null && 'request' in told && 'response' in told;
}
