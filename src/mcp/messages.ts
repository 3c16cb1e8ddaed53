import { CLIENT_INFO_META_KEY } from '@modelcontextprotocol/server';
import * as z from 'zod';

const requestId = z.union([z.string(), z.number()]);
const clientInfo = z.looseObject({ name: z.string() });

const initialize = z.looseObject({
  method: z.literal('initialize'),
  params: z.looseObject({ clientInfo: clientInfo.optional() }).optional(),
});
const cancelled = z.looseObject({ method: z.literal('notifications/cancelled'), params: z.looseObject({ requestId }) });
const toolCall = z.looseObject({ method: z.literal('tools/call'), id: requestId, params: z.unknown().optional() });
const callParams = z.looseObject({ name: z.string(), arguments: z.record(z.string(), z.unknown()).optional() });
const withClientInfo = z
  .looseObject({ params: z.looseObject({ _meta: z.looseObject({ [CLIENT_INFO_META_KEY]: clientInfo }) }) })
  .transform(({ params: { _meta: meta } }) => meta[CLIENT_INFO_META_KEY].name);

/** What the front door itself must know of a message; everything else is left to the SDK. */
export type Seen =
  | { readonly kind: 'initialize'; readonly claimedName: string }
  | { readonly kind: 'cancelled'; readonly requestId: string | number }
  | { readonly kind: 'toolCall'; readonly id: string | number; readonly claimedName: string | undefined }
  | { readonly kind: 'malformedCall'; readonly id: string | number }
  | { readonly kind: 'other' };

/** Reads a message from a client, and never throws. */
export function seeMessage(message: object): Seen {
  const hello = initialize.safeParse(message);
  if (hello.success) return { kind: 'initialize', claimedName: hello.data.params?.clientInfo?.name ?? '' };
  const cancel = cancelled.safeParse(message);
  if (cancel.success) return { kind: 'cancelled', requestId: cancel.data.params.requestId };
  const call = toolCall.safeParse(message);
  if (!call.success) return { kind: 'other' };
  const { id, params } = call.data;
  if (!callParams.safeParse(params).success) return { kind: 'malformedCall', id };
  return { kind: 'toolCall', id, claimedName: withClientInfo.safeParse(message).data };
}
