import * as z from 'zod';
import { excludedCharacters, passwordLength } from '../limits.ts';
import { defineOperation } from '../operation.ts';
import { where } from './arguments.ts';

/** For people: an agent has a random value stored by create_secret or put_secret_value, which return none. */
export const getRandomPassword = defineOperation({
  name: 'get_random_password',
  title: 'Generate Password',
  description: 'Generates a random password onto the clipboard; agents have one stored by create_secret or put_secret_value.',
  api: 'GetRandomPassword',
  risk: 'reveal',
  needs: 'use',
  callers: 'person',
  target: 'region',
  appliesTo: [],
  palette: 'form',
  input: z.strictObject({
    ...where,
    length: passwordLength.optional(),
    exclude_characters: excludedCharacters.optional(),
    exclude_numbers: z.boolean().optional(),
    exclude_punctuation: z.boolean().optional(),
    exclude_uppercase: z.boolean().optional(),
    exclude_lowercase: z.boolean().optional(),
    include_space: z.boolean().optional(),
    require_each_included_type: z.boolean().optional(),
  }),
  run: ({ service, signal }, input) =>
    service.getRandomPassword(
      {
        ...(input.length === undefined ? {} : { length: input.length }),
        ...(input.exclude_characters === undefined ? {} : { excludeCharacters: input.exclude_characters }),
        excludeNumbers: input.exclude_numbers ?? false,
        excludePunctuation: input.exclude_punctuation ?? false,
        excludeUppercase: input.exclude_uppercase ?? false,
        excludeLowercase: input.exclude_lowercase ?? false,
        includeSpace: input.include_space ?? false,
        requireEachIncludedType: input.require_each_included_type ?? true,
      },
      signal,
    ),
  toAgent: (password) => `A password of ${password.byteLength} characters.`,
});
