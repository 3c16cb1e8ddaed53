import { CLIENT_INFO_META_KEY } from '@modelcontextprotocol/server';
import * as z from 'zod';

const requestId = z.union([z.string(), z.number()]);
const clientInfo = z.object({ name: z.string() });

const initialize = z.object({ params: z.object({ clientInfo: clientInfo.optional() }).optional() });
const cancelled = z.object({ params: z.object({ requestId }) });
const toolCall = z.object({ id: requestId, params: z.unknown().optional() });
// A name that is none is left out, and the call goes on without it.
const meta = z.object({ [CLIENT_INFO_META_KEY]: clientInfo.optional().catch(undefined) });
const withMeta = z.object({ _meta: meta.optional().catch(undefined) });
const callParams = z.object({
  ...withMeta.shape,
  name: z.string(),
  arguments: z.record(z.string(), z.unknown()).optional(),
});

const texts = z.record(z.string(), z.string()).optional();
const anyRef = z.union([
  z.object({ type: z.literal('ref/prompt'), name: z.string() }),
  z.object({ type: z.literal('ref/resource'), uri: z.string() }),
]);

/** A read, a prompt and a completion are work too, which counts and can be cancelled. */
const otherCalls = new Map<string, { readonly params: z.ZodType; readonly takes: string }>([
  ['resources/read', { params: z.object({ uri: z.string() }), takes: 'the uri of a resource' }],
  ['prompts/get', { params: z.object({ name: z.string(), arguments: texts }), takes: 'the name of a prompt and its arguments as texts' }],
  [
    'completion/complete',
    {
      params: z.object({
        ref: anyRef,
        argument: z.object({ name: z.string(), value: z.string() }),
        context: z.object({ arguments: texts }).optional(),
      }),
      takes: 'a ref, and an argument with its name and value',
    },
  ],
]);

/** What the front door itself must know of a message; everything else is left to the SDK. */
export type Seen =
  | { readonly kind: 'initialize'; readonly claimedName: string }
  | { readonly kind: 'cancelled'; readonly requestId: string | number }
  | { readonly kind: 'call'; readonly id: string | number; readonly claimedName: string | undefined }
  | { readonly kind: 'malformedCall'; readonly id: string | number; readonly takes: string }
  | { readonly kind: 'other' };

/** Reads a message from a client, and never throws. Its method is looked at first: a schema that fails costs as much as a call. */
export function seeMessage(message: object): Seen {
  const method: unknown = 'method' in message ? message.method : undefined;
  if (method === 'initialize') return seeInitialize(message);
  if (method === 'notifications/cancelled') return seeCancelled(message);
  if (method === 'tools/call') return seeToolCall(message);
  return typeof method === 'string' ? seeOtherCall(message, method) : { kind: 'other' };
}

function seeInitialize(message: object): Seen {
  const { success, data } = initialize.safeParse(message);
  return success ? { kind: 'initialize', claimedName: data.params?.clientInfo?.name ?? '' } : { kind: 'other' };
}

function seeCancelled(message: object): Seen {
  const { success, data } = cancelled.safeParse(message);
  return success ? { kind: 'cancelled', requestId: data.params.requestId } : { kind: 'other' };
}

function seeToolCall(message: object): Seen {
  const call = toolCall.safeParse(message);
  if (!call.success) return { kind: 'other' };
  const { id } = call.data;
  const params = callParams.safeParse(call.data.params);
  if (!params.success) return { kind: 'malformedCall', id, takes: 'the name of a tool and its arguments as an object' };
  const { _meta: given } = params.data;
  return { kind: 'call', id, claimedName: given?.[CLIENT_INFO_META_KEY]?.name };
}

function seeOtherCall(message: object, method: string): Seen {
  const known = otherCalls.get(method);
  if (!known) return { kind: 'other' };
  const call = toolCall.safeParse(message);
  if (!call.success) return { kind: 'other' };
  const { id, params: given } = call.data;
  if (!known.params.safeParse(given).success) return { kind: 'malformedCall', id, takes: known.takes };
  const { _meta: said } = withMeta.parse(given);
  return { kind: 'call', id, claimedName: said?.[CLIENT_INFO_META_KEY]?.name };
}
