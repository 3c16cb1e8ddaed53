declare function acquireVsCodeApi(): { postMessage(message: unknown): void };

/**
 * Connects the page to its panel and returns the one way to send. The API object stays in here, so
 * nothing on the page can reach setState, which VS Code writes to disk.
 */
export function connectHost<To, From>(onMessage: (message: To) => void): (message: From) => void {
  const { postMessage } = acquireVsCodeApi();
  const nonce = document.body.dataset['nonce'] ?? '';
  delete document.body.dataset['nonce'];
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (isFromHost<To>(data, nonce)) onMessage(data.message);
  });
  return (message) => postMessage({ nonce, message });
}

/** Whoever knows the nonce is the extension, whose messages the compiler has checked. */
function isFromHost<To>(data: unknown, nonce: string): data is { readonly message: To } {
  return typeof data === 'object' && data !== null && 'nonce' in data && 'message' in data && data.nonce === nonce && nonce !== '';
}
