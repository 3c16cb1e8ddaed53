import { access, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import * as z from 'zod';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { runNpm } from '../harness/processes.ts';
import { cacheFolder } from '../harness/userFolders.ts';
import type { Goal } from './goal.ts';
import { assertWhole, listThroughMcp, secretCount, startHundred } from './hundredSecrets.ts';
import { tokensOf } from './stats.ts';

const peer = { name: '@arvoretech/aws-secrets-manager-mcp', version: '1.0.4' } as const;
const textResult = z.object({ content: z.array(z.object({ type: z.literal('text'), text: z.string() })) });

/** The peer's entry, fetched into the per-user cache at its first use. */
async function fetchPeer(): Promise<string> {
  const folder = join(cacheFolder(), `bench-peer-${peer.version}`);
  const entry = join(folder, 'node_modules', ...peer.name.split('/'), 'dist', 'index.js');
  const isThere = await access(entry).then(
    () => true,
    () => false,
  );
  if (!isThere) {
    await mkdir(folder, { recursive: true });
    const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--save-exact'];
    await runNpm(['install', '--prefix', folder, ...options, `${peer.name}@${peer.version}`], { cwd: folder });
  }
  return entry;
}

/** The text part of the peer's list. It is given the sandbox's address and keys and nothing of this user's environment. */
async function listThroughPeer({ endpoint, region, credentials }: Sandbox): Promise<string> {
  const home = tmpdir();
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [await fetchPeer()],
    env: {
      HOME: home,
      USERPROFILE: home,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_ENDPOINT_URL: endpoint,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: join(home, 'custody-bench-no-config'),
      AWS_SHARED_CREDENTIALS_FILE: join(home, 'custody-bench-no-credentials'),
    },
    stderr: 'ignore',
  });
  const client = new Client({ name: 'bench', version: '1' });
  await client.connect(transport);
  try {
    const answer = textResult.parse(await client.callTool({ name: 'list_secrets', arguments: { maxResults: secretCount } }));
    return assertWhole(answer.content.map(({ text }) => text).join('\n'));
  } finally {
    await client.close();
  }
}

export const listTokens: Goal = {
  id: 'P2',
  title: `A list of ${secretCount} secrets`,
  async measure() {
    const sandbox = await startHundred();
    try {
      const ours = tokensOf(await listThroughMcp(sandbox));
      const theirs = tokensOf(await listThroughPeer(sandbox));
      return {
        figures: [{ value: ours / theirs, goal: 0.12, unit: 'x' }],
        how: `bytes / 4 of the text part of list_secrets through MCP, against ${peer.name} ${peer.version} on the same sandbox: described, tagged, each read once, every third rotating`,
        notes: [`${ours.toFixed(0)} tokens against ${theirs.toFixed(0)}.`],
      };
    } finally {
      await sandbox.close();
    }
  },
};
