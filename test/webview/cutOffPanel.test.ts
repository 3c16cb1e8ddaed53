import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { createServicePool } from '../../src/aws/servicePool.ts';
import type { Account } from '../../src/core/account.ts';
import { person } from '../../src/core/caller.ts';
import { createCustody, type Custody } from '../../src/custody.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import type { SecretsService } from '../../src/core/secretsService.ts';
import { startInterposer, type Interposer, type Stage, type Verdict } from '../fakes/interposer.ts';
import { poll } from '../harness/poll.ts';
import { seen } from './fakeVscode.ts';
import { openSecretPanel, type OpenedPanel } from './openSecretPanel.ts';

const account: Account = { kind: 'sandbox', name: 'main', regions: ['eu-west-1'], access: 'off', host: 'here' };
const never = new AbortController().signal;

describe('a save whose answer is lost on the way', () => {
  let sandbox: Sandbox;
  let interposer: Interposer;
  let truth: SecretsService;
  let opened: OpenedPanel;
  /** What meets the reads after the save was sent. */
  let canLookUp: boolean;

  beforeEach(async () => {
    seen.panels.length = 0;
    canLookUp = true;
    sandbox = await startSandbox({ seed: true });
    interposer = await startInterposer(sandbox.endpoint);
    truth = await poolOn(sandbox.endpoint).service(account, 'eu-west-1', person);
    const { arn, name } = await truth.describeSecret('prod/orders/redis', never);
    opened = await openSecretPanel(custodyOver(), { account: 'main', region: 'eu-west-1', arn, name });
    await poll(() => opened.posted('secret').length > 0, { what: 'the secret was read' });
    await opened.send({ type: 'retrieve' });
    await poll(() => opened.posted('fields').length > 0, { what: 'the value was retrieved' });
    await opened.send({ type: 'edit' });
  });
  afterEach(async () => {
    opened.panels.dispose();
    await interposer.close();
    await sandbox.close();
  });

  const poolOn = (endpoint: string) =>
    createServicePool({ files: { config: '', credentials: '' }, endpoint: undefined, sandbox: async () => ({ ...sandbox, endpoint }) });

  function custodyOver(): () => Promise<Custody> {
    const pool = poolOn(interposer.endpoint);
    const custody = createCustody({
      accounts: async () => [account],
      async service(of, region) {
        const service = await pool.service(of, region, person);
        const describeSecret: SecretsService['describeSecret'] = (id, signal) =>
          canLookUp || interposer.changes.length === 0
            ? service.describeSecret(id, signal)
            : Promise.reject(new Error('The line is dead.'));
        return { ...service, describeSecret };
      },
      present: async (card) => ({ kind: 'accepted', id: card.id }),
      append: async () => undefined,
      showSecret: () => false,
      settings: () => ({ maximumAccess: 'destroy', allowForceDelete: false }),
      assertTrusted: () => undefined,
      // The same looks, twenty times as close together.
      wait: (ms) => delay(ms / 20),
    });
    return async () => custody;
  }

  async function save(verdicts: Partial<Record<Stage, Verdict>>): Promise<void> {
    interposer.onStage = (_change, stage) => verdicts[stage] ?? 'pass';
    const [{ edit } = { edit: undefined }] = opened.posted('edit');
    const [{ key = '' } = {}]: { key?: string }[] = Object(edit).original;
    await opened.send({ type: 'save', draft: [{ key, from: 0, text: 'typed-before-the-cut' }] });
    await poll(() => opened.posted('editClosed').length + opened.posted('editNote').length > 0, { what: 'the save came to an end' });
  }

  const value = async (): Promise<string> => (await truth.getSecretValue({ secretId: 'prod/orders/redis' }, never)).value.reveal();
  /** However often it was sent: one token is one write. */
  const writes = (): number => new Set(interposer.changes.map(({ token }) => token)).size;
  const note = (): string => JSON.stringify(opened.posted('editNote'));
  const wasChecked = (): boolean => opened.posted('busy').some(({ doing }) => /Checking whether it happened/.test(String(doing)));

  it('is said to be stored when it was', async () => {
    await save({ carriedOut: 'loseAnswer' });
    assert.deepEqual(opened.posted('editClosed'), [{ type: 'editClosed', saved: true }]);
    assert.ok(wasChecked());
    assert.match(await value(), /typed-before-the-cut/);
    assert.equal(writes(), 1);
  });

  it('is said not to be stored when it was not, and what was typed stays', async () => {
    await save({ arrived: 'lose' });
    assert.match(note(), /It was not stored/);
    assert.ok(wasChecked());
    assert.doesNotMatch(await value(), /typed-before-the-cut/);
    assert.match(opened.panel.title, /^●/);
  });

  it('is said to be unknown when nobody can look, and a second save finds that the first was stored', async () => {
    canLookUp = false;
    await save({ carriedOut: 'loseAnswer' });
    assert.match(note(), /Whether it was stored is not known/);
    assert.ok(wasChecked());
    canLookUp = true;
    interposer.onStage = () => 'pass';
    const [{ edit } = { edit: undefined }] = opened.posted('edit');
    await opened.send({ type: 'save', draft: [{ key: Object(edit).original[0].key, from: 0, text: 'typed-again' }] });
    await poll(() => /"conflict"/.test(note()), { what: 'the first save was found' });
    assert.equal(writes(), 1);
  });

  it('is not checked, and nothing is said of it, when its answer came', async () => {
    await save({});
    assert.deepEqual(opened.posted('editClosed'), [{ type: 'editClosed', saved: true }]);
    assert.ok(!wasChecked());
  });
});
