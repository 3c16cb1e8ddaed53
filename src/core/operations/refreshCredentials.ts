import * as z from 'zod';
import { chooseAccount } from '../callSite.ts';
import { CustodyError } from '../errors.ts';
import { defineOperation } from '../operation.ts';
import { sentence } from '../outputText.ts';
import { sourceProfiles, statusLine } from '../signInStatus.ts';
import { where } from './arguments.ts';

export const refreshCredentials = defineOperation({
  name: 'refresh_credentials',
  title: 'Refresh Credentials',
  description: "Drops an account's sign-in and signs in anew, where that takes no person.",
  api: 'GetCallerIdentity',
  risk: 'read',
  needs: 'describe',
  target: 'account',
  appliesTo: ['account'],
  palette: 'prompts',
  toolset: 'credentials',
  input: z.strictObject({ account: where.account }),
  async run({ signIns, accounts, caller, account: name, service, signal, pin }) {
    const account = chooseAccount(accounts, name, caller);
    if (caller.kind === 'agent') {
      const used = sourceProfiles(account);
      const asking = (await signIns.profiles()).find((profile) => profile.needsPerson && used.includes(profile.name));
      // An agent must not bring up a browser or a question for a code, nor end a sign-in that only a person can make again.
      if (asking)
        throw new CustodyError(
          'person_needed',
          `Account ${name} signs in by profile ${asking.name} (${asking.kind}), which takes a person.`,
        );
    }
    await signIns.revoke(account);
    const { accountId } = await service.getCallerIdentity(signal);
    await pin(accountId);
    return signIns.status(account, caller);
  },
  toAgent: (status) => sentence(`Signed in anew. ${status.account}: ${statusLine(status)}`),
});
