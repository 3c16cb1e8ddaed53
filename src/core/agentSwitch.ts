/** The one switch that stops every agent at once: calls in flight end, cards close, new calls are refused. */
export interface AgentSwitch {
  readonly stopped: boolean;
  /** Aborts when agents are stopped; a new one after they continue. */
  readonly signal: AbortSignal;
  stop(): void;
  resume(): void;
  onChange(listener: () => void): void;
}

export function createAgentSwitch(): AgentSwitch {
  let controller = new AbortController();
  const listeners: (() => void)[] = [];
  const tell = (): void => listeners.forEach((listener) => listener());
  return {
    get stopped() {
      return controller.signal.aborted;
    },
    get signal() {
      return controller.signal;
    },
    stop() {
      controller.abort();
      tell();
    },
    resume() {
      if (controller.signal.aborted) controller = new AbortController();
      tell();
    },
    onChange(listener) {
      listeners.push(listener);
    },
  };
}
