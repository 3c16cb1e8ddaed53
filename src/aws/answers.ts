import * as z from 'zod';
import {
  nameInArn,
  type ListedVersion,
  type PolicyFinding,
  type Replica,
  type SecretDetail,
  type SecretSummary,
} from '../core/secretsService.ts';
import { CustodyError } from '../core/errors.ts';

// AWS's answers, parsed before anything believes them: an empty 200 resolves in the SDK with no fields.
// Shapes that come by the hundred transform nothing: zod then checks a secret six times as fast.

const date = z.date().optional();
const isoDate = z
  .date()
  .transform((value) => value.toISOString())
  .optional();
const arn = z.string().regex(/^arn:aws[\w-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:.+$/);
const tagList = z.array(z.object({ Key: z.string(), Value: z.string().optional() })).optional();

const summaryShape = z.object({
  ARN: arn,
  Name: z.string(),
  Description: z.string().optional(),
  RotationEnabled: z.boolean().optional(),
  LastChangedDate: date,
  LastAccessedDate: date,
  DeletedDate: date,
  NextRotationDate: date,
  OwningService: z.string().optional(),
  PrimaryRegion: z.string().optional(),
  Tags: tagList,
});

const replicaShape = z.object({
  Region: z.string(),
  Status: z.string().optional(),
  StatusMessage: z.string().optional(),
  KmsKeyId: z.string().optional(),
  LastAccessedDate: date,
});
export const replicationAnswer = z.object({ ARN: arn, ReplicationStatus: z.array(replicaShape).optional() });

const detailShape = z.object({
  ...summaryShape.shape,
  KmsKeyId: z.string().optional(),
  RotationRules: z
    .object({
      AutomaticallyAfterDays: z.number().optional(),
      ScheduleExpression: z.string().optional(),
      Duration: z.string().optional(),
    })
    .optional(),
  RotationLambdaARN: z.string().optional(),
  Type: z.string().optional(),
  ExternalSecretRotationRoleArn: z.string().optional(),
  ExternalSecretRotationMetadata: tagList,
  LastRotatedDate: date,
  CreatedDate: date,
  VersionIdsToStages: z.record(z.string(), z.array(z.string())).optional(),
  ReplicationStatus: z.array(replicaShape).optional(),
});

export const listAnswer = z.object({ SecretList: z.array(summaryShape), NextToken: z.string().optional() });
export const describeAnswer = detailShape;
export const valueAnswer = z.object({
  ARN: arn,
  Name: z.string(),
  VersionId: z.string(),
  VersionStages: z.array(z.string()).optional(),
  CreatedDate: isoDate,
  SecretString: z.string().optional(),
  SecretBinary: z.instanceof(Uint8Array).optional(),
});
export const batchAnswer = z.object({
  SecretValues: z.array(valueAnswer),
  Errors: z.array(z.object({ SecretId: z.string(), ErrorCode: z.string().optional() })).optional(),
});
export const createAnswer = z.object({ ARN: arn, VersionId: z.string() });
export const passwordAnswer = z.object({ RandomPassword: z.string().min(1) });
export const versionsAnswer = z.object({
  ARN: arn,
  Name: z.string(),
  Versions: z
    .array(z.object({ VersionId: z.string(), VersionStages: z.array(z.string()).optional(), CreatedDate: date, LastAccessedDate: date }))
    .optional()
    .transform((versions) => versions ?? []),
  NextToken: z.string().optional(),
});
export const deleteAnswer = z.object({ ARN: arn, DeletionDate: z.date() });
export const restoreAnswer = z.object({ ARN: arn });
export const policyAnswer = z.object({ ARN: arn, Name: z.string(), ResourcePolicy: z.string().optional() });
export const validationAnswer = z.object({
  PolicyValidationPassed: z.boolean(),
  ValidationErrors: z.array(z.object({ CheckName: z.string().optional(), ErrorMessage: z.string().optional() })).optional(),
});
export const rotationAnswer = z.object({ ARN: arn, Name: z.string().optional(), VersionId: z.string().optional() });
export const identityAnswer = z.object({ Account: z.string().regex(/^\d{12}$/), Arn: z.string() });

let lastDay = { time: 0, iso: new Date(0).toISOString() };

/** As toISOString. AWS cuts the date of the last access to its day, so that most secrets of a list share one. */
function isoDay(accessed: Date | undefined): string | undefined {
  if (accessed && accessed.getTime() !== lastDay.time) lastDay = { time: accessed.getTime(), iso: accessed.toISOString() };
  return accessed && lastDay.iso;
}

export function toVersion(version: z.infer<typeof versionsAnswer>['Versions'][number]): ListedVersion {
  return {
    versionId: version.VersionId,
    stages: version.VersionStages ?? [],
    ...defined('createdDate', version.CreatedDate?.toISOString()),
    ...defined('lastAccessedDate', isoDay(version.LastAccessedDate)),
  };
}

export function toValidation(answer: z.infer<typeof validationAnswer>): { readonly passed: boolean; readonly findings: PolicyFinding[] } {
  const findings = (answer.ValidationErrors ?? []).map(({ CheckName: check = 'Check', ErrorMessage: message = 'failed' }) => ({
    check,
    message,
  }));
  return { passed: answer.PolicyValidationPassed && findings.length === 0, findings };
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Set one by one, as lists hold a hundred thousand of them: objects that are spread together cost four times as much. */
export function toSummary(answer: z.infer<typeof summaryShape>): SecretSummary {
  const tags = Object.fromEntries((answer.Tags ?? []).map((tag) => [tag.Key, tag.Value ?? '']));
  const summary: Mutable<SecretSummary> = { name: answer.Name, arn: answer.ARN, tags, rotationEnabled: answer.RotationEnabled ?? false };
  if (answer.Description !== undefined) summary.description = answer.Description;
  if (answer.LastChangedDate) summary.lastChangedDate = answer.LastChangedDate.toISOString();
  const lastAccessedDate = isoDay(answer.LastAccessedDate);
  if (lastAccessedDate !== undefined) summary.lastAccessedDate = lastAccessedDate;
  if (answer.DeletedDate) summary.deletedDate = answer.DeletedDate.toISOString();
  if (answer.NextRotationDate) summary.nextRotationDate = answer.NextRotationDate.toISOString();
  if (answer.OwningService !== undefined) summary.owningService = answer.OwningService;
  if (answer.PrimaryRegion !== undefined) summary.primaryRegion = answer.PrimaryRegion;
  return summary;
}

export function toDetail(answer: z.infer<typeof detailShape>): SecretDetail {
  const rules = answer.RotationRules;
  const schedule =
    rules?.ScheduleExpression ?? (rules?.AutomaticallyAfterDays === undefined ? undefined : `every ${rules.AutomaticallyAfterDays} days`);
  return {
    ...toSummary(answer),
    ...defined('kmsKeyId', answer.KmsKeyId),
    ...defined('createdDate', answer.CreatedDate?.toISOString()),
    ...defined('lastRotatedDate', answer.LastRotatedDate?.toISOString()),
    ...defined('rotationSchedule', schedule),
    ...defined('rotationDuration', rules?.Duration),
    ...defined('rotationLambdaArn', answer.RotationLambdaARN),
    ...defined('type', answer.Type),
    ...defined('externalRotationRoleArn', answer.ExternalSecretRotationRoleArn),
    ...defined(
      'externalRotationMetadata',
      answer.ExternalSecretRotationMetadata &&
        Object.fromEntries(answer.ExternalSecretRotationMetadata.map((item) => [item.Key, item.Value ?? ''])),
    ),
    versions: Object.entries(answer.VersionIdsToStages ?? {}).map(([versionId, stages]) => ({ versionId, stages })),
    replicas: toReplicas(answer.ReplicationStatus),
  };
}

export function toRotation(answer: z.infer<typeof rotationAnswer>, asked: string): { readonly arn: string; readonly versionId?: string } {
  assertAbout(answer.Name === undefined ? { ARN: answer.ARN } : { ARN: answer.ARN, Name: answer.Name }, asked);
  return { arn: answer.ARN, ...defined('versionId', answer.VersionId) };
}

export function toReplicas(status: readonly z.infer<typeof replicaShape>[] = []): readonly Replica[] {
  return status.map((replica) => ({
    region: replica.Region,
    status: replica.Status ?? 'unknown',
    ...defined('message', replica.StatusMessage),
    ...defined('kmsKeyId', replica.KmsKeyId),
    ...defined('lastAccessedDate', isoDay(replica.LastAccessedDate)),
  }));
}

function defined<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
  const entry: { [K in Key]?: Value } = {};
  if (value !== undefined) entry[key] = value;
  return entry;
}

/** An answer about another secret than the one asked for is as bad as none. */
export function assertAbout(answer: { readonly ARN: string; readonly Name?: string }, asked: string): void {
  if (!isAbout(answer, asked)) throw new CustodyError('malformed_answer', `AWS answered about another secret than ${asked}.`);
}

/** Whether an answer is about the secret of this name or ARN. */
export function isAbout(answer: { readonly ARN: string; readonly Name?: string }, asked: string): boolean {
  const name = nameInArn(answer.ARN);
  // An ARN may be asked for without its six random characters.
  const isAsked = asked.startsWith('arn:')
    ? /^(-[A-Za-z0-9]{6})?$/.test(answer.ARN.slice(asked.length)) && answer.ARN.startsWith(asked)
    : name === asked;
  return isAsked && (answer.Name === undefined || answer.Name === name);
}
