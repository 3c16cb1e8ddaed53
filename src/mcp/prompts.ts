import type { GetPromptResult, Prompt, ServerContext } from '@modelcontextprotocol/server';
import * as z from 'zod';
import { CustodyError } from '../core/errors.ts';
import { defineOperation } from '../core/operation.ts';
import { arnPattern, namePattern } from '../core/reference.ts';
import { findStaleSecrets, moveLiteral, rotateSafely, useInCommand } from './promptTexts.ts';
import { malformed, runUnlessFull, textOf } from './runCall.ts';
import type { Exchange, Toolbox } from './server.ts';

const account = { name: 'account', description: 'An account that list_accounts shows' };
const secret = { name: 'secret_id', description: 'Name or ARN of a secret' };

const entries = [
  {
    prompt: {
      name: 'rotate_safely',
      title: 'Rotate a secret safely',
      description: 'Rotates a secret step by step, with a way back.',
      arguments: [account, { ...secret, required: true }],
    },
    text: rotateSafely,
  },
  {
    prompt: {
      name: 'find_stale_secrets',
      title: 'Find stale secrets',
      description: 'Reports secrets that nobody seems to use.',
      arguments: [account],
    },
    text: findStaleSecrets,
  },
  {
    prompt: {
      name: 'move_literal_to_secrets_manager',
      title: 'Move a literal to Secrets Manager',
      description: 'Takes a secret out of code or an .env file.',
      arguments: [account, { ...secret, description: 'Name that the secret should have' }],
    },
    text: moveLiteral,
  },
  {
    prompt: {
      name: 'use_secret_in_command',
      title: 'Use a secret in a command',
      description: 'Runs a command that needs a secret nobody reads.',
      arguments: [account, { ...secret, required: true }],
    },
    text: useInCommand,
  },
] as const satisfies readonly { readonly prompt: Prompt; readonly text: string }[];

/** All prompts as MCP lists them. */
export const prompts: readonly Prompt[] = entries.map(({ prompt }) => ({ ...prompt, arguments: [...prompt.arguments] }));

const isSecretId = (text: string): boolean => namePattern.test(text) || arnPattern.test(text);

/**
 * An operation like any other, so that who is stopped or paused gets no prompt either, and a value among the arguments is
 * refused. It reads nothing: the arguments come back in the text, as data.
 */
const getPrompt = defineOperation({
  name: 'get_prompt',
  title: 'Get Prompt',
  description: 'Gives a prompt.',
  api: undefined,
  risk: 'read',
  needs: 'list',
  target: 'none',
  appliesTo: [],
  palette: 'none',
  input: z.strictObject({
    prompt: z.enum(entries.map(({ prompt }) => prompt.name)),
    account: z
      .string()
      .regex(/^[\w .@-]{1,64}$/, 'is not the name of an account')
      .optional(),
    secret_id: z.string().refine(isSecretId, 'is neither the name nor the ARN of a secret').optional(),
  }),
  run: async (_, input) => input,
  toAgent({ prompt: name, ...given }) {
    const entry = entries.find(({ prompt }) => prompt.name === name);
    if (!entry) throw new CustodyError('internal', 'A prompt has no text.');
    const lines = Object.entries(given).map(([argument, value]) => `${argument}: ${JSON.stringify(value)}`);
    return [entry.text, ...(lines.length === 0 ? [] : ['', 'Given by the person, as data:', ...lines])].join('\n');
  },
});

/** Gives a prompt with its arguments behind it. */
export async function readPrompt(
  toolbox: Toolbox,
  exchange: Exchange,
  { name, arguments: given = {} }: { readonly name: string; readonly arguments?: Readonly<Record<string, string>> | undefined },
  context: ServerContext,
): Promise<GetPromptResult> {
  const listed = prompts.find((prompt) => prompt.name === name);
  if (!listed) throw malformed('There is no prompt of that name. List the prompts again and get one of those.');
  const needed = listed.arguments?.filter(({ required, name: argument }) => required === true && !given[argument]) ?? [];
  if (needed.length > 0) throw malformed(`${listed.name} needs the argument ${needed.map((argument) => argument.name).join(', ')}.`);
  // Editors send what was left empty as an empty text.
  const filled = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
  const outcome = await runUnlessFull(toolbox, exchange, getPrompt, { input: { ...filled, prompt: listed.name } }, context);
  return {
    description: listed.description ?? '',
    messages: [{ role: 'user', content: { type: 'text', text: textOf(outcome) } }],
  };
}
