import type { Redactor } from './redact.ts';
import type { SecretsService } from './secretsService.ts';

/** The same service, with every value that is fetched through it made known to the redactor first. */
export function knowValues(service: SecretsService, redactor: Redactor): SecretsService {
  return {
    ...service,
    async getSecretValue(query, signal) {
      const found = await service.getSecretValue(query, signal);
      redactor.know(found.value, found.name);
      return found;
    },
    async batchGetSecretValue(secretIds, signal) {
      const batch = await service.batchGetSecretValue(secretIds, signal);
      for (const { value, name } of batch.values) redactor.know(value, name);
      return batch;
    },
    async getRandomPassword(rules, signal) {
      const password = await service.getRandomPassword(rules, signal);
      redactor.know(password);
      return password;
    },
    putSecretValue(version, signal) {
      redactor.know(version.value);
      return service.putSecretValue(version, signal);
    },
    createSecret(secret, signal) {
      redactor.know(secret.value);
      return service.createSecret(secret, signal);
    },
  };
}
