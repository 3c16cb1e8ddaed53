import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { cannedKeys } from './benchCustody.ts';
import { cannedRegion, cannedSecret } from './cannedSecrets.ts';
import { startChild, type Child } from './child.ts';
import { median, timed } from './stats.ts';
import { createThinClient, type ThinClient } from './thinClient.ts';

export type CallName = 'sdk' | 'bare' | 'custody' | 'withoutLog';

/** One describe_secret, made in four ways to the same endpoint; each server is a process of its own. */
export interface CallWorld {
  readonly calls: Readonly<Record<CallName, (index: number) => Promise<void>>>;
  readonly custody: Child;
  close(): Promise<void>;
}

/** The ways to call an endpoint that answers after a delay in milliseconds. */
export async function openCallWorld(delayMs: number): Promise<CallWorld> {
  const endpoint = await startChild('fakeEndpoint.ts', ['0', String(delayMs)]);
  const servers = await Promise.all([
    startChild('bareServer.ts', [endpoint.url]),
    startChild('custodyServer.ts', [endpoint.url, 'file']),
    startChild('custodyServer.ts', [endpoint.url, 'none']),
  ]);
  const [bareServer, custodyServer, withoutLogServer] = servers;
  const sdk = new SecretsManagerClient({ region: cannedRegion, endpoint: endpoint.url, credentials: cannedKeys });
  const clients: readonly ThinClient[] = [
    createThinClient(bareServer, { bare: true }),
    createThinClient(custodyServer),
    createThinClient(withoutLogServer),
  ];
  const [bare, custody, withoutLog] = clients;
  if (!bare || !custody || !withoutLog) throw new Error('A client is missing.');
  return {
    calls: {
      sdk: async (index) => void (await sdk.send(new DescribeSecretCommand({ SecretId: cannedSecret(index).name }))),
      bare: bare.describe,
      custody: custody.describe,
      withoutLog: withoutLog.describe,
    },
    custody: custodyServer,
    async close() {
      clients.forEach((client) => client.close());
      sdk.destroy();
      await Promise.all([...servers, endpoint].map((child) => child.stop()));
    },
  };
}

/** The median milliseconds of a number of calls, one after the other. */
export async function medianCallMs(call: (index: number) => Promise<void>, count: number): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < count; index += 1) times.push(await timed(() => call(index)));
  return median(times);
}
