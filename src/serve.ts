import { mkdtemp, readFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { createServicePool } from './aws/servicePool.ts';
import { accessLevels, type Account } from './core/account.ts';
import type { ApprovalCard, PresentCard } from './core/approval.ts';
import { CustodyError } from './core/errors.ts';
import { operations } from './core/operations/index.ts';
import { toolsets, type Toolset } from './core/toolsets.ts';
import { createCustody } from './custody.ts';
import { openFrontDoor } from './mcp/http.ts';
import { startSandbox } from './sandbox/server.ts';
import { openAuditFile } from './storage/auditFile.ts';
import { createEnvFiles } from './storage/envFiles.ts';

// What `npm run serve` runs: the one path and the front door over the sandbox, without an editor. One line
// of JSON to connect with, then it stays up until it is told to stop.

const { values } = parseArgs({
  options: {
    toolsets: { type: 'string', default: 'all' },
    access: { type: 'string', default: 'destroy' },
    approvals: { type: 'string', default: 'refuse' },
    audit: { type: 'string' },
  },
});
const access = oneOf('--access', accessLevels, values.access);
const approvals = oneOf('--approvals', ['refuse', 'prompt'] as const, values.approvals);
const offered = chooseToolsets(values.toolsets);

const sandbox = await startSandbox({ seed: true });
const audit = await openAuditFile(values.audit ?? (await mkdtemp(join(tmpdir(), 'custody-audit-'))));
const account: Account = {
  kind: 'sandbox',
  name: 'sandbox',
  regions: [...sandbox.regions],
  access,
  accountId: sandbox.accountId,
  host: hostname(),
};
const terminal = approvals === 'prompt' ? createInterface({ input: process.stdin, output: process.stderr }) : undefined;

// Only the sandbox is served, so no file of the person's is ever read.
const pool = createServicePool({ files: { config: '', credentials: '' }, endpoint: undefined, sandbox: async () => sandbox });

const { execute, flush } = createCustody({
  accounts: async () => [account],
  service: (of, region, caller) => pool.service(of, region, caller),
  signIns: pool.signIns,
  envFiles: createEnvFiles({ folders: () => [process.cwd()], environment: process.env }),
  present: terminal ? askOn(terminal) : refuse,
  append: audit.append,
  showSecret: () => false,
  settings: () => ({ maximumAccess: 'destroy', allowForceDelete: false }),
  assertTrusted: () => undefined,
});
const door = await openFrontDoor({
  execute,
  operations,
  toolsets: offered,
  version: await readVersion(),
  onAttack: (what) => process.stderr.write(`${what}\n`),
});

const { url, headers } = door;
const { endpoint, region, credentials } = sandbox;
process.stdout.write(`${JSON.stringify({ url, headers, account: account.name, sandbox: { endpoint, region, credentials } })}\n`);
process.stderr.write(`Audit log: ${audit.path}\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());

async function stop(): Promise<void> {
  terminal?.close();
  await door.close();
  await flush();
  await Promise.all([sandbox.close(), audit.close()]);
  process.exit(0);
}

/** All sets of tools, or those named in a comma list. */
function chooseToolsets(wanted: string): readonly Toolset[] {
  const names = wanted.split(',').map((name) => oneOf('--toolsets', ['all', ...toolsets] as const, name));
  return toolsets.filter((set) => names.includes('all') || names.includes(set));
}

/** The choice, or the end of the program with the choices there are. */
function oneOf<Choice extends string>(option: string, choices: readonly Choice[], given: string): Choice {
  const found = choices.find((choice) => choice === given);
  if (found !== undefined) return found;
  process.stderr.write(`${option} takes ${choices.join(', ')}; ${JSON.stringify(given)} is none of them.\n`);
  process.exit(2);
}

async function readVersion(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
  return z.object({ version: z.string() }).parse(manifest).version;
}

async function refuse(card: ApprovalCard): Promise<never> {
  throw new CustodyError('approval_unavailable', `${card.headline} needs a person's answer, and nobody can be asked here.`);
}

/** Asks on the terminal. Only the whole word counts as a yes; an empty line, a closed terminal and all else are a no. */
function askOn(reader: Interface): PresentCard {
  const over = new AbortController();
  reader.once('close', () => over.abort());
  return async (card, signal) => {
    if (card.wantsValue)
      throw new CustodyError('approval_unavailable', `${card.headline} needs a value, which can be typed in VS Code only.`);
    const word = card.typeToConfirm ?? 'yes';
    const claimed = card.caller.kind === 'agent' ? card.caller.claimedName : 'You';
    const lines = [
      `${claimed}: ${card.headline}`,
      ...card.consequences,
      `${card.operation} in ${card.account} (${card.region}) ${card.arn ?? ''}`,
      JSON.stringify(card.arguments),
      `Type ${word} to allow it, or press Enter to refuse: `,
    ];
    try {
      const typed = await reader.question(`\n${lines.map(escapeUnseen).join('\n')}`, { signal: AbortSignal.any([signal, over.signal]) });
      return typed === word
        ? { kind: 'accepted', id: card.id, ...(card.typeToConfirm === undefined ? {} : { typed }) }
        : { kind: 'declined' };
    } catch {
      return { kind: 'declined' };
    }
  };
}

/** A name must not move the cursor or turn the text of a question around. */
function escapeUnseen(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
