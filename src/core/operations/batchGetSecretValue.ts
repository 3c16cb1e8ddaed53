import * as z from 'zod';
import { fieldLines } from '../fieldLines.ts';
import { secretId } from '../limits.ts';
import { defineOperation } from '../operation.ts';
import { word } from '../outputText.ts';
import { secretFields } from '../secretFields.ts';
import type { ValueBatch } from '../secretsService.ts';
import { where } from './arguments.ts';

/** AWS takes no more in one request. */
const atOnce = 20;

export const batchGetSecretValue = defineOperation({
  name: 'batch_get_secret_value',
  title: 'Get Several Secret Values',
  description: 'Gives keys, lengths and references of secrets, no values.',
  api: 'BatchGetSecretValue',
  risk: 'reveal',
  needs: 'use',
  target: 'region',
  appliesTo: ['region'],
  palette: 'none',
  toolset: 'organize',
  input: z.strictObject({ ...where, secret_ids: z.array(secretId).min(1).max(100) }),
  async run({ service, signal }, input): Promise<ValueBatch> {
    const ids = [...new Set(input.secret_ids)];
    const batches: ValueBatch[] = [];
    // One after the other: several at once would only be throttled together.
    for (let start = 0; start < ids.length; start += atOnce) {
      batches.push(await service.batchGetSecretValue(ids.slice(start, start + atOnce), signal));
    }
    return { values: batches.flatMap(({ values }) => values), failures: batches.flatMap(({ failures }) => failures) };
  },
  toAgent: ({ values, failures }) =>
    [
      `${values.length} read, ${failures.length} failed`,
      ...values.flatMap(({ name, arn, value }) => [
        word(name),
        ...fieldLines(arn, secretFields(value), value.encoding).map((line) => `  ${line}`),
      ]),
      ...failures.map(({ secretId: asked, code }) => `failed: ${word(asked)} ${word(code)}`),
    ].join('\n'),
});
