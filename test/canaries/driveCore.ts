import { person } from '../../src/core/caller.ts';
import { SecretText } from '../../src/core/secretText.ts';
import { copySecret } from '../../src/vscode/copy/copySecret.ts';
import { renameSecret } from '../../src/vscode/copy/renameSecret.ts';
import { goodHeaders, rpc } from '../contract/frontDoors.ts';
import type { Canary } from './canaries.ts';
import type { CoreWorld } from './coreWorld.ts';
import { runOf } from './driveUses.ts';
import { printed } from './readers.ts';
import type { Held } from './scanner.ts';
import { call } from './wire.ts';

const maxHeader = 4_000;

// Drives each operation with each canary: as an agent over the wire, as an agent that holds a value already, as a person.

/** Reads every secret in both revisions, and makes, deletes and restores more of them. */
export async function driveAgent(world: CoreWorld, canaries: readonly Canary[]): Promise<void> {
  const { wire } = world;
  let session = await wire.hello('reader');
  await wire.raw({ body: rpc('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'a', version: '1' } }) });
  for (const method of ['tools/list', 'ping', 'resources/list', 'resources/templates/list', 'prompts/list', 'logging/setLevel']) {
    await wire.ask(session, method, {});
    await wire.askModern(method, {});
  }
  await wire.askModern('server/discover', {});
  for (const name of ['list_accounts', 'check_account', 'list_secrets', 'credential_status', 'revoke_credentials'])
    await wire.ask(session, 'tools/call', call(name, name === 'list_accounts' ? {} : { account: 'account-0' }));
  await wire.ask(session, 'tools/call', call('list_profiles', {}));
  for (const [index, canary] of canaries.entries()) {
    const input = { account: accountOf(world, index), secret_id: canary.name };
    const created = {
      account: input.account,
      name: `${canary.name}/made`,
      value: 'person',
      ...(index % 3 === 0 ? { key: 'password' } : {}),
    };
    // Twelve cards a minute are all that one client gets.
    if (index % 5 === 0) session = await wire.hello(`client ${index}`);
    world.type(canary);
    await wire.ask(session, 'tools/call', call('get_secret_value', input));
    await wire.ask(session, 'tools/call', call('describe_secret', input));
    await wire.askModern('tools/call', call('get_secret_value', { ...input, version_stage: 'AWSCURRENT' }), 'get_secret_value');
    await wire.askModern('tools/call', call('list_secrets', { account: input.account, search: `name:${canary.name}` }), 'list_secrets');
    const uri = `custody://${input.account}/${world.sandbox.region}/secret/${canary.name}`;
    const prompt = { name: 'rotate_safely', arguments: { account: input.account, secret_id: canary.name } };
    await wire.ask(session, 'resources/read', { uri });
    await wire.ask(session, 'prompts/get', prompt);
    await wire.ask(session, 'completion/complete', completion(canary.name, { account: input.account }));
    if (index % 5 === 0) {
      await wire.askModern('resources/read', { uri }, uri);
      await wire.askModern('prompts/get', prompt, prompt.name);
      await wire.askModern('completion/complete', completion('canary/', { account: input.account }));
    }
    await wire.ask(session, 'tools/call', call('create_secret', created));
    await wire.askModern('tools/call', call('list_secret_version_ids', input), 'list_secret_version_ids');
    await wire.ask(
      session,
      'tools/call',
      call('batch_get_secret_value', { account: input.account, secret_ids: [canary.name, created.name, 'gone'] }),
    );
    await wire.ask(session, 'tools/call', call('compare_secrets', { ...input, other: `${canary.name}:AWSCURRENT` }));
    if (index % 5 !== 0) continue;
    await wire.ask(session, 'tools/call', call('create_secret', created));
    const made = { account: input.account, secret_id: created.name };
    await wire.ask(
      session,
      'tools/call',
      call('put_secret_value', { ...made, value: 'person', ...(index % 2 === 0 ? { key: 'password' } : {}) }),
    );
    await wire.ask(session, 'tools/call', call('update_secret', { ...made, description: 'changed' }));
    await wire.ask(session, 'tools/call', call('tag_resource', { ...made, tags: { team: 'a' } }));
    await wire.ask(session, 'tools/call', call('untag_resource', { ...made, tag_keys: ['team'] }));
    if (index >= world.accounts.length) continue;
    const replicator = await wire.hello(`replicator ${index}`);
    const [, elsewhere = ''] = world.sandbox.regions;
    await wire.ask(replicator, 'tools/call', call('replicate_secret_to_regions', { ...made, regions: [elsewhere] }));
    await wire.ask(replicator, 'tools/call', call('stop_replication_to_replica', { ...made, region: elsewhere }));
    await wire.ask(replicator, 'tools/call', call('remove_regions_from_replication', { ...input, regions: [elsewhere] }));
    const editor = await wire.hello(`editor ${index}`);
    const policy = JSON.stringify({
      Statement: [{ Effect: 'Allow', Principal: { AWS: '444455556666' }, Action: 'secretsmanager:*', Resource: '*' }],
    });
    await wire.ask(editor, 'tools/call', call('validate_resource_policy', { account: input.account, policy }));
    await wire.ask(editor, 'tools/call', call('put_resource_policy', { ...made, policy }));
    await wire.ask(editor, 'tools/call', call('get_resource_policy', made));
    await wire.ask(editor, 'tools/call', call('delete_resource_policy', made));
    session = await wire.hello(`rotator ${index}`);
    await wire.ask(
      session,
      'tools/call',
      call('rotate_secret', { ...made, rotation_lambda_arn: 'arn:aws:lambda:eu-west-1:111122223333:function:rotate' }),
    );
    await wire.ask(session, 'tools/call', call('cancel_rotate_secret', made));
    await wire.ask(
      session,
      'tools/call',
      call('update_secret_version_stage', { ...made, version_stage: 'AWSCURRENT', move_to_version_id: 'x'.repeat(36) }),
    );
    await wire.ask(session, 'tools/call', call('delete_secret', { account: input.account, secret_id: created.name }));
    await wire.ask(session, 'tools/call', call('get_secret_value', { account: input.account, secret_id: created.name }));
    await wire.ask(session, 'tools/call', call('restore_secret', { account: input.account, secret_id: created.name }));
  }
  world.type(undefined);
}

/** An agent that got hold of a value puts it wherever a message has room. What the protocol echoes to its sender (ids, progress tokens, the Mcp-Name header) is left out. */
export async function driveMisuse(world: CoreWorld, canaries: readonly Canary[]): Promise<void> {
  const { wire, door } = world;
  for (const [index, { value, fields }] of canaries.entries()) {
    const account = accountOf(world, index);
    const session = await wire.hello(`guesser ${index}`);
    // The redactor knows whole values and whole fields, so it is these that an agent gives away.
    const field = Object.values(fields)[0] ?? value;
    const inputs = [
      { name: 'describe_secret', arguments: { account, secret_id: value } },
      { name: 'batch_get_secret_value', arguments: { account, secret_ids: [value, 'canary/token/003'] } },
      { name: 'replicate_secret_to_regions', arguments: { account, secret_id: 'canary/token/003', regions: [field], kms_key_id: field } },
      { name: 'list_secrets', arguments: { account, search: field, [field]: field } },
      { name: 'create_secret', arguments: { account, name: value, value: 'generate', description: value } },
      { name: 'update_secret', arguments: { account, secret_id: 'canary/token/003', description: field } },
      { name: 'put_resource_policy', arguments: { account, secret_id: 'canary/token/003', policy: JSON.stringify({ Id: field }) } },
      // Whole, as what is cut off a value is no longer known as one.
      ...(field.length > 128
        ? []
        : [
            { name: 'tag_resource', arguments: { account, secret_id: 'canary/token/003', tags: { [field]: field } } },
            { name: 'untag_resource', arguments: { account, secret_id: 'canary/token/003', tag_keys: [field] } },
            { name: 'put_secret_value', arguments: { account, secret_id: 'canary/token/003', value: 'generate', key: field } },
          ]),
      { name: value, arguments: {} },
      { name: 'describe_secret', arguments: value },
    ];
    for (const input of inputs) await wire.ask(session, 'tools/call', input);
    await wire.ask(session, value, {});
    await wire.ask(session, 'resources/read', { uri: `file:///${encodeURIComponent(field)}` });
    await wire.ask(session, 'resources/read', { uri: `custody://${account}/eu-west-1/secret/${field}` });
    await wire.ask(session, 'prompts/get', { name: 'rotate_safely', arguments: { account, secret_id: field } });
    await wire.ask(session, 'prompts/get', { name: field, arguments: { [field]: field } });
    await wire.ask(session, 'completion/complete', completion(field, { account: field }));
    await wire.raw({ body: `{"jsonrpc":"2.0","id":1,"method":${JSON.stringify(value)}` });
    if (isName(field)) {
      const named = await wire.hello(field);
      await wire.ask(named, 'tools/call', call('describe_secret', { account, secret_id: 'no/such/secret' }));
      await wire.ask(named, 'tools/call', call('get_secret_value', { account, secret_id: 'canary/token/003' }));
    }
    const header = encodeURIComponent(field);
    if (header.length > maxHeader) continue;
    await wire.raw({ headers: goodHeaders(door, { origin: `https://${header}` }) });
    await wire.raw({ headers: goodHeaders(door, { 'content-type': header }), body: value });
    await wire.raw({ path: `/mcp?value=${header}` });
    if (index < 8) await wire.raw({ headers: goodHeaders(door, { authorization: `Bearer ${header}` }), body: rpc('ping') });
  }
}

/** Makes every call that a person can make, and keeps all that a result can print. */
export async function drivePerson(world: CoreWorld, canaries: readonly Canary[]): Promise<readonly Held[]> {
  const { execute, operations } = world.custody;
  const held: Held[] = [];
  for (const [index, canary] of canaries.entries()) {
    const where = { account: accountOf(world, index), region: world.sandbox.region };
    const input = { ...where, secret_id: canary.name };
    const typed = { ...where, name: `${canary.name}/typed`, value: 'person' };
    const typedId = { ...where, secret_id: typed.name };
    const value = SecretText.of(canary.value);
    const told: string[] = [];
    const progress = (text: string): void => void told.push(text);
    const outcomes = [
      await execute(operations.getSecretValue, { input, caller: person, progress }),
      await execute(operations.batchGetSecretValue, { input: { ...where, secret_ids: [canary.name, 'gone'] }, caller: person, progress }),
      await execute(operations.describeSecret, { input, caller: person }),
      await execute(operations.createSecret, { input: typed, caller: person, value, progress }),
      await execute(operations.createSecret, { input: typed, caller: person, value }),
      await execute(operations.deleteSecret, { input: { ...typedId, force: index % 2 === 0 }, caller: person, progress }),
      await execute(operations.restoreSecret, { input: typedId, caller: person }),
      await execute(operations.credentialStatus, { input: {}, caller: person }),
    ];
    const { signal } = new AbortController();
    const described = await execute(operations.describeSecret, { input, caller: person });
    if (index % 7 === 0) {
      const run = { ...where, ...runOf(canary) };
      held.push(
        ...printed(
          `a command of a person with ${canary.name}`,
          await execute(operations.runWithSecrets, { input: run, caller: person, tell: progress }),
        ),
      );
      const path = `.env.person-${index}`;
      world.envFiles.push(path);
      const written = await execute(operations.writeEnvFile, { input: { ...input, path }, caller: person, progress });
      held.push(...printed(`a .env file of a person with ${canary.name}`, written));
    }
    // Of all shapes, but not of all canaries: nine calls each.
    if (described.ok && index % 7 === 0) {
      const from = { ...where, arn: described.output.arn, name: canary.name };
      const { original, ...copied } = await copySecret(world.custody, from, { ...where, name: `${canary.name}/copy` }, signal);
      const copy = { ...from, arn: copied.arn, name: `${canary.name}/copy` };
      const renamed = renameSecret({
        custody: world.custody,
        from: copy,
        name: `${canary.name}/renamed`,
        kmsKeyId: undefined,
        signal,
        progress,
      });
      held.push(...printed(`what copies of ${canary.name} came to`, [original, copied, await renamed]));
      const taken = await copySecret(world.custody, from, { ...where, name: typed.name }, signal).catch((thrown: unknown) => thrown);
      held.push(...printed(`what a failed copy of ${canary.name} came to`, taken));
    }
    for (const outcome of [...outcomes, structuredClone(outcomes.map((each) => (each.ok ? each.text : each.error.sentence)))])
      held.push(...printed(`what a person's call on ${canary.name} came to`, outcome));
    held.push(...printed(`progress on ${canary.name}`, told));
  }
  return held;
}

function completion(value: string, given: Readonly<Record<string, string>>): object {
  const ref = { type: 'ref/resource', uri: 'custody://{account}/{region}/secret/{+name}' };
  return { ref, argument: { name: 'name', value }, context: { arguments: given } };
}

function accountOf(world: CoreWorld, index: number): string {
  return world.accounts[index % world.accounts.length]?.name ?? '';
}

/** Whether the front door takes it as a client's name without cutting it, so that it could be known again. */
function isName(text: string): boolean {
  return /^[\p{L}\p{N}\p{P}\p{S} ]{1,64}$/u.test(text) && text.trim() === text;
}
