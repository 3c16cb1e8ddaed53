import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { CustodyError } from '../../../src/core/errors.ts';
import type { SecretLocation } from '../../../src/core/operation.ts';
import { createCustody } from '../../../src/custody.ts';
import { createAccountStore } from '../../../src/vscode/accounts/accountStore.ts';
import { findCommand } from '../../../src/vscode/find/findCommand.ts';
import { createKeptSecrets } from '../../../src/vscode/find/keptSecrets.ts';
import type { Row } from '../../../src/vscode/find/rows.ts';
import { plainLabel } from '../../../src/vscode/plainLabel.ts';
import { findSecret, type SecretFinderOptions } from '../../../src/vscode/find/secretFinder.ts';
import { createOwnChanges } from '../../../src/vscode/tree/ownChanges.ts';
import { memorySecrets, type MemorySecrets } from '../../fakes/memorySecrets.ts';
import { poll } from '../../harness/poll.ts';
import { ourManifest } from './manifest.ts';
import { sandboxAccount } from './sandboxAccount.ts';
import { memoryStorage } from './secretStorage.ts';

const host = 'here';

function memento(): vscode.Memento {
  const stored = new Map<string, unknown>();
  return {
    keys: () => [...stored.keys()],
    get: <T>(key: string, fallback?: T) => (stored.has(key) ? JSON.parse(String(stored.get(key))) : fallback),
    async update(key, value) {
      if (value === undefined) stored.delete(key);
      else stored.set(key, JSON.stringify(value));
    },
  };
}

function location(account: string, name: string): SecretLocation {
  return { account, region: 'eu-west-1', arn: `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${name}-a1B2c3`, name };
}

interface Opened {
  readonly pick: vscode.QuickPick<Row>;
  readonly ended: Promise<void>;
  /** Secrets whose panel was asked for. */
  readonly opened: readonly SecretLocation[];
  readonly press: (button: vscode.QuickInputButton | undefined, item: Row) => void;
  readonly labels: () => readonly string[];
  /** Types, and waits until the first row is the editor's active one. */
  readonly type: (text: string, first: string) => Promise<void>;
  readonly allRead: () => Promise<unknown>;
}

