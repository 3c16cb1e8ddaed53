import type * as z from 'zod';
import { CustodyError } from '../core/errors.ts';
import type { SecretValue } from '../core/secretsService.ts';
import { SecretText } from '../core/secretText.ts';
import type { valueAnswer } from './answers.ts';

export function toValue(answer: z.infer<typeof valueAnswer>): SecretValue {
  return {
    name: answer.Name,
    arn: answer.ARN,
    versionId: answer.VersionId,
    stages: answer.VersionStages ?? [],
    value: valueOf(answer),
    ...(answer.CreatedDate === undefined ? {} : { createdDate: answer.CreatedDate }),
  };
}

function valueOf({ SecretString: text, SecretBinary: binary, Name }: z.infer<typeof valueAnswer>): SecretText {
  if (text !== undefined) return SecretText.of(text);
  if (binary !== undefined) return SecretText.ofBase64(Buffer.from(binary).toString('base64'));
  throw new CustodyError('malformed_answer', `AWS answered for ${Name} without a value.`);
}
