import type { ApprovalCard } from '../../src/core/approval.ts';
import type { Canary } from './canaries.ts';
import { openCoreWorld, type CoreWorld } from './coreWorld.ts';
import { driveEnv } from './driveEnv.ts';
import { driveAgent, driveMisuse, drivePerson } from './driveCore.ts';
import { driveUses, isAllowed, mark } from './driveUses.ts';
import { driveEditor, type EditorWorld } from './editorWorld.ts';
import type { Carries } from './encodings.ts';
import { createErrorWorld, driveErrors } from './errorWorld.ts';
import * as plant from './plants.ts';
import { inProcesses, watchProcesses, type Seen } from './processes.ts';
import { filesBelow, listenToConsole, printed, valueFolders } from './readers.ts';
import type { Held } from './scanner.ts';
import { serveCanaries, type Served } from './serveWorld.ts';
import * as wires from './wire.ts';

/** A way out for a value. To add one: say what fills it, read it after everything was driven, and plant leaks through the same reader. */
export interface Channel {
  readonly name: string;
  readonly filledBy: string;
  readonly carries: Carries;
  readonly read: (worlds: Worlds) => readonly Held[] | Promise<readonly Held[]>;
  /** Has the leaks leave by this way, and reads it. */
  readonly plant: (leaks: readonly Buffer[]) => readonly Held[] | Promise<readonly Held[]>;
}

/** Everything there is, after every operation met every canary. */
export interface Worlds {
  readonly core: CoreWorld;
  readonly broken: CoreWorld;
  readonly editor: EditorWorld;
  readonly served: Served;
  readonly results: readonly Held[];
  readonly errors: readonly Held[];
  readonly console: readonly Held[];
  readonly processes: Seen;
  readonly close: () => Promise<void>;
}

export async function driveAll(canaries: readonly Canary[]): Promise<Worlds> {
  const heard = listenToConsole();
  const watched = watchProcesses(isAllowed);
  try {
    // A value of which the redactor knows nothing may come back to whoever sent it.
    const known = canaries.filter(({ shape }) => shape !== 'oneCharacter' && shape !== 'sevenCharacters');
    const aimed = createErrorWorld();
    const [core, broken] = await Promise.all([openCoreWorld(canaries), openCoreWorld([], { serviceOf: aimed.service })]);
    const agents = async (): Promise<readonly Held[]> => {
      await driveAgent(core, canaries);
      await driveUses(core, canaries, watched);
      await driveEnv(core, canaries);
      await driveMisuse(core, known);
      return drivePerson(core, canaries);
    };
    const [results, errors, served, editor] = await Promise.all([
      agents(),
      driveErrors(aimed, broken, canaries),
      serveCanaries(canaries),
      driveEditor(canaries),
    ]);
    const close = async (): Promise<void> => {
      await Promise.all([core.close(), broken.close(), aimed.close(), editor.close()]);
    };
    return { core, broken, editor, served, results, errors, console: heard.held(), processes: await watched.stop(), close };
  } finally {
    heard.stop();
    await watched.stop();
  }
}

const calls =
  'tools, resources, prompts and completions in two revisions of the protocol, with values in arguments, names and headers, and failing endpoints';

function onWire(name: string, of: (wire: wires.Wire) => readonly Held[], way: plant.WireWay): Channel {
  return {
    name: `MCP ${name}`,
    filledBy: calls,
    carries: 'text',
    read: ({ core, broken }) => [...of(core.wire), ...of(broken.wire)],
    plant: async (leaks) => of(await plant.onWire(way, leaks)),
  };
}

function inEditor(part: string, filledBy: string): Channel {
  return {
    name: `editor: ${part}`,
    filledBy,
    carries: 'text',
    read: ({ editor }) => editor.toldTo(part),
    plant: (leaks) => plant.inEditor(part, leaks),
  };
}

const surfaces = 'the whole extension in an editor of ours: tree, pages, forms, cards, prompts, Try a Tool';

