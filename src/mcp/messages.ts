import { CLIENT_INFO_META_KEY } from '@modelcontextprotocol/server';
import * as z from 'zod';

const requestId = z.union([z.string().max(256), z.number()]);
const clientInfo = z.looseObject({ name: z.string() });

const initialize = z.looseObject({ method: z.literal('initialize'), params: z.looseObject({ clientInfo: clientInfo.optional() }).optional() });
const cancelled = z.looseObject({ method: z.literal('notifications/cancelled'), params: z.looseObject({ requestId }) });
const toolCall = z.looseObject({ method: z.literal('tools/call'), id: requestId });
const withClientInfo = z.looseObject({ params: z.looseObject({ _meta: z.looseObject({ [CLIENT_INFO_META_KEY]: clientInfo }) }) });

/** What the front door itself must know of a message; everything else is left to the SDK. */
export type Seen =
  | { readonly kind: 'initialize'; readonly claimedName: string }
  | { readonly kind: 'cancelled'; readonly requestId: string | number }
  | { readonly kind: 'toolCall'; readonly id: string | number; readonly claimedName: string | undefined }
  | { readonly kind: 'other' };

/** Reads a message from a client, and never throws. */
export function seeMessage(message: object): Seen {
  const hello = initialize.safeParse(message);
  if (hello.success) return { kind: 'initialize', claimedName: hello.data.params?.clientInfo?.name ?? '' };
  const cancel = cancelled.safeParse(message);
  if (cancel.success) return { kind: 'cancelled', requestId: cancel.data.params.requestId };
  const call = toolCall.safeParse(message);
  if (call.success) return { kind: 'toolCall', id: call.data.id, claimedName: withClientInfo.safeParse(message).data?.params._meta[CLIENT_INFO_META_KEY].name };
  return { kind: 'other' };
}
