import * as z from 'zod';

// The members that several operations share, with the limits of the service model.

const maxValueBytes = 65_536;
const tooLong = (member: string): string =>
  `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must have length less than or equal to ${maxValueBytes}`;

export const secretId = z.string().min(1).max(2048);

export const secretName = z
  .string()
  .min(1)
  .max(512)
  .refine((name) => /^[A-Za-z0-9/_+=.@-]*$/.test(name), {
    error: 'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
  });

export const description = z.string().max(2048);
export const kmsKeyId = z.string().max(2048);
export const clientRequestToken = z.string().min(32).max(64);
export const versionId = z.string().min(32).max(64);
export const versionStage = z.string().min(1).max(256);

// Counted in UTF-8 bytes: a limit in characters would let a value through that
// the service refuses.
export const secretString = z
  .string()
  .min(1)
  .refine((text) => Buffer.byteLength(text) <= maxValueBytes, { error: tooLong('secretString') });

export const secretBinary = z
  .base64()
  .min(1)
  .refine((text) => Buffer.byteLength(text, 'base64') <= maxValueBytes, {
    error: tooLong('secretBinary'),
  });

export const tagKey = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u);

const tagValue = z
  .string()
  .max(256)
  .regex(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u);

export const tags = z.array(z.object({ Key: tagKey, Value: tagValue.default('') }));

export const region = z
  .string()
  .min(1)
  .max(128)
  .regex(/^([a-z]+-)+\d+$/);

export const replicaRegions = z.array(z.object({ Region: region, KmsKeyId: kmsKeyId.optional() })).min(1);

export const rotationRules = z.object({
  AutomaticallyAfterDays: z.int().min(1).max(1000).optional(),
  Duration: z
    .string()
    .min(2)
    .max(3)
    .regex(/^\d+h$/)
    .optional(),
  ScheduleExpression: z.string().min(1).max(256).optional(),
});

export const resourcePolicy = z.string().min(1).max(20_480);
export const nextToken = z.string().min(1).max(4096);

export const filters = z
  .array(
    z.object({
      Key: z.enum(['description', 'name', 'tag-key', 'tag-value', 'primary-region', 'owning-service', 'all']).optional(),
      Values: z
        .array(
          z
            .string()
            .max(512)
            .regex(/^!?[a-zA-Z0-9 :_@/+=.\-!]*$/),
        )
        .min(1)
        .max(10)
        .optional(),
    }),
  )
  .max(10);

export type Filter = z.infer<typeof filters>[number];
export const sortOrder = z.enum(['asc', 'desc']);
export const sortBy = z.enum(['created-date', 'last-accessed-date', 'last-changed-date', 'name']);
