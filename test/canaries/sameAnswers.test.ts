import assert from 'node:assert/strict';
import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { person } from '../../src/core/caller.ts';
import { SecretText } from '../../src/core/secretText.ts';
import { clientOf } from '../ui/support.ts';
import { makeCanaries, type Canary } from './canaries.ts';
import { openCoreWorld, type CoreWorld } from './coreWorld.ts';
import { filesBelow, printed } from './readers.ts';
import type { Held } from './scanner.ts';
import { bodiesOf, call, headersOf, openWire } from './wire.ts';

// A value of one or of seven characters can't be told from ordinary text by looking for it. Here it is shown
// that no output depends on it: the same calls are made over two secrets that differ in the value alone, and
// what comes out must be equal to the byte. A length is told to agents, so both have the same.

const short = makeCanaries().filter(({ shape }) => shape === 'oneCharacter' || shape === 'sevenCharacters');
const pairs = short.filter(({ value }) => Buffer.byteLength(value) === value.length).map((canary) => [canary, twinOf(canary)] as const);

/** The same secret with another value of the same length. */
function twinOf(canary: Canary): Canary {
  return { ...canary, value: [...canary.value].map((character) => (character === 'Q' ? 'Z' : 'Q')).join('') };
}

describe('A value too short to look for', () => {
  let world: CoreWorld;
  before(async () => {
    world = await openCoreWorld(short);
  });
  after(() => world.close());

  /** All that the calls give out while the secret holds this value, but for times and what is random. */
  async function outputsFor({ name, value }: Canary, index: number): Promise<string> {
    const aws = clientOf(world.sandbox);
    await aws.send(new PutSecretValueCommand({ SecretId: name, SecretString: value }));
    aws.destroy();
    const where = { account: world.accounts[index % world.accounts.length]?.name, region: world.sandbox.region };
    const input = { ...where, secret_id: name };
    const wire = openWire(world.door);
    const { execute, operations } = world.custody;
    const made = { ...where, name: `${name}/made`, value: 'person' };
    for (const tool of ['get_secret_value', 'describe_secret']) await wire.askModern('tools/call', call(tool, input), tool);
    const outcomes = [
      await execute(operations.getSecretValue, { input, caller: person }),
      await execute(operations.createSecret, { input: made, caller: person, value: SecretText.of(value) }),
      await execute(operations.createSecret, { input: made, caller: person, value: SecretText.of(value) }),
      await execute(operations.deleteSecret, { input: { ...where, secret_id: made.name, force: true }, caller: person }),
    ];
    const lines = await filesBelow(world.auditFolder);
    const audited = lines.map(({ bytes }) => bytes.toString().split('\n').slice(-13).join('\n'));
    const held: readonly Held[] = [...bodiesOf(wire), ...headersOf(wire), ...outcomes.flatMap((outcome) => printed('', outcome))];
    return withoutChance([...held.map(({ bytes }) => bytes.toString()), ...audited].join('\n'));
  }

  it('changes nothing in answers, headers, results, errors and the audit log', async () => {
    assert.ok(pairs.length >= 20, `${pairs.length} pairs`);
    for (const [index, pair] of pairs.entries()) {
      const outputs: string[] = [];
      for (const canary of pair) outputs.push(await outputsFor(canary, index));
      assert.equal(outputs[0], outputs[1], pair[0].name);
    }
  });

  it('would be seen: a tool that told the first character alone makes the answers differ', () => {
    for (const [one, other] of pairs) assert.notEqual(withoutChance(`first: ${one.value[0]}`), withoutChance(`first: ${other.value[0]}`));
  });
});

/** Times, version ids, call ids, hashes, the suffix of ARNs, lengths of HTTP headers and line numbers of the log. */
function withoutChance(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'time')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'id')
    .replace(/[0-9a-f]{64}/g, 'hash')
    .replace(/(:secret:[\w/]+)-\w{6}/g, '$1')
    .replace(/"sequence":\d+/g, 'sequence')
    .replace(/date\n.* GMT/g, 'date');
}
