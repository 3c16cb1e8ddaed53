const loopback = ['127.0.0.1', 'localhost', '[::1]'];

/** The origin of an address that credentials may be sent to: https, or http on this machine. Undefined for any other. */
export function endpointOrigin(address: string): string | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || url.username !== '' || url.password !== '') return undefined;
  // Credentials and values would cross the network in clear.
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && loopback.includes(url.hostname));
  return isSafe ? url.origin : undefined;
}
