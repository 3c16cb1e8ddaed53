import * as z from 'zod';
import type { SecretText } from './secretText.ts';

/** What the person typed for an account that stands on it: access keys, or the token of Vault. */
export type TypedCredential =
  | { readonly kind: 'keys'; readonly accessKeyId: SecretText; readonly secretAccessKey: SecretText; readonly sessionToken?: SecretText }
  | { readonly kind: 'vault'; readonly token: SecretText };

// What catches a careless paste. AWS's own keys are longer; a Vault or a LocalStack on this machine takes short ones.
export const credentialFields = {
  accessKeyId: z.string().regex(/^\w{4,128}$/, 'takes 4 to 128 letters and digits'),
  secretAccessKey: z.string().regex(/^[\w/+=.-]{4,256}$/, 'takes 4 to 256 characters without blanks'),
  sessionToken: z.string().regex(/^[\w/+=.-]{4,8192}$/, 'takes 4 to 8192 characters without blanks'),
  token: z.string().regex(/^[\w.-]{4,4096}$/, 'takes 4 to 4096 letters, digits and _ . -'),
};

/** As it stands in SecretStorage. */
export const storedCredential = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('keys'),
    accessKeyId: credentialFields.accessKeyId,
    secretAccessKey: credentialFields.secretAccessKey,
    sessionToken: credentialFields.sessionToken.optional(),
  }),
  z.strictObject({ kind: z.literal('vault'), token: credentialFields.token }),
]);
