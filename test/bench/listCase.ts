import { paginateListSecrets, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { person } from '../../src/core/caller.ts';
import { openAuditLog } from './auditLog.ts';
import { benchCustody, cannedAccount, cannedKeys, poolFor } from './benchCustody.ts';
import { cannedRegion } from './cannedSecrets.ts';
import { memoryNow } from './child.ts';
import { openTree } from './treeWorld.ts';

// A process that lists every secret once and prints what it took. `node listCase.ts paginator|pages|tree ENDPOINT`
// paginator: the SDK's own, keeping all. pages: the one path, keeping all. tree: the view, loading more until there
// is no more and drawing the open region after each page, as the editor does.

const [name = '', endpoint = ''] = process.argv.slice(2);
const custody = benchCustody({ account: cannedAccount, pool: poolFor(endpoint), append: await openAuditLog() });
const { tree, region } = await openTree(custody, cannedAccount, cannedRegion);
const client = new SecretsManagerClient({ region: cannedRegion, endpoint, credentials: cannedKeys });

async function paginator(): Promise<unknown[]> {
  const kept: unknown[] = [];
  for await (const page of paginateListSecrets({ client, pageSize: 100 }, {})) kept.push(...(page.SecretList ?? []));
  return kept;
}

async function pages(): Promise<unknown[]> {
  const kept: unknown[] = [];
  let token: string | undefined;
  do {
    const input = { account: cannedAccount.name, region: cannedRegion, ...(token === undefined ? {} : { next_token: token }) };
    const outcome = await custody.execute(custody.operations.listSecrets, { caller: person, input });
    if (!outcome.ok) throw outcome.error;
    kept.push(...outcome.output.secrets);
    token = outcome.output.nextToken;
  } while (token !== undefined);
  return kept;
}

async function view(): Promise<unknown> {
  let children = (await tree.getChildren(region)) ?? [];
  while (children.some((node) => node.kind === 'more')) {
    await tree.loadMore(region);
    children = (await tree.getChildren(region)) ?? [];
  }
  return children;
}

const cases: Readonly<Record<string, () => Promise<unknown>>> = { paginator, pages, tree: view };
const run = cases[name];
if (!run) throw new Error(`There is no case ${name}.`);
const before = memoryNow();
const start = performance.now();
const kept = await run();
const ms = performance.now() - start;
const heapBytes = memoryNow().heapBytes - before.heapBytes;
// Looked at once more after the measurement, so that it is still there for it.
if (!Array.isArray(kept) || kept.length === 0) throw new Error('Nothing was listed.');
console.log(JSON.stringify({ ms, heapBytes, secrets: kept.length }));
process.exit(0);
