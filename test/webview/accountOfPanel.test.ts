import assert from 'node:assert/strict';
import type { Account } from '../../src/core/account.ts';
import { seen } from './fakeVscode.ts';
import { openSecretPanel, type OpenedPanel } from './openSecretPanel.ts';
import { account, location, panelWorld, type PanelWorld } from './panelWorld.ts';
import { onlyPanel, settle, usePanels } from './usePanels.ts';

const renamed: Account = { ...account, name: 'renamed' };
const edited = [
  { key: 'username', from: 0 },
  { key: 'password', from: 1, text: 'typed-anew' },
];

describe("the account of a secret's panel", () => {
  usePanels();
  let accounts: Account[];
  let world: PanelWorld;
  let opened: OpenedPanel;

  beforeEach(async () => {
    accounts = [account];
    world = panelWorld(accounts);
    opened = await openSecretPanel(world.custody);
  });
  afterEach(() => opened.panels.dispose());

  async function become(...now: readonly Account[]): Promise<void> {
    accounts.splice(0, accounts.length, ...now);
    await opened.panels.showAccounts(accounts);
    await settle();
  }

  it('takes the panel along when it is removed, with the value that was retrieved, and says so', async () => {
    await opened.send({ type: 'retrieve' });
    await become();
    assert.equal(opened.panel.closed, true);
    assert.deepEqual(
      seen.toasts.map(({ text }) => text),
      ['prod/db was closed: account memory was removed from Custody, or renamed in another window.'],
    );
    await opened.send({ type: 'reveal', field: 1 });
    assert.doesNotMatch(opened.everything(), /correct-horse/);
  });

  it('leaves the panel alone as long as it is there', async () => {
    await opened.send({ type: 'retrieve' });
    await become(account, renamed);
    assert.equal(opened.panel.closed, false);
    await opened.send({ type: 'reveal', field: 1 });
    assert.match(opened.everything(), /correct-horse/);
  });

  it('leaves what was typed to be copied when it is removed, and shows nothing that was stored any more', async () => {
    await opened.send({ type: 'retrieve' }, { type: 'edit' }, { type: 'draft', draft: edited });
    await become();
    assert.equal(opened.panel.closed, false);
    assert.match(
      String(opened.posted('failed').at(-1)?.['message']),
      /^What you typed can't be stored from this tab any more: account memory was removed from Custody, or renamed in another window\./,
    );
    await opened.send({ type: 'reveal', field: 0 }, { type: 'reveal', field: 1 });
    assert.doesNotMatch(opened.everything(), /correct-horse/);
  });

  it('says so once, however often the accounts change after that', async () => {
    await opened.send({ type: 'retrieve' }, { type: 'edit' }, { type: 'draft', draft: edited });
    for (const now of [[], [renamed], []]) await become(...now);
    assert.deepEqual([opened.posted('failed').length, opened.panel.closed], [1, false]);
  });

  it('has the panel go on under its new name, with what was typed', async () => {
    await opened.send({ type: 'retrieve' }, { type: 'edit' }, { type: 'draft', draft: edited });
    await become(account, renamed);
    opened.panels.renameAccount('memory', 'renamed');
    await become(renamed);
    assert.equal(Object(opened.posted('secret').at(-1)).secret.account, 'renamed');
    await opened.send({ type: 'save', draft: edited });
    assert.deepEqual(opened.posted('editClosed'), [{ type: 'editClosed', saved: true }]);
    assert.equal(world.cards[0]?.account, 'renamed');
    opened.panels.open({ ...location, account: 'renamed' });
    assert.equal(onlyPanel(), opened.panel);
    opened.panel.dispose();
    opened.panels.open({ ...location, account: 'renamed' });
    assert.notEqual(onlyPanel(), opened.panel);
  });
});
