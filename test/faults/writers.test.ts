import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { createServicePool } from '../../src/aws/servicePool.ts';
import type { Account } from '../../src/core/account.ts';
import { person } from '../../src/core/caller.ts';
import { operations } from '../../src/core/operations/index.ts';
import type { SecretsService } from '../../src/core/secretsService.ts';
import { SecretText } from '../../src/core/secretText.ts';
import { createCustody, type Custody } from '../../src/custody.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import { createRandom, seed } from '../wire/random.ts';

const never = new AbortController().signal;
const rounds = 1_000;
const account: Account = { kind: 'sandbox', name: 'main', regions: ['eu-west-1'], access: 'destroy', host: 'here' };
const secretId = 'shared/list';

interface Written {
  /** What a writer added to the list. */
  readonly entry: string;
  readonly versionId: string;
  /** The version of the other that it was told to have replaced. */
  readonly overwrote: string | undefined;
}

/** One window of the editor: the one path with clients of its own. */
function openWindow(sandbox: Sandbox): { readonly custody: Custody; readonly service: Promise<SecretsService> } {
  const pool = createServicePool({ files: { config: '', credentials: '' }, endpoint: undefined, sandbox: async () => sandbox });
  const custody = createCustody({
    accounts: async () => [account],
    service: (of, region, caller) => pool.service(of, region, caller),
    present: async (card) => ({ kind: 'accepted', id: card.id }),
    append: async () => undefined,
    showSecret: () => false,
    settings: () => ({ maximumAccess: 'destroy', allowForceDelete: false }),
    assertTrusted: () => undefined,
  });
  return { custody, service: pool.service(account, 'eu-west-1', person) };
}

/** Reads the list, adds an entry and stores it, as often as there are rounds left; a refusal is another try. */
async function write(
  who: string,
  sandbox: Sandbox,
  isGuarded: boolean,
  taken: { rounds: number },
): Promise<{ done: Written[]; refused: number }> {
  const { custody, service } = openWindow(sandbox);
  const secrets = await service;
  const put = operations.find(({ name }) => name === 'put_secret_value') ?? assert.fail();
  const random = createRandom(seed + who.charCodeAt(0));
  const done: Written[] = [];
  let refused = 0;
  while (taken.rounds < rounds) {
    taken.rounds += 1;
    const entry = `${who}${taken.rounds}`;
    const { value, versionId: base } = await secrets.getSecretValue({ secretId }, never);
    const list: string[] = JSON.parse(value.reveal());
    // As long as it takes to type: most of what the other does falls in here.
    await delay(random.below(8));
    // The list starts again now and then, before it outgrows what a secret holds.
    const next = SecretText.of(JSON.stringify([...list.slice(-200), entry]));
    const input = { secret_id: secretId, value: 'person', ...(isGuarded ? { if_version: base } : {}) };
    const outcome = await custody.execute(put, { input, caller: person, value: next });
    if (!outcome.ok) {
      assert.equal(outcome.error.code, 'changed_since');
      refused += 1;
      continue;
    }
    const { versionId, overwrote }: { versionId: string; overwrote?: string } = Object(outcome.output);
    done.push({ entry, versionId, overwrote });
  }
  return { done, refused };
}

/** Writes that the next version does not hold, though its writer was never told. */
async function silentLosses(isGuarded: boolean): Promise<{ readonly lost: number; readonly refused: number; readonly written: number }> {
  const sandbox = await startSandbox();
  try {
    const secrets = await openWindow(sandbox).service;
    await secrets.createSecret({ name: secretId, value: SecretText.of('[]'), clientRequestToken: crypto.randomUUID() }, never);
    const taken = { rounds: 0 };
    const writers = await Promise.all(['a', 'b'].map((who) => write(who, sandbox, isGuarded, taken)));
    const all = writers.flatMap(({ done }) => done);
    // Without the guard nobody is told either.
    const replaced = new Set(isGuarded ? all.map(({ overwrote }) => overwrote) : []);
    const texts = new Map<string, string>();
    for (const { versionId } of all) {
      const found = await secrets.getSecretValue({ secretId, versionId }, never).catch(() => undefined);
      if (found) texts.set(versionId, found.value.reveal());
    }
    const later = [...texts.values()].join();
    const current = await secrets.getSecretValue({ secretId }, never);
    // An entry that stands in its own version alone was dropped by whoever wrote next.
    const lost = all.filter(
      ({ entry, versionId }) => versionId !== current.versionId && later.split(`"${entry}"`).length === 2 && !replaced.has(versionId),
    );
    return { lost: lost.length, refused: writers.reduce((sum, { refused }) => sum + refused, 0), written: all.length };
  } finally {
    await sandbox.close();
  }
}

describe('Two writers of one secret', () => {
  it(`over ${rounds} rounds lose nothing in silence: who would overwrite is refused, and who did in the last moment is told`, async () => {
    const { lost, refused, written } = await silentLosses(true);
    assert.equal(lost, 0);
    assert.ok(written > rounds / 4 && refused > rounds / 10, `${written} written, ${refused} refused`);
  });

  it('would lose what the other wrote if nobody looked at the version they had read', async () => {
    const { lost } = await silentLosses(false);
    assert.ok(lost > 100, `${lost} lost`);
  });
});
