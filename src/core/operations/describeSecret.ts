import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { secretLines } from '../outputText.ts';
import { whichSecret } from './arguments.ts';

export const describeSecret = defineOperation({
  name: 'describe_secret',
  title: 'Describe Secret',
  description: "Shows a secret's metadata: tags, rotation, versions and replicas, never its value.",
  api: 'DescribeSecret',
  risk: 'read',
  needs: 'describe',
  target: 'secret',
  appliesTo: ['secret', 'deletedSecret'],
  palette: 'form',
  input: z.strictObject(whichSecret),
  run: ({ service, signal }, input) => service.describeSecret(input.secret_id, signal),
  toAgent: secretLines,
});
