import { randomUUID } from 'node:crypto';
import { newSecret } from './newSecret.ts';
import { syncReplicas } from './replicas.ts';
import { sampleSecrets } from './sampleSecrets.ts';
import type { SampleSecret } from './sampleSecrets.ts';
import type { Secret } from './secret.ts';
import type { Store } from './store.ts';
import { putVersion } from './versions.ts';
import { day } from './wire.ts';

const dayMs = 86_400_000;
const rotationDays = 30;
const recoveryDays = 30;

/** Fills an empty store with the sample secrets. */
export function seedStore(store: Store, where: { account: string; regions: readonly [string, string]; now: number }): void {
  const { account, now } = where;
  const [home, second] = where.regions;
  for (const sample of sampleSecrets()) {
    const region = sample.elsewhere ? second : home;
    const secret = createSample(sample, { account, region, now });
    if (sample.replicated) {
      secret.primaryRegion = home;
      secret.replicas = [{ region: second }];
    }
    store.vaultOf(account, region).set(secret.name, secret);
  }
  syncReplicas({
    vault: store.vaultOf(account, home),
    vaultOf: (region) => store.vaultOf(account, region),
  });
}

function createSample(sample: SampleSecret, where: { account: string; region: string; now: number }): Secret {
  const ago = (days: number): number => where.now - days * dayMs;
  const secret = newSecret(where, sample.name, ago(sample.ageDays));
  secret.description = sample.description;
  secret.owningService = sample.owningService;
  secret.resourcePolicy = sample.policy;
  secret.tags = Object.entries(sample.tags ?? {}).map(([Key, Value]) => ({ Key, Value }));
  sample.values.forEach((value, index) => {
    const written = ago(sample.ageDays * (1 - index / sample.values.length));
    putVersion(secret, { token: randomUUID(), value, stages: ['AWSCURRENT'], now: written });
  });
  if (sample.accessedDaysAgo !== undefined) secret.accessedAt = day(ago(sample.accessedDaysAgo));
  if (sample.deletedDaysAgo !== undefined) {
    secret.deletedAt = ago(sample.deletedDaysAgo);
    secret.deleteAfter = ago(sample.deletedDaysAgo - recoveryDays);
  }
  if (sample.rotatedDaysAgo !== undefined) {
    secret.rotation = {
      enabled: true,
      lambdaArn:
        sample.owningService === undefined ? `arn:aws:lambda:${where.region}:${where.account}:function:rotate-postgres` : undefined,
      rules: { AutomaticallyAfterDays: rotationDays },
      lastRotatedAt: ago(sample.rotatedDaysAgo),
      nextRotationAt: ago(sample.rotatedDaysAgo - rotationDays),
    };
  }
  return secret;
}
