import * as z from 'zod';
import type { SecretText } from './secretText.ts';

/** What the person typed for an account that stands on it: access keys, or the token of Vault. */
export type TypedCredential =
  | { readonly kind: 'keys'; readonly accessKeyId: SecretText; readonly secretAccessKey: SecretText; readonly sessionToken?: SecretText }
  | { readonly kind: 'vault'; readonly token: SecretText };

// The forms that AWS and Vault give them; blanks and line ends come from a careless paste.
export const credentialFields = {
  accessKeyId: z.string().regex(/^[A-Z\d]{16,128}$/, 'takes 16 to 128 capital letters and digits'),
  secretAccessKey: z.string().regex(/^[\w/+=.-]{8,256}$/, 'takes 8 to 256 characters without blanks'),
  sessionToken: z.string().regex(/^[\w/+=.-]{8,8192}$/, 'takes 8 to 8192 characters without blanks'),
  token: z.string().regex(/^[\w.-]{8,4096}$/, 'takes 8 to 4096 letters, digits and _ . -'),
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
