import * as z from 'zod';
import type { Account } from '../account.ts';
import { allowListOf, allowListText } from '../allowList.ts';
import { defineOperation } from '../operation.ts';
import { plain } from '../outputText.ts';

export const listAccounts = defineOperation({
  name: 'list_accounts',
  title: 'List Accounts',
  description: 'Lists the AWS accounts, their regions and what agents may do in each.',
  api: undefined,
  risk: 'read',
  needs: 'list',
  target: 'none',
  appliesTo: [],
  palette: 'none',
  input: z.strictObject({}),
  run: async ({ accounts, caller }) => accounts.filter((account) => caller.kind === 'person' || account.access !== 'off'),
  toAgent: (accounts) =>
    accounts.length === 0
      ? 'No account is open to agents. The person can add one with "Custody: Add Account".'
      : accounts.map(lineOf).join('\n'),
});

function lineOf(account: Account): string {
  const { name, kind, regions, access, production } = account;
  const allow = allowListOf(account);
  return `${name}|${kind}|${regions.join(' ')}|access: ${access}${production === true ? '|production' : ''}${allow ? `|agents meet: ${plain(allowListText(allow))}` : ''}`;
}
