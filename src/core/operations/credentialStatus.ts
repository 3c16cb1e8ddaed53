import * as z from 'zod';
import { chooseAccount } from '../callSite.ts';
import { defineOperation } from '../operation.ts';
import { sentence } from '../outputText.ts';
import { statusLine } from '../signInStatus.ts';
import { where } from './arguments.ts';

export const credentialStatus = defineOperation({
  name: 'credential_status',
  title: 'Credential Status',
  description: 'Shows how accounts sign in, as whom, until when, and what is wrong.',
  api: undefined,
  risk: 'read',
  needs: 'list',
  target: 'none',
  appliesTo: [],
  palette: 'none',
  toolset: 'credentials',
  input: z.strictObject({ account: where.account }),
  run: async ({ signIns, accounts, caller }, { account }) =>
    (account === undefined ? accounts : [chooseAccount(accounts, account, caller)])
      .filter(({ access }) => caller.kind === 'person' || access !== 'off')
      .map((each) => signIns.status(each, caller)),
  toAgent: (statuses) =>
    statuses.length === 0
      ? 'No account is open to agents.'
      : statuses.map((status) => sentence(`${status.account}: ${statusLine(status)}`)).join('\n'),
});
