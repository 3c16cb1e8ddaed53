import { NodeHttpHandler } from '@smithy/node-http-handler';

/**
 * What every AWS client here is made with. Without the limits a silent server holds a call for 300 s times
 * three attempts, and `requestTimeout` alone only warns. The rest would otherwise come from the environment
 * and the shared config file, where `auto` even asks the machine's metadata service.
 */
export function clientOptions() {
  return {
    maxAttempts: 3,
    retryMode: 'standard',
    defaultsMode: 'standard' as const,
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    requestHandler: new NodeHttpHandler({ connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true }),
  };
}
