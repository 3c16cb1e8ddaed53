import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { word } from '../outputText.ts';
import { where } from './arguments.ts';

export const checkAccount = defineOperation({
  name: 'check_account',
  title: 'Test Account',
  description: 'Checks that an account can sign in to AWS and says as whom.',
  api: 'GetCallerIdentity',
  risk: 'read',
  needs: 'list',
  target: 'account',
  appliesTo: ['account'],
  palette: 'prompts',
  toolset: 'credentials',
  input: z.strictObject(where),
  async run({ service, signal, pin }) {
    const identity = await service.getCallerIdentity(signal);
    await pin(identity.accountId);
    return identity;
  },
  toAgent: (identity, { account }) => `${account} signs in to AWS account ${word(identity.accountId)} as ${word(identity.arn)}`,
});
