import * as z from 'zod';
import { invalidRequest, resourceExists } from '../awsError.ts';
import * as fields from '../fields.ts';
import { newSecret } from '../newSecret.ts';
import { addReplica } from '../replicas.ts';
import { defineSandboxOperation } from '../sandboxOperation.ts';
import { mergeTags } from '../tagging.ts';
import { findVersion, putVersion, readValue, requireToken } from '../versions.ts';
import { identify, startedReplication } from '../wire.ts';

export const createSecret = defineSandboxOperation({
  name: 'CreateSecret',
  changes: true,
  input: z.object({
    Name: fields.secretName,
    ClientRequestToken: fields.clientRequestToken.optional(),
    Description: fields.description.optional(),
    KmsKeyId: fields.kmsKeyId.optional(),
    SecretString: fields.secretString.optional(),
    SecretBinary: fields.secretBinary.optional(),
    Tags: fields.tags.optional(),
    AddReplicaRegions: fields.replicaRegions.optional(),
    ForceOverwriteReplicaSecret: z.boolean().optional(),
    Type: z.string().optional(),
  }),
  run(input, context) {
    const value = readValue(input);
    const existing = context.vault.get(input.Name);
    if (existing?.deleteAfter !== undefined) {
      throw invalidRequest("You can't create this secret because a secret with this name is already scheduled for deletion.");
    }
    if (existing) {
      const token = input.ClientRequestToken;
      if (!value || token === undefined || !findVersion(existing, token)) {
        throw resourceExists(`The operation failed because the secret ${input.Name} already exists.`);
      }
      const version = putVersion(existing, { token, value, stages: [], now: context.now });
      return { ...identify(existing), VersionId: version.id };
    }

    const secret = newSecret(context, input.Name, context.now);
    secret.description = input.Description;
    secret.kmsKeyId = input.KmsKeyId;
    secret.type = input.Type;
    secret.tags = mergeTags([], input.Tags ?? []);
    const version =
      value &&
      putVersion(secret, {
        token: requireToken(input.ClientRequestToken),
        value,
        stages: [],
        now: context.now,
      });
    for (const replica of input.AddReplicaRegions ?? []) {
      addReplica(secret, replica, {
        ...context,
        overwrite: input.ForceOverwriteReplicaSecret === true,
      });
    }
    context.vault.set(secret.name, secret);
    return {
      ...identify(secret),
      VersionId: version?.id,
      ReplicationStatus:
        input.AddReplicaRegions &&
        startedReplication(
          secret,
          context,
          input.AddReplicaRegions.map(({ Region }) => Region),
        ),
    };
  },
});
