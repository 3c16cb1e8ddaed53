import * as z from 'zod';

// What the sandbox keeps of a secret, in memory and in its file. Times are
// milliseconds; the wire format turns them into epoch seconds.

const secretValue = z.union([z.object({ SecretString: z.string() }), z.object({ SecretBinary: z.string() })]);

const version = z.object({
  id: z.string(),
  value: secretValue,
  stages: z.array(z.string()),
  createdAt: z.number(),
  accessedAt: z.number().optional(),
});

const tag = z.object({ Key: z.string(), Value: z.string() });

const rotationRules = z.object({
  AutomaticallyAfterDays: z.number().optional(),
  Duration: z.string().optional(),
  ScheduleExpression: z.string().optional(),
});

const rotation = z.object({
  enabled: z.boolean(),
  lambdaArn: z.string().optional(),
  rules: rotationRules.optional(),
  lastRotatedAt: z.number().optional(),
  nextRotationAt: z.number().optional(),
  externalRoleArn: z.string().optional(),
  externalMetadata: z.array(tag).optional(),
});

const replica = z.object({
  region: z.string(),
  kmsKeyId: z.string().optional(),
  failure: z.string().optional(),
});

export const secretSchema = z.object({
  arn: z.string(),
  name: z.string(),
  description: z.string().optional(),
  kmsKeyId: z.string().optional(),
  type: z.string().optional(),
  tags: z.array(tag),
  versions: z.array(version),
  createdAt: z.number(),
  changedAt: z.number(),
  accessedAt: z.number().optional(),
  deletedAt: z.number().optional(),
  deleteAfter: z.number().optional(),
  rotation: rotation.optional(),
  resourcePolicy: z.string().optional(),
  owningService: z.string().optional(),
  // Set on a replica and on a primary that has replicas, as the service does.
  primaryRegion: z.string().optional(),
  replicas: z.array(replica),
});

export type Secret = z.infer<typeof secretSchema>;
export type Version = z.infer<typeof version>;
export type SecretValue = z.infer<typeof secretValue>;
export type Tag = z.infer<typeof tag>;
export type Replica = z.infer<typeof replica>;
export type RotationRules = z.infer<typeof rotationRules>;

/** The secrets of one account in one region, by name. */
export type Vault = Map<string, Secret>;
