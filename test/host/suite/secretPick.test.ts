import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { createCustody } from '../../../src/custody.ts';
import { pickSecret } from '../../../src/vscode/secretPick.ts';
import { memorySecrets } from '../../fakes/memorySecrets.ts';
import { poll } from '../../harness/poll.ts';
import { sandboxAccount } from './sandboxAccount.ts';

type Pick = Parameters<typeof pickSecret>[3];

describe('picking the secret of a command', () => {
  let pick: NonNullable<Pick>;
  let picked: Promise<string | undefined>;
  let showSecondPage: () => void;

  const active = (): string | undefined => pick.activeItems[0]?.label;

  async function step(): Promise<void> {
    const before = active();
    await vscode.commands.executeCommand('workbench.action.quickOpenSelectNext');
    await poll(() => active() !== undefined && active() !== before, { what: 'the next row is active' });
  }

  beforeEach(async () => {
    const secrets = memorySecrets({ 'a-db': '1', 'b-db': '1', 'z-db': '1', '0-db': '1', 'a0-db': '1' });
    const held = Promise.withResolvers<void>();
    showSecondPage = held.resolve;
    const custody = createCustody({
      accounts: async () => [sandboxAccount('alpha')],
      service: async () => ({
        ...secrets,
        async listSecrets(query, signal) {
          const { secrets: all } = await secrets.listSecrets(query, signal);
          if (query.nextToken === undefined) return { secrets: all.slice(0, 3), nextToken: 'second' };
          await held.promise;
          return { secrets: all.slice(3) };
        },
      }),
      present: async () => ({ kind: 'declined' }),
      showSecret: () => false,
      settings: () => ({ maximumAccess: 'destroy', allowForceDelete: false }),
      assertTrusted: () => undefined,
      append: async () => undefined,
    });
    pick = vscode.window.createQuickPick();
    picked = pickSecret(custody.operations.deleteSecret, { account: 'alpha', region: 'eu-west-1' }, custody, pick);
    pick.value = 'db';
    await poll(() => pick.items.length === 3 && active() === 'a-db', { what: 'the first page is there' });
  });

  afterEach(async () => {
    pick.hide();
    await picked;
  });

  it('leaves the person on the row they are on while pages still come in, so that Enter takes that one', async () => {
    await step();
    assert.equal(active(), 'b-db');
    const arn = pick.activeItems[0]?.arn;
    showSecondPage();
    await poll(() => !pick.busy, { what: 'all is read' });
    assert.equal(pick.items.length, 5);
    // The editor's own word: what stands after the row it is on.
    await step();
    assert.equal(active(), 'z-db');
    await vscode.commands.executeCommand('workbench.action.quickOpenSelectPrevious');
    await poll(() => active() === 'b-db', { what: 'the row before is active' });
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    assert.equal(await picked, arn);
  });

  it('control: rows that are given without a word on where the person is take them to the first', async () => {
    await step();
    pick.items = [...pick.items];
    await poll(() => active() === 'a-db', { what: 'the first row is active' });
    showSecondPage();
  });
});
