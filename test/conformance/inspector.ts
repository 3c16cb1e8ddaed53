import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { spawnGroup, stopGroup } from '../harness/processes.ts';
import { runJudge, type Finished } from './tools.ts';
import type { Bench, Table } from './bench.ts';
import type { Row } from './verdicts.ts';

const serveScript = fileURLToPath(new URL('../../src/serve.ts', import.meta.url));
const startLine = z.looseObject({ url: z.string(), headers: z.record(z.string(), z.string()) });
const toolList = z.looseObject({
  tools: z.array(
    z.looseObject({
      name: z.string(),
      inputSchema: z.looseObject({ required: z.array(z.string()).optional() }),
      annotations: z.looseObject({ readOnlyHint: z.boolean() }),
    }),
  ),
});
const callResult = z.looseObject({
  _meta: z.looseObject({}).optional(),
  content: z.array(z.looseObject({ text: z.string() })).min(1),
  isError: z.boolean().optional(),
});

// Sent by servers of revision 2026-07-28 only, so it tells which one was spoken.
const modernMark = 'io.modelcontextprotocol/serverInfo';
const toolFailed = 5;
const refused = /needs a person's answer, and nobody can be asked here\. Run this in VS Code/;

/** What there is beside the tools, and what must stand in the answer. */
const others: readonly (readonly [args: readonly string[], says: RegExp])[] = [
  [['--method', 'resources/list'], /custody:\/\/accounts/],
  [['--method', 'resources/templates/list'], /custody:\/\/\{account\}\/\{region\}\/secret/],
  [['--method', 'resources/read', '--uri', 'custody://accounts'], /sandbox\|sandbox\|/],
  [['--method', 'prompts/list'], /rotate_safely/],
  [['--method', 'prompts/get', '--prompt-name', 'rotate_safely', '--prompt-args', 'secret_id=dev/orders/postgres'], /as data:/],
];

const eras = ['legacy', 'modern', 'auto'] as const;
type Era = (typeof eras)[number];
type ListedTool = z.infer<typeof toolList>['tools'][number];
type Inspect = (era: Era, args: readonly string[]) => Promise<Finished>;

const samples: Readonly<Record<string, string>> = { secret_id: 'dev/orders/postgres', name: 'conformance/new', value: 'generate' };
const policy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: '444455556666' }, Action: 'secretsmanager:GetSecretValue', Resource: '*' }],
});
const samplesOf: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  list_secrets: { search: 'name:dev/' },
  tag_resource: { tags: '{"team":"orders"}' },
  untag_resource: { tag_keys: '["team"]' },
  update_secret: { description: 'orders' },
  // Quoted once more: the inspector reads what looks like JSON, and sends an object.
  validate_resource_policy: { policy: JSON.stringify(policy) },
  put_resource_policy: { policy: JSON.stringify(policy) },
  delete_resource_policy: { secret_id: 'shared/ci/registry-token' },
  batch_get_secret_value: { secret_ids: '["dev/orders/postgres"]' },
  compare_secrets: { other: 'prod/orders/redis' },
  replicate_secret_to_regions: { regions: '["us-east-1"]' },
  remove_regions_from_replication: { secret_id: 'prod/identity/jwt-signing-key', regions: '["us-east-1"]' },
  write_env_file: { path: '.env' },
  stop_replication_to_replica: { secret_id: 'prod/identity/jwt-signing-key', region: 'us-east-1' },
  restore_secret: { secret_id: 'legacy/ftp-partner-upload' },
  rotate_secret: { rotation_lambda_arn: 'arn:aws:lambda:eu-west-1:111122223333:function:rotate' },
  cancel_rotate_secret: { secret_id: 'prod/payments/postgres' },
  run_with_secrets: {
    command: '["true"]',
    env: '{"PASSWORD":"{{resolve:secretsmanager:dev/orders/postgres}}"}',
  },
  update_secret_version_stage: { version_stage: 'CANARY', move_to_version_id: '00000000-0000-4000-8000-000000000000' },
};

