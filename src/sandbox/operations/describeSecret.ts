import * as z from 'zod';
import * as fields from '../fields.ts';
import { findSecret } from '../findSecret.ts';
import { defineSandboxOperation } from '../sandboxOperation.ts';
import { metadata, replicationStatus, stagesByVersion } from '../wire.ts';

export const describeSecret = defineSandboxOperation({
  name: 'DescribeSecret',
  changes: false,
  input: z.object({ SecretId: fields.secretId }),
  run(input, context) {
    const secret = findSecret(input.SecretId, context);
    return {
      ...metadata(secret),
      VersionIdsToStages: stagesByVersion(secret),
      ReplicationStatus: replicationStatus(secret, context),
    };
  },
});
