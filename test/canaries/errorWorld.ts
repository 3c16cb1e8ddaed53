import { createSecretsManager } from '../../src/aws/secretsManager.ts';
import { person } from '../../src/core/caller.ts';
import type { Outcome } from '../../src/core/execute.ts';
import type { SecretsService } from '../../src/core/secretsService.ts';
import { SecretText } from '../../src/core/secretText.ts';
import { startBrokenEndpoint, type BrokenEndpoint, type BrokenMode } from '../fakes/brokenEndpoint.ts';
import type { Canary } from './canaries.ts';
import type { CoreWorld } from './coreWorld.ts';
import { printed } from './readers.ts';
import type { Held } from './scanner.ts';
import { call } from './wire.ts';

const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:another/secret-a1B2c3';
// Each is retried with a pause, so one of each shape stands for all.
const serverFaults = 12;

/** The one path over endpoints that quote a value in their errors, or answer with a secret that nobody asked for. */
export interface ErrorWorld {
  /** Where every call goes from now on. */
  readonly aim: (broken: BrokenMode) => Promise<void>;
  readonly service: () => Promise<SecretsService>;
  readonly close: () => Promise<void>;
}

export function createErrorWorld(): ErrorWorld {
  let endpoint: BrokenEndpoint | undefined;
  let service: SecretsService | undefined;
  const credentials = async () => ({ accessKeyId: 'AKIASAMPLE', secretAccessKey: 'a sample' });
  return {
    async aim(broken) {
      await endpoint?.close();
      const started = await startBrokenEndpoint(broken);
      endpoint = started;
      service = createSecretsManager({ account: 'broken', region: 'eu-west-1', endpointOf: () => started.endpoint, credentials });
    },
    async service() {
      if (!service) throw new Error('Aim at an endpoint first.');
      return service;
    },
    close: async () => endpoint?.close(),
  };
}

/** Makes each call fail for each canary, and keeps all that an error can print. */
export async function driveErrors(
  broken: ErrorWorld,
  { custody, wire, accounts }: CoreWorld,
  canaries: readonly Canary[],
): Promise<readonly Held[]> {
  const { execute, operations } = custody;
  const held: Held[] = [];
  for (const [index, { name, value }] of canaries.entries()) {
    const where = { account: accounts[index % accounts.length]?.name ?? '', region: 'eu-west-1' };
    const input = { ...where, secret_id: name };
    const modes: readonly BrokenMode[] = [
      { mode: 'errorWithValue', status: 400, canary: value },
      ...(index % 4 === 0 ? [{ mode: 'wrongArn', arn, canary: value } as const] : []),
      ...(index < serverFaults ? [{ mode: 'errorWithValue', status: 500, canary: value } as const] : []),
    ];
    for (const mode of modes) {
      await broken.aim(mode);
      const outcomes: readonly Outcome<unknown>[] = [
        await execute(operations.getSecretValue, { input, caller: person }),
        await execute(operations.createSecret, { input: { ...where, name, value: 'person' }, caller: person, value: SecretText.of(value) }),
        await execute(operations.listSecrets, { input: where, caller: person }),
        await execute(operations.deleteSecret, { input, caller: person }),
      ];
      held.push(...outcomes.flatMap((outcome) => (outcome.ok ? printed(name, outcome) : errorOf(name, outcome.error))));
      await wire.askModern('tools/call', call('get_secret_value', input), 'get_secret_value');
    }
  }
  return held;
}

/** An error in every form, with what caused it. */
export function errorOf(where: string, error: Error): readonly Held[] {
  const cause = error.cause === undefined ? [] : printed(where, error.cause);
  const sentence = 'sentence' in error ? printed(where, error.sentence) : [];
  return [...printed(where, error), ...sentence, ...cause];
}
