import { Client as ModernClient, StreamableHTTPClientTransport as ModernTransport } from '@modelcontextprotocol/client';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

/** A tool as either client lists it. */
export interface ListedTool {
  readonly name: string;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly inputSchema: unknown;
  readonly annotations?:
    | {
        readonly readOnlyHint?: boolean | undefined;
        readonly destructiveHint?: boolean | undefined;
        readonly openWorldHint?: boolean | undefined;
      }
    | undefined;
}

export interface Called {
  readonly isError: boolean;
  readonly text: string;
}

/** What both generations of client can do. */
export interface TestClient {
  readonly generation: string;
  instructions(): string | undefined;
  list(): Promise<readonly ListedTool[]>;
  call(
    name: string,
    input?: Record<string, unknown>,
    options?: { signal?: AbortSignal; onProgress?: (message: string) => void; timeoutMs?: number },
  ): Promise<Called>;
  /** All that is listed beside the tools, as it came. */
  listOthers(): Promise<{ readonly resources: unknown; readonly templates: unknown; readonly prompts: unknown }>;
  read(uri: string): Promise<string>;
  prompt(name: string, input?: Record<string, string>): Promise<string>;
  complete(ref: CompletableRef, argument: { name: string; value: string }, given?: Record<string, string>): Promise<readonly string[]>;
  close(): Promise<void>;
}

export type CompletableRef = { type: 'ref/resource'; uri: string } | { type: 'ref/prompt'; name: string };

export interface Address {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The SDK's 1.x client, which speaks revision 2025-11-25 and says hello first. */
export async function connectOldClient({ url, headers }: Address): Promise<TestClient> {
  const client = new OldClient({ name: 'old client', version: '1' });
  await client.connect(new OldTransport(new URL(url), { requestInit: { headers: { ...headers } } }));
  return {
    generation: '2025-11-25',
    instructions: () => client.getInstructions(),
    list: async () => (await client.listTools()).tools,
    call: async (name, input = {}, { signal, onProgress, timeoutMs } = {}) => {
      const answer = await client.callTool({ name, arguments: input }, undefined, {
        ...(signal ? { signal } : {}),
        ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
        ...(onProgress ? { onprogress: ({ message }) => onProgress(message ?? '') } : {}),
      });
      return { isError: answer.isError === true, text: textIn(answer.content) };
    },
    listOthers: async () => ({
      resources: (await client.listResources()).resources,
      templates: (await client.listResourceTemplates()).resourceTemplates,
      prompts: (await client.listPrompts()).prompts,
    }),
    read: async (uri) => textIn((await client.readResource({ uri })).contents),
    prompt: async (name, input = {}) => textIn((await client.getPrompt({ name, arguments: input })).messages.map(({ content }) => content)),
    complete: async (ref, argument, given) =>
      (await client.complete({ ref, argument, ...(given ? { context: { arguments: given } } : {}) })).completion.values,
    close: () => client.close(),
  };
}

/** The SDK's 2.x client on revision 2026-07-28, where each request stands alone. */
export async function connectModernClient({ url, headers }: Address): Promise<TestClient> {
  const client = new ModernClient({ name: 'modern client', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
  await client.connect(new ModernTransport(new URL(url), { requestInit: { headers: { ...headers } } }));
  return {
    generation: '2026-07-28',
    instructions: () => client.getInstructions(),
    list: async () => (await client.listTools()).tools,
    call: async (name, input = {}, { signal, onProgress, timeoutMs } = {}) => {
      const answer = await client.callTool(
        { name, arguments: input },
        {
          ...(signal ? { signal } : {}),
          ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
          ...(onProgress ? { onprogress: ({ message }) => onProgress(message ?? '') } : {}),
        },
      );
      return { isError: answer.isError === true, text: textIn(answer.content) };
    },
    listOthers: async () => ({
      resources: (await client.listResources()).resources,
      templates: (await client.listResourceTemplates()).resourceTemplates,
      prompts: (await client.listPrompts()).prompts,
    }),
    read: async (uri) => textIn((await client.readResource({ uri })).contents),
    prompt: async (name, input = {}) => textIn((await client.getPrompt({ name, arguments: input })).messages.map(({ content }) => content)),
    complete: async (ref, argument, given) =>
      (await client.complete({ ref, argument, ...(given ? { context: { arguments: given } } : {}) })).completion.values,
    close: () => client.close(),
  };
}

export const clients = [connectOldClient, connectModernClient] as const;

function textIn(content: unknown): string {
  if (!Array.isArray(content)) return '';
  return content.map((part: unknown) => (typeof part === 'object' && part !== null && 'text' in part ? String(part.text) : '')).join('\n');
}
