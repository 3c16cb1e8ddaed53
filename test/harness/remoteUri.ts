import { pathToFileURL } from 'node:url';

/** The address under which a page of the server on this port knows a local folder or file. */
export function remoteUri(port: number, path: string): string {
  // The authority must be the page's own host and port, or VS Code ignores the address.
  return `vscode-remote://localhost:${port}${pathToFileURL(path).pathname}`;
}
