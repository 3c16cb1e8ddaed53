import { parseArgs } from 'node:util';
import { startSandbox } from './server.ts';
import type { SandboxOptions } from './server.ts';

// What `npm run sandbox` runs: one line of JSON to connect with, then it stays
// up until it is stopped.

const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    file: { type: 'string' },
    'no-seed': { type: 'boolean', default: false },
  },
});

const options: SandboxOptions = { seed: !values['no-seed'] };
if (values.file !== undefined) options.file = values.file;
if (values.port !== undefined) {
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error('--port takes a number from 0 to 65535.');
  options.port = port;
}

const { endpoint, region, accountId, credentials, close } = await startSandbox(options);
process.stdout.write(`${JSON.stringify({ endpoint, region, accountId, credentials })}\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void close());
}
