import type { ReadResourceResult, Resource, ResourceTemplateType, ServerContext } from '@modelcontextprotocol/server';
import type { Operation } from '../core/operation.ts';
import { describeSecret } from '../core/operations/describeSecret.ts';
import { listAccounts } from '../core/operations/listAccounts.ts';
import { malformed, runOffered, textOf } from './runCall.ts';
import type { Exchange, Toolbox } from './server.ts';

const mimeType = 'text/plain';

/** All that is listed. It names no secret and no account, so that the list stays the same whatever there is. */
export const resources: readonly Resource[] = [
  {
    uri: 'custody://accounts',
    name: 'accounts',
    title: 'Accounts',
    description: 'The AWS accounts open to agents: name, kind, regions, access.',
    mimeType,
  },
];

export const secretTemplate = 'custody://{account}/{region}/secret/{+name}';

export const resourceTemplates: readonly ResourceTemplateType[] = [
  {
    uriTemplate: secretTemplate,
    name: 'secret',
    title: 'Secret',
    description: "A secret's metadata: tags, rotation, versions and replicas, never its value.",
    mimeType,
  },
];

/** Reads a resource by the tool that gives the same, so that all that holds for the tool holds here. */
export async function readResource(toolbox: Toolbox, exchange: Exchange, uri: string, context: ServerContext): Promise<ReadResourceResult> {
  const { operation, input } = readingOf(uri);
  const text = textOf(await runOffered(toolbox, exchange, operation, { input, sent: uri }, context));
  return { contents: [{ uri, mimeType, text }] };
}

function readingOf(uri: string): { readonly operation: Operation; readonly input: object } {
  if (uri === 'custody://accounts') return { operation: listAccounts, input: {} };
  const [, account, region, name] = /^custody:\/\/([^/]{1,200})\/([^/]{1,64})\/secret\/(.{1,2048})$/.exec(uri) ?? [];
  const [decodedAccount, decodedRegion, decodedName] = [account, region, name].map(decode);
  if (decodedAccount === undefined || decodedRegion === undefined || decodedName === undefined)
    throw malformed(`There is no resource of that address. Read custody://accounts, or ${secretTemplate}.`);
  return { operation: describeSecret, input: { account: decodedAccount, region: decodedRegion, secret_id: decodedName } };
}

function decode(part: string | undefined): string | undefined {
  try {
    return part === undefined ? undefined : decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
