import * as z from 'zod';
import { CustodyError } from '../errors.ts';
import { defineOperation } from '../operation.ts';
import { fillIn, findReferences, pinnedIn, pinReferences, resolveReferences } from '../resolveReferences.ts';
import { assertSettable, contentOf, directoryOf, envTexts, referringTexts } from '../secretTexts.ts';
import { eachOnce, namesOf, quoted } from '../shownCommand.ts';
import { where } from './arguments.ts';

const input = z.strictObject({
  ...where,
  env: referringTexts,
  directory: z.string().min(1).max(4_096).optional(),
});

export const openTerminalWithSecrets = defineOperation({
  name: 'open_terminal_with_secrets',
  title: 'Open Terminal with Secrets',
  description: 'Opens a terminal in which the references of env are variables with their values.',
  api: undefined,
  risk: 'use',
  needs: 'use',
  target: 'region',
  appliesTo: [],
  palette: 'none',
  callers: 'person',
  toolset: 'use',
  input,
  async precondition(context, given) {
    assertSettable(Object.keys(given.env));
    const references = findReferences(envTexts(given.env));
    if (references.length === 0) throw new CustodyError('invalid_input', 'Nothing in env names a secret.', 'Open an ordinary terminal.');
    const directory = await context.programs.directory(given.directory);
    const pinned = await pinReferences(context, references);
    return { arn: pinned[0]?.arn, secret: undefined, state: { directory, references: pinned } };
  },
  effect: (given, before) => ({
    headline: `Open a terminal with ${namesOf(pinnedIn(before.state))}`,
    consequences: [
      `Folder: ${quoted(directoryOf(before))}`,
      ...envTexts(given.env).map((each) => `${each.name} gets ${contentOf(each, pinnedIn(before.state))}`),
      'Everything that is started in this terminal receives the values and could pass them on. Nothing is taken out of what it shows.',
    ],
    acceptLabel: 'Open',
  }),
  destination: (given, before) => ({
    kind: 'command',
    label: `a terminal in ${directoryOf(before)}`,
    identity: { terminal: true, directory: directoryOf(before), env: given.env },
    secrets: eachOnce(pinnedIn(before.state).map(({ arn, key }) => ({ arn, ...(key === undefined ? {} : { key }) }))),
  }),
  async run(context, given, before) {
    const pinned = pinnedIn(before.state);
    const resolved = await resolveReferences(context, pinned);
    const variables = new Map(envTexts(given.env).map((each) => [each.name, fillIn(each, resolved)]));
    context.assertAllowed();
    await context.terminals.open({ title: `Secrets: ${namesOf(pinned)}`, directory: directoryOf(before), variables }, context.signal);
    return { variables: [...variables.keys()] };
  },
  toAgent: ({ variables }) => `Opened a terminal with ${variables.join(', ')}.`,
});
