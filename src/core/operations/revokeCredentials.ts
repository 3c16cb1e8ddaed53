import * as z from 'zod';
import { chooseAccount } from '../callSite.ts';
import { defineOperation } from '../operation.ts';
import { where } from './arguments.ts';

export const revokeCredentials = defineOperation({
  name: 'revoke_credentials',
  title: 'Sign Out',
  description: "Drops an account's sign-in and gives back what its source leased.",
  api: undefined,
  risk: 'read',
  needs: 'describe',
  target: 'account',
  appliesTo: ['account'],
  palette: 'prompts',
  toolset: 'credentials',
  input: z.strictObject({ account: where.account }),
  run: async ({ signIns, accounts, caller, account }) => ({
    account,
    wasLeased: await signIns.revoke(chooseAccount(accounts, account, caller)),
  }),
  toAgent: ({ account, wasLeased }) =>
    `The sign-in of ${account} is dropped${wasLeased ? ' and its lease revoked' : ''}. The next call signs in anew.`,
});
