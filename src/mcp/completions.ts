import type { CompleteRequestParams, CompleteResult, ServerContext } from '@modelcontextprotocol/server';
import type { Outcome } from '../core/execute.ts';
import type { Operation } from '../core/operation.ts';
import { listAccounts } from '../core/operations/listAccounts.ts';
import { listSecrets } from '../core/operations/listSecrets.ts';
import { namePattern } from '../core/reference.ts';
import { prompts } from './prompts.ts';
import { secretTemplate } from './resources.ts';
import { malformed, runOffered, textOf } from './runCall.ts';
import type { Exchange, Toolbox } from './server.ts';

const pageSize = 100;

/** Completes an account, a region or the name of a secret by one call of the tool that lists them. */
export async function complete(
  toolbox: Toolbox,
  exchange: Exchange,
  params: CompleteRequestParams,
  context: ServerContext,
): Promise<CompleteResult> {
  const { ref, argument, context: others } = params;
  const { name, value } = argument;
  if (!isCompletable(ref, name)) throw malformed('There is nothing of that name to complete.');
  const call = async (operation: Operation, input: object): Promise<readonly string[]> =>
    linesOf(await runOffered(toolbox, exchange, operation, { input, sent: [value, others?.arguments ?? {}] }, context));

  const { account, region } = others?.arguments ?? {};
  const isSecret = name === 'name' || name === 'secret_id';
  // Names alone are searched for, but what can be none is still looked at for values.
  if (!isSecret || (value !== '' && !namePattern.test(value))) {
    const lines = await call(listAccounts, {});
    // Where no account is open to agents, a sentence says so.
    const rows = lines.map((line) => line.split('|')).filter(({ length }) => length > 2);
    const found = name === 'account' ? rows.map(([first = '']) => first) : regionsOf(rows, account);
    return answer(isSecret ? [] : found.filter((text) => text.startsWith(value)), false);
  }
  const where = { ...(account === undefined ? {} : { account }), ...(region === undefined ? {} : { region }) };
  const lines = await call(listSecrets, { ...where, max_results: pageSize, ...(value === '' ? {} : { search: `name:${value}` }) });
  const names = lines.slice(1).map((line) => line.split('|')[0] ?? '');
  return answer(
    names.filter((text) => namePattern.test(text) && text.startsWith(value)),
    lines.some((line) => line.startsWith('next_token: ')),
  );
}

function isCompletable(ref: CompleteRequestParams['ref'], name: string): boolean {
  if (ref.type === 'ref/resource') return ref.uri === secretTemplate && ['account', 'region', 'name'].includes(name);
  return prompts.some((prompt) => prompt.name === ref.name && prompt.arguments?.some((argument) => argument.name === name));
}

/** Where nothing can be listed there is nothing to choose from. A refusal of what was sent is still said. */
function linesOf(outcome: Outcome<unknown>): readonly string[] {
  const quiet = ['account_not_found', 'region_not_found', 'access_level', 'throttled'];
  return !outcome.ok && quiet.includes(outcome.error.code) ? [] : textOf(outcome).split('\n');
}

function regionsOf(rows: readonly (readonly string[])[], account: string | undefined): readonly string[] {
  const shown = rows.filter(([name]) => account === undefined || name === account);
  return [...new Set(shown.flatMap(([, , regions]) => regions?.split(' ') ?? []))];
}

function answer(values: readonly string[], hasMore: boolean): CompleteResult {
  return { completion: { values: values.slice(0, pageSize), hasMore } };
}