/** Has the inspector list and call the tools of the server without an editor, whose answer to every question is no. */
export async function runInspector(bench: Bench): Promise<readonly Table[]> {
  // The eras take turns, so that a slow machine is not the fault of the server.
  const tables: Table[] = [];
  for (const era of eras) {
    for (const sets of ['core,organize', 'use,policy,rotation,replication,credentials'])
      tables.push({ title: `Inspector 2.12.0, ${era} era, ${sets}`, rows: await inspectServer(era, sets, bench) });
  }
  return tables;
}

/** A server of its own each time: a client without a session is one and the same to it, and may ask a dozen questions a minute. */
async function inspectServer(era: Era, sets: string, { scripts, home }: Bench): Promise<readonly Row[]> {
  const server = spawnGroup(process.execPath, [serveScript, '--approvals', 'refuse', '--toolsets', sets, '--audit', home], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    if (!server.stdout) throw new Error('The server has no output.');
    const [line] = await once(createInterface(server.stdout), 'line', { signal: AbortSignal.timeout(20_000) });
    const { url, headers } = startLine.parse(JSON.parse(String(line)));
    const sent = Object.entries(headers).flatMap(([name, value]) => ['--header', `${name}: ${value}`]);
    const address = ['--cli', '--server-url', url, '--transport', 'http', '--stored-auth-only', ...sent];
    return await inspectEra(era, (of, args) => runJudge(scripts.inspector, [...address, '--protocol-era', of, ...args], home));
  } finally {
    await stopGroup(server);
  }
}

async function inspectEra(era: Era, inspect: Inspect): Promise<readonly Row[]> {
  const name = 'tools/list --strict';
  const listed = await inspect(era, ['--method', 'tools/list', '--strict']);
  const tools = listed.code === 0 ? toolList.parse(JSON.parse(listed.stdout)).tools : [];
  if (tools.length === 0) return [{ name, passed: false, note: ending(listed) }];
  const rows: Row[] = [{ name, passed: true, note: `${tools.length} tools` }];
  for (const tool of tools) rows.push(await callOnce(tool, era, inspect));
  // They read by the tools of the set `core`.
  for (const [args, says] of tools.some(({ name: tool }) => tool === 'list_accounts') ? others : []) {
    const finished = await inspect(era, args);
    rows.push({
      name: args.slice(1).join(' '),
      passed: finished.code === 0 && says.test(finished.stdout),
      note: ending(finished).slice(0, 100),
    });
  }
  return rows;
}

async function callOnce({ name, inputSchema, annotations }: ListedTool, era: Era, inspect: Inspect): Promise<Row> {
  const needed = inputSchema.required ?? [];
  const given = { ...Object.fromEntries(needed.map((field) => [field, samples[field]])), ...samplesOf[name] };
  const unknown = needed.filter((field) => given[field] === undefined);
  if (unknown.length > 0) return { name, passed: false, note: `Give a sample of ${unknown.join(', ')} in this file.` };
  const pairs = Object.entries(given).flatMap(([field, value]) => ['--tool-arg', `${field}=${value}`]);
  const finished = await inspect(era, ['--method', 'tools/call', '--tool-name', name, ...pairs]);

  const parsed = callResult.safeParse(parseJson(finished.stdout));
  if (!parsed.success) return { name, passed: false, note: ending(finished) };
  const { _meta: meta, content, isError = false } = parsed.data;
  const text = content[0]?.text ?? '';
  if ((meta?.[modernMark] !== undefined) !== (era !== 'legacy')) return { name, passed: false, note: 'spoke another revision' };
  // Whatever changes something waits for a person, and nobody is there.
  const asExpected = annotations.readOnlyHint
    ? finished.code === 0 && !isError && text !== ''
    : finished.code === toolFailed && isError && refused.test(text);
  return { name, passed: asExpected, note: asExpected && !isError ? 'answered' : text };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function ending({ code, stdout, stderr }: Finished): string {
  return `ended with ${code}: ${(stderr || stdout).trim().slice(-300)}`;
}
