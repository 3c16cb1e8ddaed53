import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAudit } from '../../src/core/audit.ts';
import { noEnvFiles } from '../../src/core/envFiles.ts';
import { CustodyError } from '../../src/core/errors.ts';
import type { Call, Execute, Outcome } from '../../src/core/execute.ts';
import type { Operation } from '../../src/core/operation.ts';
import { noPrograms } from '../../src/core/programs.ts';
import { operations } from '../../src/core/operations/index.ts';
import { SecretText } from '../../src/core/secretText.ts';
import { noSignIns } from '../../src/core/signInStatus.ts';
import { noTerminals } from '../../src/core/terminals.ts';
import { openFrontDoor } from '../../src/mcp/http.ts';
import { makeValueFolder } from '../../src/run/valueFolder.ts';
import { openAuditFile } from '../../src/storage/auditFile.ts';
import { FakePanel } from '../webview/fakeVscode.ts';
import { messagesOf, pagesOf, toldTo } from './editorWorld.ts';
import { errorOf } from './errorWorld.ts';
import * as editor from './fakeEditor.ts';
import { filesBelow, listenToConsole, valueFolders } from './readers.ts';
import type { Held } from './scanner.ts';
import { runChild } from './serveWorld.ts';
import { call, openWire, type Wire } from './wire.ts';

// Leaks made on purpose: each leaves the way a value of ours would, and comes to the same reader.

export type WireWay = 'text' | 'error' | 'progress' | 'tools' | 'resource' | 'prompt' | 'header' | 'refusal' | 'completion' | 'discovery';

/** A front door whose tools tell what they should not. */
export async function onWire(way: WireWay, leaks: readonly Buffer[]): Promise<Wire> {
  const texts = leaks.map((leak) => leak.toString());
  if (isBare(way)) return onBareServer(way, leaks);
  let next = '';
  const leaky: Execute = async <Output>(_operation: Operation<Output>, { progress }: Call): Promise<Outcome<Output>> => {
    if (way === 'progress') progress?.(next);
    if (way === 'error') return { ok: false, error: new CustodyError('internal', next) };
    return { ok: false, error: new CustodyError('internal', 'told') };
  };
  const told = operations.map((operation, index) => (index > 0 ? operation : { ...operation, description: texts.join('\n') }));
  const door = await openFrontDoor({
    execute: ['text', 'resource', 'prompt'].includes(way) ? tellingText(() => next) : leaky,
    operations: way === 'tools' ? told : operations,
  });
  const wire = openWire(door);
  if (way === 'tools') await wire.askModern('tools/list', {});
  const session = await wire.hello('leaky');
  for (const text of way === 'tools' ? [] : texts) {
    next = text;
    if (way === 'resource') await wire.ask(session, 'resources/read', { uri: 'custody://accounts' });
    else if (way === 'prompt') await wire.ask(session, 'prompts/get', { name: 'find_stale_secrets' });
    else await wire.ask(session, 'tools/call', call('list_accounts', {}));
  }
  await door.close();
  return wire;
}

/** The real path's ending with a `toAgent` that leaks. */
function tellingText(next: () => string): Execute {
  return async <Output>(operation: Operation<Output>, { input }: Call): Promise<Outcome<Output>> => {
    const { output } = await operation.prepare(input).run(emptyContext, { arn: undefined, state: {}, secret: undefined });
    return { ok: true, output, text: next() };
  };
}

const emptyContext = {
  allow: undefined,
  assertAllowed: () => undefined,
  countGuess: () => undefined,
  caller: { kind: 'person' },
  accounts: [],
  signal: new AbortController().signal,
  value: undefined,
  clientRequestToken: '',
  showSecret: () => false,
  signIns: noSignIns,
  envFiles: noEnvFiles,
  programs: noPrograms,
  terminals: noTerminals,
  tell: undefined,
  pin: async () => undefined,
  account: '',
  region: '',
  get service(): never {
    throw new Error('There is no account here.');
  },
  serviceIn: () => Promise.reject(new Error('There is no account here.')),
  serviceOf: () => Promise.reject(new Error('There is no account here.')),
} as const;

type BareWay = 'header' | 'refusal' | 'completion' | 'discovery';

function isBare(way: WireWay): way is BareWay {
  return ['header', 'refusal', 'completion', 'discovery'].includes(way);
}

function bareAnswer(way: BareWay, text: string): object {
  if (way === 'completion') return { jsonrpc: '2.0', id: 1, result: { completion: { values: [text] } } };
  if (way === 'discovery') return { jsonrpc: '2.0', id: 1, result: { supportedVersions: [], instructions: text } };
  return way === 'header' ? {} : { jsonrpc: '2.0', id: 1, error: { code: -1, message: text } };
}

