import type * as z from 'zod';
import type { Secret, Vault } from './secret.ts';
import { validationError } from './validationError.ts';

/** Who calls, where and when, and the secrets they can reach. */
export type Context = {
  readonly account: string;
  readonly region: string;
  readonly callerArn: string;
  readonly now: number;
  readonly vault: Vault;
  readonly vaultOf: (region: string) => Vault;
  /** Refuses to read a secret's value, one of several that are asked for. */
  readonly mayRead: (secret: Secret) => void;
};

export type SandboxOperation = {
  readonly name: string;
  /** Whether its effects have to be on disk before it is answered. */
  readonly changes: boolean;
  readonly invoke: (input: unknown, context: Context) => Record<string, unknown>;
};

/** Closes over the input schema, so that the registry holds one uniform type. */
export function defineSandboxOperation<Schema extends z.ZodType>(definition: {
  name: string;
  changes: boolean;
  input: Schema;
  run: (input: z.output<Schema>, context: Context) => Record<string, unknown>;
}): SandboxOperation {
  return {
    name: definition.name,
    changes: definition.changes,
    invoke(input, context) {
      const parsed = definition.input.safeParse(input);
      if (!parsed.success) throw validationError(parsed.error, input);
      return definition.run(parsed.data, context);
    },
  };
}