describe('Find Secret', () => {
  let current: Opened | undefined;
  afterEach(async () => {
    current?.pick.hide();
    await current?.ended;
    current = undefined;
  });

  /** Opens the real quick pick over accounts in memory, by account and region. */
  async function find(services: Readonly<Record<string, MemorySecrets>>, options: Partial<SecretFinderOptions> = {}): Promise<Opened> {
    const names = [...new Set(Object.keys(services).map((key) => key.split(' ')[0] ?? ''))];
    const accounts = names.map((name) => ({
      ...sandboxAccount(name),
      regions: Object.keys(services).flatMap((key) => (key.startsWith(`${name} `) ? [key.slice(name.length + 1)] : [])),
      production: name === 'live',
    }));
    const custody = createCustody({
      accounts: async () => accounts,
      service: async ({ name }, region) => services[`${name} ${region}`] ?? memorySecrets({}),
      present: async () => ({ kind: 'declined' }),
      showSecret: () => false,
      settings: () => ({ maximumAccess: 'destroy', allowForceDelete: false }),
      assertTrusted: () => undefined,
      append: async () => undefined,
    });
    const opened: SecretLocation[] = [];
    const pressed = new vscode.EventEmitter<vscode.QuickPickItemButtonEvent<Row>>();
    const made = Promise.withResolvers<vscode.QuickPick<Row>>();
    const ended = findSecret({
      custody,
      kept: createKeptSecrets(memento(), host),
      own: createOwnChanges(),
      open: (secret) => opened.push(secret),
      createPick() {
        const pick = vscode.window.createQuickPick<Row>();
        // No command presses a button of a row.
        made.resolve(Object.assign(pick, { onDidTriggerItemButton: pressed.event }));
        return pick;
      },
      ...options,
    });
    const pick = await made.promise;
    const found: Opened = {
      pick,
      ended,
      opened,
      press: (button, item) => {
        assert.ok(button);
        pressed.fire({ button, item });
      },
      labels: () => pick.items.map(({ label }) => label),
      async type(text, first) {
        pick.value = text;
        await poll(() => pick.activeItems[0]?.label === first, { what: `${first} is the active row` });
      },
      allRead: () => poll(() => !pick.busy, { what: 'all is read' }),
    };
    current = found;
    return found;
  }

  const two = (): Readonly<Record<string, MemorySecrets>> => ({
    'alpha eu-west-1': memorySecrets({ 'z/db': '1', 'a-db': '1', '0-cache': '1' }),
    'beta us-east-1': memorySecrets({ 'prod/db/password': '1' }),
  });

  it('shows the secrets of all accounts and regions, each with where it is', async () => {
    const { pick, labels, allRead } = await find(two());
    await allRead();
    assert.deepEqual(labels(), ['0-cache', 'a-db', 'prod/db/password', 'z/db']);
    assert.deepEqual(
      pick.items.map(({ description }) => description),
      ['alpha · eu-west-1', 'alpha · eu-west-1', 'beta · us-east-1', 'alpha · eu-west-1'],
    );
    assert.match(pick.title ?? '', /4 known$/);
  });

  it('says production after the name of an account that is marked so, and after no other', async () => {
    const { pick, allRead } = await find({ ...two(), 'live eu-west-1': memorySecrets({ 'live/db': '1' }) });
    await allRead();
    assert.deepEqual(
      pick.items.filter(({ description }) => description?.includes('production')).map(({ label, description }) => [label, description]),
      [['live/db', 'live · production · eu-west-1']],
    );
  });

  /** The rows in the order the editor has them, by walking down the list as the arrow key does. */
  async function walked({ pick }: Opened, rows: number): Promise<readonly string[]> {
    const seen = [pick.activeItems[0]?.label ?? ''];
    while (seen.length < rows) {
      const [before] = pick.activeItems;
      await vscode.commands.executeCommand('workbench.action.quickOpenSelectNext');
      seen.push((await poll(() => pick.activeItems[0] !== before && pick.activeItems[0], { what: 'the next row is active' })).label);
    }
    return seen;
  }

  it('has our order in the editor too: a segment’s prefix before a part of a name', async () => {
    const found = await find(two());
    await found.allRead();
    await found.type('db', 'z/db');
    assert.deepEqual(await walked(found, 3), ['z/db', 'prod/db/password', 'a-db']);
  });

  it('control: where the editor sorts by label, the order is another', async () => {
    const found = await find(two());
    await found.allRead();
    await found.type('db', 'z/db');
    Object.assign(found.pick, { sortByLabel: true });
    found.pick.items = [...found.pick.items];
    await poll(() => found.pick.activeItems[0]?.label === 'a-db', { what: 'the editor puts a-db first' });
  });

  it('leaves the person on the row they moved to while pages still come in', async () => {
    const services = two();
    const beta = services['beta us-east-1'];
    assert.ok(beta);
    const arrived = Promise.withResolvers<void>();
    beta.before = () => arrived.promise;
    const found = await find({ ...services, 'beta us-east-1': beta });
    await poll(() => found.labels().length === 3 && found.pick.activeItems[0], { what: 'the rows of alpha are there' });
    assert.deepEqual(await walked(found, 3), ['0-cache', 'a-db', 'z/db']);
    arrived.resolve();
    await found.allRead();
    assert.deepEqual(found.labels(), ['0-cache', 'a-db', 'prod/db/password', 'z/db']);
    // The editor's own word: what stands after the row it is on, where the list begins again.
    assert.deepEqual(await walked(found, 2), ['z/db', '0-cache']);
  });

  it('shows a row whose words are in its account, which the editor’s own filter would hide', async () => {
    const found = await find(two());
    await found.allRead();
    await found.type('beta db', 'prod/db/password');
    assert.deepEqual(found.labels(), ['prod/db/password']);
    // The control: the same row without `alwaysShow`, and one beside it by which to see that the editor has taken both.
    found.pick.items = [
      { label: 'prod/db/password', description: 'beta' },
      { label: 'beside', alwaysShow: true },
    ];
    await poll(() => found.pick.activeItems[0]?.label === 'beside', { what: 'the row without the mark is hidden' });
  });

  it('shows 200 rows and says how many more match', async () => {
    const names = Array.from({ length: 250 }, (_, index) => [`db-${index}`, '1'] as const);
    const { pick, labels, type, allRead } = await find({ 'alpha eu-west-1': memorySecrets(Object.fromEntries(names)) });
    await allRead();
    await type('db', 'db-0');
    assert.equal(pick.items.filter(({ secret }) => secret).length, 200);
    assert.equal(labels().at(-1), '50 more match');
  });

  it('opens the secret that Enter is pressed on, and closes', async () => {
    const { type, allRead, ended, opened } = await find(two());
    await allRead();
    await type('passw', 'prod/db/password');
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await ended;
    assert.deepEqual(
      opened.map(({ account, region, name }) => [account, region, name]),
      [['beta', 'us-east-1', 'prod/db/password']],
    );
  });

  it('names a region that failed in one row with its sentence, shows the others, and reads it again at Enter', async () => {
    const services = two();
    const beta = services['beta us-east-1'];
    assert.ok(beta);
    beta.before = async () => {
      throw new CustodyError('access_denied', 'Not allowed in beta.');
    };
    const found = await find(services);
    const { pick, labels, allRead } = found;
    await allRead();
    assert.deepEqual(labels(), ['0-cache', 'a-db', 'z/db', 'not read', 'beta · us-east-1 could not be read']);
    const failed = pick.items.at(-1);
    assert.match(failed?.detail ?? '', /^Not allowed in beta\. Ask whoever/);
    beta.before = async () => undefined;
    await poll(() => pick.activeItems[0], { what: 'a row is active' });
    await walked(found, 4);
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await poll(() => labels().includes('prod/db/password'), { what: 'the region is read again' });
    await allRead();
    assert.equal(
      labels().some((label) => label.includes('could not be read')),
      false,
    );
  });

  /** Regions whose pages never come, and how many were asked for. */
  function silent(): { readonly services: Readonly<Record<string, MemorySecrets>>; readonly asked: AbortSignal[] } {
    const asked: AbortSignal[] = [];
    const regions = ['eu-west-1', 'eu-west-2', 'us-east-1'];
    const services = ['alpha', 'beta'].flatMap((account) =>
      regions.map((region) => {
        const secrets = memorySecrets({});
        secrets.before = (_method, signal) => {
          asked.push(signal);
          return new Promise(() => undefined);
        };
        return [`${account} ${region}`, secrets] as const;
      }),
    );
    return { services: Object.fromEntries(services), asked };
  }

  it('has at most 4 pages in flight over all accounts; control: 6 where 6 are allowed', async () => {
    const limited = silent();
    const first = await find(limited.services);
    await poll(() => limited.asked.length === 4, { what: 'four pages are asked for' });
    const free = silent();
    first.pick.hide();
    await first.ended;
    await find(free.services, { inFlight: 6 });
    await poll(() => free.asked.length === 6, { what: 'six pages are asked for' });
    assert.equal(limited.asked.length, 4);
  });

  it('calls off what is on its way when it is closed', async () => {
    const { services, asked } = silent();
    const { ended } = await find(services);
    await poll(() => asked.length === 4, { what: 'four pages are asked for' });
    assert.ok(asked.every(({ aborted }) => !aborted));
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await ended;
    await poll(() => asked.every(({ aborted }) => aborted), { what: 'all four are called off' });
    assert.equal(asked.length, 4);
  });

  describe('pinned and recent', () => {
    it('stand first and are there before any page is', async () => {
      const kept = createKeptSecrets(memento(), host);
      await kept.noteOpened(location('alpha', 'opened'));
      await kept.togglePin(location('alpha', 'pinned'));
      const { services } = silent();
      const { labels, pick } = await find(services, { kept });
      assert.deepEqual(labels(), ['pinned and recent', 'pinned', 'opened']);
      assert.equal(pick.busy, true);
    });

    it('pin, unpin and copy by the buttons of a row', async () => {
      const kept = createKeptSecrets(memento(), host);
      const { pick, press, labels, allRead } = await find(two(), { kept });
      await allRead();
      const row = (): Row => pick.items.find(({ label }) => label === '0-cache') ?? assert.fail();
      const button = (tooltip: string): vscode.QuickInputButton | undefined => row().buttons?.find((each) => each.tooltip === tooltip);
      press(button('Pin'), row());
      await poll(() => labels()[0] === 'pinned and recent' && labels()[1] === '0-cache', { what: 'it stands first' });
      assert.equal(labels().filter((label) => label === '0-cache').length, 1);
      press(button('Unpin'), row());
      await poll(() => labels()[0] === '0-cache', { what: 'it stands first no more' });
      press(button('Copy ARN'), row());
      const { arn } = row().secret ?? assert.fail();
      await poll(async () => (await vscode.env.clipboard.readText()) === arn, { what: 'the ARN is on the clipboard' });
    });

    it('keep account, region, ARN and name and nothing else, of the last ten opened, each once', async () => {
      const state = memento();
      const kept = createKeptSecrets(state, host);
      for (let index = 0; index < 12; index += 1) await kept.noteOpened(Object.assign(location('alpha', `s${index}`), { value: 'hidden' }));
      await kept.noteOpened(location('alpha', 's5'));
      assert.deepEqual(
        kept.read().recent.map(({ name }) => name),
        ['s5', 's11', 's10', 's9', 's8', 's7', 's6', 's4', 's3', 's2'],
      );
      assert.deepEqual(kept.read().recent[0], location('alpha', 's5'));
      assert.equal(JSON.stringify(state.keys().map((key) => state.get(key))).includes('hidden'), false);
    });

    it('go with the account they are of, and those of others stay', async () => {
      const storage = memoryStorage();
      const store = createAccountStore(storage);
      await store.save(sandboxAccount('alpha'));
      await store.save(sandboxAccount('beta'));
      const state = memento();
      const opened: SecretLocation[] = [];
      const command = findCommand({
        state,
        store,
        custody: () => assert.fail(),
        own: createOwnChanges(),
        open: (each) => opened.push(each),
      });
      const kept = createKeptSecrets(state);
      command.open(location('alpha', 'one'));
      await poll(() => kept.read().recent.length === 1, { what: 'what was opened is kept' });
      await kept.togglePin(location('beta', 'two'));
      await command.forgetRemoved();
      assert.equal(kept.read().recent.length + kept.read().pinned.length, 2);
      await store.remove('alpha');
      await command.forgetRemoved();
      assert.deepEqual(kept.read(), { pinned: [location('beta', 'two')], recent: [] });
      await store.remove('beta');
      await command.forgetRemoved();
      assert.deepEqual(state.keys(), []);
      assert.equal(opened.length, 1);
    });

    it('are read as nothing where what is stored is not what was written', async () => {
      const state = memento();
      await state.update(`custody.find.${host}`, { pinned: [{ name: 3 }], recent: 'x' });
      assert.deepEqual(createKeptSecrets(state, host).read(), { pinned: [], recent: [] });
    });
  });

  it('writes out what would be an icon in a label, and shows nothing unseen', () => {
    assert.equal(plainLabel('a$(trash)b$(sync~spin)'), 'a\\$(trash)b\\$(sync~spin)');
    assert.equal(plainLabel('\\$(trash)'), '\\\\$(trash)');
    assert.equal(plainLabel('$(not an icon) $x'), '$(not an icon) $x');
    assert.equal(plainLabel('a\u202eb\nc'), 'a b c');
  });

  it('stands in the title bar of the view', () => {
    const inTitle = ourManifest().contributes.menus['view/title'] ?? [];
    assert.ok(inTitle.some(({ command }) => command === 'custody.findSecret'));
  });
});
