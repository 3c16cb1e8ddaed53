import { checkValue } from './limits.ts';
import type { PreparedCall } from './operation.ts';
import type { Redactor } from './redact.ts';
import type { SecretText } from './secretText.ts';

/** Knows a value from here on, and throws where Secrets Manager would not take it. */
export function admitValue(value: SecretText | undefined, prepared: PreparedCall<unknown>, redactor: Redactor): void {
  if (!value) return;
  redactor.know(value);
  checkValue(value, prepared.secret ?? 'the secret');
}
