import { NodeHttpHandler } from '@smithy/node-http-handler';

/**
 * What every AWS client here is made with. Without these a silent server holds a call for 300 s times
 * three attempts, and `requestTimeout` alone only warns.
 */
export function clientOptions() {
  return {
    maxAttempts: 3,
    requestHandler: new NodeHttpHandler({ connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true }),
  };
}
