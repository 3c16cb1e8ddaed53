import * as z from 'zod';
import { defineSandboxOperation } from '../sandboxOperation.ts';
import { randomPassword } from '../randomPassword.ts';

export const getRandomPassword = defineSandboxOperation({
  name: 'GetRandomPassword',
  changes: false,
  input: z.object({
    PasswordLength: z.int().min(1).max(4096).default(32),
    ExcludeCharacters: z.string().max(4096).default(''),
    ExcludeLowercase: z.boolean().default(false),
    ExcludeUppercase: z.boolean().default(false),
    ExcludeNumbers: z.boolean().default(false),
    ExcludePunctuation: z.boolean().default(false),
    IncludeSpace: z.boolean().default(false),
    RequireEachIncludedType: z.boolean().default(true),
  }),
  run: (input) => ({ RandomPassword: randomPassword(input) }),
});