export const channels: readonly Channel[] = [
  onWire('answers, every byte', wires.bodiesOf, 'text'),
  onWire('response headers', wires.headersOf, 'header'),
  onWire('progress notifications', wires.progressOf, 'progress'),
  onWire('results', wires.resultsOf, 'text'),
  onWire('tool errors', wires.toolErrorsOf, 'error'),
  onWire('protocol errors', wires.protocolErrorsOf, 'refusal'),
  onWire('tool lists', wires.toolListsOf, 'tools'),
  onWire('refused requests', wires.refusalsOf, 'refusal'),
  onWire('resources', wires.resourcesOf, 'resource'),
  onWire('prompts', wires.promptsOf, 'prompt'),
  onWire('completions', wires.completionsOf, 'completion'),
  onWire('discovery and greetings', wires.discoveriesOf, 'discovery'),
  {
    name: 'audit files',
    filledBy: 'every call of agents and of the person, in four processes',
    carries: 'text',
    read: async ({ core, broken, served }) => [
      ...(await filesBelow(core.auditFolder)),
      ...(await filesBelow(broken.auditFolder)),
      ...served.audit,
    ],
    plant: plant.inAudit,
  },
  {
    name: 'confirmation cards',
    filledBy: 'every create and delete that asks',
    carries: 'text',
    read: ({ core }) => core.cards.flatMap((card: ApprovalCard) => printed('card', card)),
    plant: (leaks) => leaks.flatMap((leak) => printed('card', { headline: leak.toString() })),
  },
  {
    name: 'results as they print',
    filledBy: 'six calls of a person for each canary, as text, JSON, in the console and cloned',
    carries: 'text',
    read: ({ results }) => results,
    plant: (leaks) => leaks.flatMap((leak) => printed('result', { ok: true, text: leak.toString() })),
  },
  {
    name: 'error sentences, stacks and causes',
    filledBy: 'endpoints that quote the value in an error, or answer with it',
    carries: 'text',
    read: ({ errors }) => errors,
    plant: plant.inErrors,
  },
  {
    name: 'console of this process',
    filledBy: 'all of the above',
    carries: 'bytes',
    read: ({ console: heard }) => heard,
    plant: plant.onConsole,
  },
  {
    name: 'stdout of the server process',
    filledBy: 'node src/serve.ts with every canary in its sandbox',
    carries: 'bytes',
    read: ({ served }) => served.stdout,
    plant: (leaks) => plant.inChild('stdout', leaks),
  },
  {
    name: 'stderr of the server process',
    filledBy: 'the same, with questions on the terminal',
    carries: 'bytes',
    read: ({ served }) => served.stderr,
    plant: (leaks) => plant.inChild('stderr', leaks),
  },
  {
    name: 'environment and arguments of processes',
    filledBy: 'all of the above, and the server process',
    carries: 'text',
    read: ({ processes }) => processes.other,
    plant: (leaks) => inProcesses(leaks, isAllowed, { [mark]: '1' }),
  },
  {
    name: 'the open folder but for the .env files that were allowed',
    filledBy: 'programs that run there, and .env files written there',
    carries: 'bytes',
    read: async ({ core }) => (await filesBelow(core.project)).filter(({ where }) => !core.envFiles.includes(where)),
    plant: plant.inFiles,
  },
  {
    name: 'files of programs that have ended',
    filledBy: 'programs that got their value in a file',
    carries: 'bytes',
    read: valueFolders,
    plant: plant.inValueFolder,
  },
  inEditor('tree', `${surfaces}; labels, tooltips, descriptions, ids, badges`),
  inEditor('log', surfaces),
  inEditor('notifications', surfaces),
  inEditor('prompts', surfaces),
  inEditor('status bar', surfaces),
  inEditor('command results', surfaces),
  inEditor('exports', 'activation'),
  inEditor('documents', 'get_secret_value by Try a Tool for each canary'),
  inEditor('opened addresses', surfaces),
  inEditor('mcp definition', 'the start of the MCP server'),
  inEditor('secret storage', surfaces),
  inEditor('global state', surfaces),
  inEditor('workspace state', surfaces),
  inEditor('webview titles', surfaces),
  {
    name: 'webview html',
    filledBy: surfaces,
    carries: 'text',
    read: ({ editor }) => editor.pages(),
    plant: plant.inPages,
  },
  {
    name: 'webview messages but for the answer to a click on Reveal',
    filledBy: surfaces,
    carries: 'text',
    read: ({ editor }) => editor.messages(),
    plant: plant.inMessages,
  },
  {
    name: 'storage folder of the extension',
    filledBy: surfaces,
    carries: 'bytes',
    read: ({ editor }) => editor.storage(),
    plant: plant.inFiles,
  },
];
