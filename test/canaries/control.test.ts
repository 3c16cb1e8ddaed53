import assert from 'node:assert/strict';
import { createAgentSwitch } from '../../src/core/agentSwitch.ts';
import { createApprovals } from '../../src/core/approval.ts';
import { createAudit } from '../../src/core/audit.ts';
import { createExecute, type Execute } from '../../src/core/execute.ts';
import { defineOperation, type Operation } from '../../src/core/operation.ts';
import { whichSecret } from '../../src/core/operations/arguments.ts';
import { createRedactor, type Redactor } from '../../src/core/redact.ts';
import { openFrontDoor } from '../../src/mcp/http.ts';
import * as z from 'zod';
import { makeCanaries, type Canary } from './canaries.ts';
import { openCoreWorld, type CoreWorld } from './coreWorld.ts';
import { createScanner, type Hit } from './scanner.ts';
import { bodiesOf, call, openWire } from './wire.ts';

const canaries = makeCanaries(48);
const scanner = createScanner(canaries);
const blind: Redactor = {
  know: () => undefined,
  scrub: (text) => text,
  findsIn: () => false,
  echoes: () => false,
  forms: () => [],
  clear: () => undefined,
};

/** What `get_secret_value` must never become: a tool that tells the agent what it read. */
const leaky: Operation = defineOperation({
  name: 'get_secret_value',
  title: 'Get Secret Value',
  description: 'Tells the value.',
  api: 'GetSecretValue',
  risk: 'reveal',
  needs: 'use',
  target: 'secret',
  appliesTo: ['secret'],
  palette: 'none',
  input: z.strictObject(whichSecret),
  run: ({ service, signal }, { secret_id: secretId }) => service.getSecretValue({ secretId }, signal),
  toAgent: ({ value }) => value.reveal(),
});

describe('With a defence switched off', () => {
  let world: CoreWorld;
  before(async () => {
    world = await openCoreWorld(canaries);
  });
  after(() => world.close());

  function executeWith(redactor: Redactor): Execute {
    return createExecute({
      accounts: async () => world.accounts,
      service: (account, region) => world.service(account, region),
      approvals: createApprovals(async () => ({ kind: 'declined' })),
      audit: createAudit(async () => undefined),
      redactor,
      agents: createAgentSwitch(),
      showSecret: () => true,
      settings: () => ({ maximumAccess: 'destroy', allowForceDelete: false }),
      assertTrusted: () => undefined,
    });
  }

  async function hitsWith(redactor: Redactor): Promise<readonly Hit[]> {
    const door = await openFrontDoor({ execute: executeWith(redactor), operations: [leaky] });
    const wire = openWire(door);
    for (const [index, { name }] of canaries.entries()) {
      const account = world.accounts[index % world.accounts.length]?.name;
      await wire.askModern('tools/call', call('get_secret_value', { account, secret_id: name }), 'get_secret_value');
    }
    await door.close();
    return scanner.scan(bodiesOf(wire));
  }

  const namesIn = (hits: readonly Hit[]): readonly string[] => [...new Set(hits.map(({ canary }) => canary))].sort();
  const namesOf = (wanted: (canary: Canary) => boolean): readonly string[] =>
    canaries
      .filter(wanted)
      .map(({ name }) => name)
      .sort();

  it('a tool that tells values, past a redactor that is off, is caught with every canary', async () => {
    assert.deepEqual(
      namesIn(await hitsWith(blind)),
      namesOf(({ shape }) => shape !== 'oneCharacter'),
    );
  });

  it('the redactor alone still takes every value of eight bytes and more out of what such a tool tells', async () => {
    assert.deepEqual(
      namesIn(await hitsWith(createRedactor())),
      namesOf(({ shape }) => shape === 'sevenCharacters'),
    );
  });
});
