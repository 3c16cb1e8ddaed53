import * as z from 'zod';
import { chooseAccount } from '../callSite.ts';
import { defineOperation } from '../operation.ts';
import { sentence } from '../outputText.ts';
import { statusLine } from '../signInStatus.ts';
import { where } from './arguments.ts';

/** For people: signing in anew may take one. An agent has `revoke_credentials`, and its next call signs in. */
export const refreshCredentials = defineOperation({
  name: 'refresh_credentials',
  title: 'Refresh Credentials',
  description: "Drops an account's sign-in and signs in anew; agents drop it with revoke_credentials.",
  api: 'GetCallerIdentity',
  risk: 'read',
  needs: 'describe',
  callers: 'person',
  target: 'account',
  appliesTo: ['account'],
  palette: 'prompts',
  toolset: 'credentials',
  isRecordedFirst: true,
  input: z.strictObject({ account: where.account }),
  async run({ signIns, accounts, caller, account: name, service, signal, pin }) {
    const account = chooseAccount(accounts, name, caller);
    await signIns.revoke(account);
    const { accountId } = await service.getCallerIdentity(signal);
    await pin(accountId);
    return signIns.status(account, caller);
  },
  toAgent: (status) => sentence(`Signed in anew. ${status.account}: ${statusLine(status)}`),
});
