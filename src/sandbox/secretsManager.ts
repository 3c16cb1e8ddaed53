import { authorize, authorizeRead } from './authorize.ts';
import { AwsError } from './awsError.ts';
import type { Identity } from './credentials.ts';
import { sandboxOperations } from './operations/index.ts';
import { jsonReply } from './protocol.ts';
import type { Reply } from './protocol.ts';
import { syncReplicas } from './replicas.ts';
import type { Context } from './sandboxOperation.ts';
import type { Store } from './store.ts';

const byTarget = new Map(sandboxOperations.map((each) => [`secretsmanager.${each.name}`, each]));

/** Answers one Secrets Manager request. */
export function answerSecretsManager(
  request: { target: string; body: Buffer },
  caller: { identity: Identity; region: string; now: number },
  store: Store,
): Reply {
  const operation = byTarget.get(request.target);
  if (!operation) throw new AwsError('UnknownOperationException', 'Unknown operation.', 404);

  const { account, arn } = caller.identity;
  store.removeExpired(caller.now);
  const context: Context = {
    account,
    region: caller.region,
    callerArn: arn,
    now: caller.now,
    vault: store.vaultOf(account, caller.region),
    vaultOf: (region) => store.vaultOf(account, region),
    mayRead: (secret) => authorizeRead(secret, caller.identity, caller),
  };
  const input = parseBody(request.body);
  authorize(operation.name, input, caller.identity, context);
  const answer = operation.invoke(input, context);
  if (operation.changes) {
    syncReplicas(context);
    store.save();
  }
  return jsonReply(200, answer);
}

// A member that is null counts as left out, for the service as well.
function parseBody(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'), (_key, value: unknown) => (value === null ? undefined : value));
  } catch {
    // Without the parser's message: it would quote the body.
    throw new AwsError('SerializationException', 'The request body is not valid JSON.');
  }
}
