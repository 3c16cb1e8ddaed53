import { createServicePool, type ServicePool } from '../../src/aws/servicePool.ts';
import type { Account } from '../../src/core/account.ts';
import { createAgentSwitch } from '../../src/core/agentSwitch.ts';
import { createApprovals } from '../../src/core/approval.ts';
import { createAudit } from '../../src/core/audit.ts';
import { createExecute, type Execute } from '../../src/core/execute.ts';
import { createGuessPause } from '../../src/core/guessPause.ts';
import { createRedactor } from '../../src/core/redact.ts';
import { createCustody, type Custody, type CustodyDependencies } from '../../src/custody.ts';
import { cannedRegion } from './cannedSecrets.ts';

export const accountName = 'bench';

/** Any keys: the fake endpoint checks no signature. */
export const cannedKeys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' } as const;

export const cannedAccount: Account = { kind: 'sandbox', name: accountName, regions: [cannedRegion], access: 'destroy', host: 'here' };

export interface BenchCustodyOptions {
  readonly account: Account;
  readonly pool: ServicePool;
  readonly append: (line: string) => Promise<void>;
}

/** The real adapter to an endpoint, with keys, for the account that needs no file. */
export function poolFor(endpoint: string, credentials: { accessKeyId: string; secretAccessKey: string } = cannedKeys): ServicePool {
  return createServicePool({
    files: { config: '', credentials: '' },
    endpoint: undefined,
    sandbox: async () => ({ endpoint, credentials }),
  });
}

/** Everything as both roots build it, with one account and nobody to ask. */
export function benchCustody(options: BenchCustodyOptions): Custody {
  return createCustody({ ...dependencies(options), present: async () => ({ kind: 'declined' }), append: options.append });
}

/**
 * The same one path with a clock that leaps a second at each look, so that the agents' rate limit of ten
 * reads a second, which would be all that a load measures, never holds a call.
 */
export function unlimitedExecute(options: BenchCustodyOptions): Execute {
  let clock = Date.now();
  return createExecute({
    ...dependencies(options),
    approvals: createApprovals(async () => ({ kind: 'declined' })),
    audit: createAudit(options.append),
    redactor: createRedactor(),
    agents: createAgentSwitch(),
    now: () => (clock += 1_000),
  });
}

function dependencies({ account, pool }: BenchCustodyOptions): Omit<CustodyDependencies, 'present' | 'append'> {
  let clock = 0;
  return {
    // Each call an hour later, so that what agents may send in an hour never holds one.
    guesses: createGuessPause(() => (clock += 3_600_000)),
    accounts: async () => [account],
    service: (of, region, caller) => pool.service(of, region, caller),
    showSecret: () => false,
    settings: () => ({ maximumAccess: 'destroy', allowForceDelete: false }),
    assertTrusted: () => undefined,
  };
}
