import * as z from 'zod';

// The AWS CLI wrote `2020-06-17T10:02:08UTC` for years.
const moment = z
  .string()
  .transform((text) => new Date(text.replace(/UTC$/, 'Z')))
  .refine((date) => !Number.isNaN(date.getTime()));

/** A token of IAM Identity Center as the AWS CLI keeps it. */
export const ssoToken = z.object({
  startUrl: z.string().optional(),
  region: z.string().optional(),
  accessToken: z.string().min(1),
  expiresAt: moment,
  clientId: z.string().optional(),
  clientSecret: z.string().optional(),
  registrationExpiresAt: moment.optional(),
  refreshToken: z.string().optional(),
});
export type SsoToken = z.infer<typeof ssoToken>;

/** Its file, with the fields and the form of dates that the AWS CLI writes. */
export function toTokenFile({ expiresAt, registrationExpiresAt, ...token }: SsoToken): object {
  return {
    ...token,
    expiresAt: written(expiresAt),
    ...(registrationExpiresAt ? { registrationExpiresAt: written(registrationExpiresAt) } : {}),
  };
}

function written(date: Date): string {
  return date.toISOString().replace(/\.\d{3}Z$/, 'Z');
}
