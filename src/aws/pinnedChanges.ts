import type { SecretsManagerClient, ServiceInputTypes, ServiceOutputTypes } from '@aws-sdk/client-secrets-manager';
import { SMITHY_CONTEXT_KEY, type FinalizeRequestMiddleware } from '@smithy/types';
import * as z from 'zod';

const reads = /^(List|Get|Describe|BatchGet|Validate)[A-Z]/;
const signedWith = z.object({ selectedHttpAuthScheme: z.object({ identity: z.custom<object>((found) => typeof found === 'object') }) });

/**
 * Stands between a change and its signature, and sees the very credentials it will be signed with: a sign-in that was
 * renewed since the last check is checked too.
 */
export function pinChanges(client: SecretsManagerClient, assertOwner: (credentials: object) => Promise<void>): void {
  const check: FinalizeRequestMiddleware<ServiceInputTypes, ServiceOutputTypes> = (next, context) => async (args) => {
    const { commandName = '' } = context;
    if (!reads.test(commandName)) await assertOwner(signedWith.parse(context[SMITHY_CONTEXT_KEY]).selectedHttpAuthScheme.identity);
    return next(args);
  };
  client.middlewareStack.addRelativeTo(check, { name: 'pinChanges', relation: 'after', toMiddleware: 'httpAuthSchemeMiddleware' });
}
