import { CreateSecretCommand, GetSecretValueCommand, RotateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Account } from '../../src/core/account.ts';
import { operations } from '../../src/core/operations/index.ts';
import { openFrontDoor } from '../../src/mcp/http.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import { connectOldClient } from '../contract/mcpClients.ts';
import { benchCustody, poolFor } from './benchCustody.ts';
import { cannedSecret } from './cannedSecrets.ts';

export const secretCount = 100;

const rotation = {
  RotationLambdaARN: 'arn:aws:lambda:eu-west-1:111122223333:function:rotate',
  RotationRules: { AutomaticallyAfterDays: 30 },
};

/** A sandbox that holds a hundred secrets as accounts do: described, tagged, each read once, every third rotating. */
export async function startHundred(): Promise<Sandbox> {
  const sandbox = await startSandbox();
  const { endpoint, region, credentials } = sandbox;
  const client = new SecretsManagerClient({ region, endpoint, credentials });
  for (let index = 0; index < secretCount; index += 1) {
    const { name, description, tags } = cannedSecret(index);
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    await client.send(new CreateSecretCommand({ Name: name, Description: description, Tags, SecretString: `example-${index}` }));
    if (index % 3 === 0) await client.send(new RotateSecretCommand({ SecretId: name, ...rotation }));
    await client.send(new GetSecretValueCommand({ SecretId: name }));
  }
  client.destroy();
  return sandbox;
}

/** The text part of list_secrets, as an MCP client gets it from the front door. */
export async function listThroughMcp({ endpoint, region, credentials, accountId }: Sandbox): Promise<string> {
  const account: Account = { kind: 'sandbox', name: 'sandbox', regions: [region], access: 'destroy', host: 'here', accountId };
  const { execute } = benchCustody({ account, pool: poolFor(endpoint, { ...credentials }), append: async () => undefined });
  const door = await openFrontDoor({ execute, operations });
  const client = await connectOldClient(door);
  try {
    const { isError, text } = await client.call('list_secrets', { account: account.name, region });
    if (isError) throw new Error(text);
    return assertWhole(text);
  } finally {
    await client.close();
    await door.close();
  }
}

/** The text itself, once it was seen to name all hundred secrets. */
export function assertWhole(text: string): string {
  for (let index = 0; index < secretCount; index += 1) {
    const { name } = cannedSecret(index);
    if (!text.includes(name)) throw new Error(`${name} is missing in a list of ${secretCount} secrets.`);
  }
  return text;
}
