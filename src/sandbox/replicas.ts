import { invalidParameter } from './awsError.ts';
import type { Context } from './sandboxOperation.ts';
import type { Secret, Vault } from './secret.ts';

const takenMessage = 'Secret with this name already exists in this region';

/** Copies a secret to a region, or notes there why it could not be copied. */
export function addReplica(
  secret: Secret,
  replica: { Region: string; KmsKeyId?: string | undefined },
  context: Pick<Context, 'region' | 'vaultOf'> & { overwrite: boolean },
): void {
  if (replica.Region === context.region) {
    throw invalidParameter('Invalid replica region. The primary region cannot be a replica region.');
  }
  const taken = context.vaultOf(replica.Region).has(secret.name) && !isIn(secret, replica.Region);
  const failure = taken && !context.overwrite ? takenMessage : undefined;
  secret.primaryRegion = context.region;
  secret.replicas = [
    ...secret.replicas.filter((each) => each.region !== replica.Region),
    { region: replica.Region, kmsKeyId: replica.KmsKeyId, failure },
  ];
}

/** Takes the replica in a region away, and the secret there with it. */
export function removeReplica(secret: Secret, region: string, vault: Vault): void {
  if (isIn(secret, region) && vault.get(secret.name)?.primaryRegion !== undefined) vault.delete(secret.name);
  detachReplica(secret, region);
}

/** Lets go of the replica in a region and leaves the secret there as it is. */
export function detachReplica(secret: Secret, region: string): void {
  secret.replicas = secret.replicas.filter((replica) => replica.region !== region);
  if (secret.replicas.length === 0) secret.primaryRegion = undefined;
}

/** Tells the primary which key its replica here has, or the next change there would bring the old one back. */
export function setReplicaKey(secret: Secret, { region, vaultOf }: Pick<Context, 'region' | 'vaultOf'>): void {
  const primary = vaultOf(secret.primaryRegion ?? region).get(secret.name);
  for (const replica of primary?.replicas ?? []) if (replica.region === region) replica.kmsKeyId = secret.kmsKeyId;
}

/**
 * Brings every replica level with its primary. Run after each change, so that
 * no operation can forget it.
 */
export function syncReplicas(context: Pick<Context, 'vault' | 'vaultOf'>): void {
  for (const secret of context.vault.values()) {
    if (secret.primaryRegion === undefined) continue;
    for (const replica of secret.replicas) {
      if (replica.failure !== undefined) continue;
      const vault = context.vaultOf(replica.region);
      vault.set(secret.name, {
        ...structuredClone(secret),
        arn: replicaArn(secret.arn, replica.region),
        kmsKeyId: replica.kmsKeyId,
        // Each region counts its own reads.
        accessedAt: vault.get(secret.name)?.accessedAt,
        replicas: [],
      });
    }
  }
}

// The ARN of a replica differs from its primary's in the region only.
function replicaArn(arn: string, region: string): string {
  const parts = arn.split(':');
  parts[3] = region;
  return parts.join(':');
}

function isIn(secret: Secret, region: string): boolean {
  return secret.replicas.some((replica) => replica.region === region && replica.failure === undefined);
}
