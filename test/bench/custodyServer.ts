import { operations } from '../../src/core/operations/index.ts';
import { openFrontDoor } from '../../src/mcp/http.ts';
import { openAuditLog } from './auditLog.ts';
import { cannedAccount, poolFor, unlimitedExecute } from './benchCustody.ts';
import { serveChild } from './child.ts';

// A process with the front door, the one path and the adapter. `node custodyServer.ts ENDPOINT file|none`,
// where `none` leaves the audit file out, to see what it costs.

const [endpoint = '', log = 'file'] = process.argv.slice(2);

await serveChild({
  async start() {
    const append = log === 'none' ? async () => undefined : await openAuditLog();
    const execute = unlimitedExecute({ account: cannedAccount, pool: poolFor(endpoint), append });
    const { url, headers } = await openFrontDoor({ execute, operations });
    return { url, headers: { ...headers } };
  },
});
