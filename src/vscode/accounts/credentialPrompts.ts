import { SecretText } from '../../core/secretText.ts';
import type { TypedCredential } from '../../core/typedCredential.ts';
import { askText } from './askText.ts';

/** Asks for the credential that an account of this kind stands on. Masked from the first character to the last. */
export function askCredential(title: string, kind: TypedCredential['kind']): Promise<TypedCredential | undefined> {
  return kind === 'keys' ? askKeys(title) : askToken(title);
}

async function askKeys(title: string): Promise<TypedCredential | undefined> {
  const { credentialFields } = await import('../../core/typedCredential.ts');
  const ask = (prompt: string, field: 'accessKeyId' | 'secretAccessKey' | 'sessionToken', optional = false) =>
    askText({ title, prompt, schema: credentialFields[field], masked: true, optional });
  const accessKeyId = await ask('Access key ID', 'accessKeyId');
  const secretAccessKey = accessKeyId && (await ask('Secret access key', 'secretAccessKey'));
  const sessionToken = secretAccessKey && (await ask('Session token; empty if the keys have none', 'sessionToken', true));
  if (!accessKeyId || !secretAccessKey || sessionToken === undefined) return undefined;
  return {
    kind: 'keys',
    accessKeyId: SecretText.of(accessKeyId),
    secretAccessKey: SecretText.of(secretAccessKey),
    ...(sessionToken ? { sessionToken: SecretText.of(sessionToken) } : {}),
  };
}

async function askToken(title: string): Promise<TypedCredential | undefined> {
  const { credentialFields } = await import('../../core/typedCredential.ts');
  const token = await askText({ title, prompt: 'Vault token', schema: credentialFields.token, masked: true });
  return token ? { kind: 'vault', token: SecretText.of(token) } : undefined;
}
