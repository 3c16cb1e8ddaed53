import * as z from 'zod';
import type { Account } from '../account.ts';
import { chooseAccount } from '../callSite.ts';
import { CustodyError } from '../errors.ts';
import { defineOperation, type OperationContext } from '../operation.ts';
import { plain } from '../outputText.ts';
import { sourceProfiles } from '../signInStatus.ts';
import { withSource, type SignInAccount } from '../sourceAccount.ts';
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
  isRecordedFirst: true,
  input: z.strictObject({ account: where.account }),
  async run(context) {
    const account = chooseAccount(context.accounts, context.account, context.caller);
    if (context.caller.kind === 'agent') await assertTakesNoPerson(context, account);
    return { account: context.account, wasLeased: await context.signIns.revoke(account) };
  },
  toAgent: ({ account, wasLeased }) =>
    `The sign-in of ${account} is dropped${wasLeased ? ' and its lease revoked' : ''}. The next call signs in anew.`,
});

/** An agent must not end a sign-in that only a person can make again, in a browser or with a code. */
async function assertTakesNoPerson({ signIns, accounts }: OperationContext, account: Account): Promise<void> {
  const used = profilesOf(withSource(account, accounts));
  const asking = (await signIns.profiles()).find((profile) => profile.needsPerson && used.includes(profile.name));
  if (asking)
    throw new CustodyError(
      'person_needed',
      `Account ${account.name} signs in by profile ${plain(asking.name)} (${asking.kind}), which takes a person, so its sign-in is kept.`,
    );
}

/** Those of the accounts too that its role is assumed from: their sign-in is dropped with its own. */
function profilesOf(account: SignInAccount): readonly string[] {
  return [...sourceProfiles(account), ...(account.from ? profilesOf(account.from) : [])];
}
