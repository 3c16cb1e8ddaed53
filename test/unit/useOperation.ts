import * as z from 'zod';
import { defineOperation, type Operation } from '../../src/core/operation.ts';
import { describeFirst, whichSecret } from '../../src/core/operations/arguments.ts';
import type { Risk } from '../../src/core/policy.ts';

/** An operation that sends a secret's value somewhere, and what it sent where. */
export interface UseOperation {
  readonly operation: Operation<string>;
  /** What each run was for: the command and the ARN. */
  readonly ran: string[];
}

/** Stands for what runs programs with secrets. `risk` makes a change of it that has a destination too. */
export function createUse(risk: Risk = 'use'): UseOperation {
  const ran: string[] = [];
  const operation = defineOperation({
    name: 'use_secret',
    title: 'Use Secret',
    description: 'Sends a value to a command.',
    api: undefined,
    risk,
    needs: 'use',
    target: 'secret',
    appliesTo: [],
    palette: 'none',
    toolset: 'use',
    input: z.strictObject({ ...whichSecret, command: z.string(), key: z.string().optional() }),
    precondition: (context, input) => describeFirst(context, input.secret_id),
    effect: ({ command }, { secret }) => ({ headline: `Run ${command} with ${secret?.name}`, consequences: [], acceptLabel: 'Run' }),
    destination: ({ command, key }, { arn = '' }) => ({
      kind: 'command',
      label: `${command} in /shop`,
      identity: { command, directory: '/shop' },
      secrets: [{ arn, ...(key === undefined ? {} : { key }) }],
    }),
    async run({ service, signal, assertAllowed }, { command, secret_id }, { arn = secret_id }) {
      await service.getSecretValue({ secretId: arn }, signal);
      assertAllowed();
      ran.push(`${command} ${arn}`);
      return command;
    },
    toAgent: (command) => `${command} ended.`,
  });
  return { operation, ran };
}