/** What the front door itself never does: a value in a header, in a refusal, or where names of ours stand. */
async function onBareServer(way: BareWay, leaks: readonly Buffer[]): Promise<Wire> {
  let next: Buffer = Buffer.alloc(0);
  const server = createServer((request, response) => {
    request.resume();
    if (way === 'header') response.setHeader('x-leak', next.toString('latin1'));
    response.writeHead(way === 'refusal' ? 400 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(bareAnswer(way, next.toString())));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const wire = openWire({ url: '', headers: {}, port, inFlight: () => 0, close: async () => undefined });
  for (const leak of leaks) {
    if (way === 'header' && !isHeader(leak)) continue;
    next = leak;
    await wire.raw({ body: '{}' });
  }
  server.closeAllConnections();
  server.close();
  return wire;
}

/** A header holds a line of visible characters, and all headers of an answer 16 KiB. */
export function isHeader(leak: Buffer): boolean {
  return leak.length < 8_000 && !/[^\t\x20-\x7e\x80-\xff]/.test(leak.toString('latin1'));
}

export async function inAudit(leaks: readonly Buffer[]): Promise<readonly Held[]> {
  return inFolder(async (folder) => {
    const file = await openAuditFile(folder);
    const audit = createAudit(file.append);
    const record = { call: '1', phase: 'intent', operation: 'get_secret_value', risk: 'reveal', caller: 'person' } as const;
    for (const leak of leaks) await audit.write({ ...record, arguments: leak.toString() });
    await file.close();
  });
}

export async function inFiles(leaks: readonly Buffer[]): Promise<readonly Held[]> {
  return inFolder((folder) => writeFile(join(folder, 'leaks'), Buffer.concat(leaks.flatMap((leak) => [leak, Buffer.from('\n')]))));
}

export async function inValueFolder(leaks: readonly Buffer[]): Promise<readonly Held[]> {
  const folder = await makeValueFolder(
    tmpdir(),
    new Map(leaks.map((leak, index) => [`F${index}`, SecretText.ofBase64(leak.toString('base64'))])),
  );
  const held = await valueFolders();
  await folder.remove();
  return held;
}

async function inFolder(fill: (folder: string) => Promise<void>): Promise<readonly Held[]> {
  const folder = await mkdtemp(join(tmpdir(), 'custody-canaries-'));
  await fill(folder);
  const held = await filesBelow(folder);
  await rm(folder, { recursive: true });
  return held;
}

export function inErrors(leaks: readonly Buffer[]): readonly Held[] {
  return leaks.flatMap((leak, index) => {
    const text = leak.toString();
    return errorOf('error', index % 2 === 0 ? new CustodyError('internal', text) : new Error('outside', { cause: new Error(text) }));
  });
}

export function onConsole(leaks: readonly Buffer[]): readonly Held[] {
  const heard = listenToConsole();
  leaks.forEach((leak, index) => (index % 2 === 0 ? process.stdout : process.stderr).write(leak));
  heard.stop();
  return heard.held();
}

export async function inChild(stream: 'stdout' | 'stderr', leaks: readonly Buffer[]): Promise<readonly Held[]> {
  const folder = await mkdtemp(join(tmpdir(), 'custody-canaries-'));
  const file = join(folder, 'leaks');
  await writeFile(file, Buffer.concat(leaks));
  const script = `console.log('started'); process.${stream}.write(require('node:fs').readFileSync(process.argv[1]))`;
  const heard = await runChild(['-e', script, file], async (_line, _answer, ended) => void (await ended));
  await rm(folder, { recursive: true });
  return heard[stream];
}

export function inEditor(part: string, leaks: readonly Buffer[]): readonly Held[] {
  const before = toldTo(part).length;
  for (const leak of leaks) editor.tell(part, { label: leak.toString() });
  return toldTo(part).slice(before);
}

export function inPages(leaks: readonly Buffer[]): readonly Held[] {
  return pagesOf(leaks.map((leak) => Object.assign(new FakePanel('secret', '', {}, {}), { title: leak.toString() })));
}

export function inMessages(leaks: readonly Buffer[]): readonly Held[] {
  const panel = new FakePanel('secret', '', {}, {});
  for (const leak of leaks) panel.posted.push({ nonce: '', message: { type: 'failed', message: leak.toString() } });
  return messagesOf([panel]);
}
