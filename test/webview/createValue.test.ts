import assert from 'node:assert/strict';
import { poll } from '../harness/poll.ts';
import type { OpenPage } from './openPage.ts';
import { draft, form } from './samples.ts';
import { usePages } from './usePages.ts';

const keyPair = { kind: 'keyPair', publicKey: 'ssh-ed25519 AAAAC3Nza', fingerprint: 'SHA256:abc' };

describe('the value of a new secret, by its type', () => {
  const open = usePages('create');
  const box = ({ page }: OpenPage, name: string) => page.getByRole('textbox', { name, exact: true });
  const sentOf = async (opened: OpenPage, type: string) => (await opened.sent()).map(Object).filter((message) => message.type === type);

  async function openAs(template: string, more: object = {}): Promise<OpenPage> {
    const opened = await open();
    await opened.post({ type: 'form', form: { ...form, draft: { ...draft, template, ...more } } });
    return opened;
  }

  async function choose({ page }: OpenPage, label: string): Promise<void> {
    await page.getByRole('combobox', { name: 'Type' }).click();
    await page.getByRole('option', { name: label }).click();
  }

  async function fillDatabase(opened: OpenPage): Promise<void> {
    await box(opened, 'Host').fill('db.internal');
    await box(opened, 'User name').fill('app');
    await box(opened, 'Password').fill('hunter2-hunter2');
  }

  it('asks a database for host, user name and password, and starts at its port', async () => {
    const opened = await open();
    await opened.post({ type: 'form', form });
    await choose(opened, 'PostgreSQL database');
    await box(opened, 'Name').fill('prod/db');
    assert.equal(await opened.isEnabled('Create Secret'), false);
    await fillDatabase(opened);
    await opened.page.getByRole('button', { name: 'Create Secret' }).click();
    const [sent] = await sentOf(opened, 'create');
    assert.equal(sent.template, 'postgres');
    assert.deepEqual(sent.value, {
      kind: 'fields',
      fields: [
        { key: 'host', text: 'db.internal' },
        { key: 'username', text: 'app' },
        { key: 'password', text: 'hunter2-hunter2' },
        { key: 'port', text: '5432' },
      ],
      more: [],
    });
  });

  it('masks the password and shows the host, and refuses a port that is no number', async () => {
    const opened = await openAs('mysql');
    await fillDatabase(opened);
    assert.equal(await box(opened, 'Password').evaluate((area) => area.classList.contains('masked')), true);
    assert.equal(await box(opened, 'Host').evaluate((area) => area.classList.contains('masked')), false);
    await box(opened, 'Port (optional)').fill('33o6');
    assert.equal(await opened.page.getByText('Port takes a whole number from 1 to 65,535.').first().isVisible(), true);
    assert.equal(await opened.isEnabled('Create Secret'), false);
  });

  it('keeps the text of equal keys when the type changes, and asks before it drops the rest', async () => {
    const opened = await openAs('mysql');
    await fillDatabase(opened);
    await choose(opened, 'PostgreSQL database');
    assert.equal(await box(opened, 'Password').inputValue(), 'hunter2-hunter2');
    assert.equal(await box(opened, 'Port (optional)').inputValue(), '5432');

    await choose(opened, 'User name and password');
    assert.match(await opened.page.getByRole('alert').innerText(), /has no place for what you gave for Host\. Drop it\?/);
    assert.equal(await box(opened, 'Host').inputValue(), 'db.internal');
    await opened.page.getByRole('button', { name: 'Keep it' }).click();
    assert.equal(await opened.page.getByRole('alert').count(), 0);
    const type = opened.page.getByRole('combobox', { name: 'Type' });
    assert.equal(await type.evaluate((chosen) => 'value' in chosen && chosen.value), 'PostgreSQL database');

    await choose(opened, 'User name and password');
    await opened.page.getByRole('button', { name: 'Drop it and change to User name and password' }).click();
    assert.equal(await box(opened, 'Host').count(), 0);
    // The toolkit draws the text of a new field a frame later.
    await poll(async () => (await box(opened, 'User name').inputValue()) === 'app', { what: 'the user name was kept' });
  });

  it('carries every field over to free keys', async () => {
    const opened = await openAs('basic-auth');
    await box(opened, 'User name').fill('app');
    await box(opened, 'Password').fill('hunter2-hunter2');
    await choose(opened, 'Key/value');
    assert.deepEqual(
      await opened.page.locator('.pair input').evaluateAll((inputs) => inputs.map((input) => ('value' in input ? input.value : ''))),
      ['username', 'password'],
    );
  });

  it('shows of a generated key pair the public half alone, and lets it go', async () => {
    const opened = await openAs('ssh-key');
    await opened.page.getByRole('button', { name: 'Generate key pair' }).click();
    assert.deepEqual((await opened.sent()).at(-1), { type: 'generateKeyPair', field: 'private_key', algorithm: 'ed25519' });
    await opened.post({ type: 'busy', doing: 'Generating the key pair…' });
    await opened.post({ type: 'held', field: 'private_key', held: keyPair });
    const shown = opened.page.getByRole('group', { name: 'Private key' });
    assert.match(await shown.innerText(), /Generated, hidden until stored\.[^]*ssh-ed25519 AAAAC3Nza[^]*SHA256:abc/);
    assert.equal(await opened.isEnabled('Create Secret'), true);
    assert.equal(await opened.page.locator('textarea:visible').count(), 1, 'only the description');
    await opened.page.getByRole('button', { name: 'Copy the fingerprint' }).click();
    assert.deepEqual((await opened.sent()).at(-1), { type: 'copyPublic', field: 'private_key', part: 'fingerprint' });
    await opened.page.getByRole('button', { name: 'Remove', exact: true }).click();
    assert.deepEqual((await opened.sent()).at(-1), { type: 'dropHeld', field: 'private_key' });
    await opened.post({ type: 'held', field: 'private_key', held: undefined });
    assert.equal(await opened.isEnabled('Create Secret'), false);
  });

  it('asks before it drops a generated key, and then has the host forget it', async () => {
    const opened = await openAs('ssh-key');
    await opened.post({ type: 'held', field: 'private_key', held: keyPair });
    await choose(opened, 'API key');
    await opened.page.getByRole('button', { name: 'Drop it and change to API key' }).click();
    assert.deepEqual(await sentOf(opened, 'dropHeld'), [{ type: 'dropHeld', field: 'private_key' }]);
  });

  it('takes the bytes of a file from the host by name and size', async () => {
    const opened = await openAs('file');
    assert.equal(await opened.isEnabled('Create Secret'), false);
    await opened.page.getByRole('button', { name: 'Choose a file…' }).click();
    await opened.post({ type: 'held', field: '', held: { kind: 'file', name: 'a.p12', bytes: 2_412, note: undefined } });
    assert.match(await opened.page.getByRole('group', { name: 'Binary file' }).innerText(), /a\.p12, 2,412 bytes/);
    // The key that answered the dialog may come once more.
    await opened.page.keyboard.press('Enter');
    assert.deepEqual(await sentOf(opened, 'dropHeld'), []);
    await opened.page.getByRole('button', { name: 'Create Secret' }).click();
    assert.deepEqual((await sentOf(opened, 'create')).at(-1)?.value, { kind: 'file' });
  });

  it('tells the host of what is no secret as it is typed, and never of a secret', async () => {
    const opened = await openAs('postgres');
    await fillDatabase(opened);
    const last = (await sentOf(opened, 'draft')).at(-1);
    assert.deepEqual(last.draft.fields, [
      { key: 'host', text: 'db.internal' },
      { key: 'username', text: 'app' },
    ]);
    assert.equal(last.draft.hasSecrets, true);
    assert.doesNotMatch(JSON.stringify(await opened.sent()), /hunter2/);
  });

  it('tells the host of a key without a value too, as of something that is lost with the page', async () => {
    const opened = await openAs('pairs');
    await box(opened, 'Key').fill('password');
    const last = (await sentOf(opened, 'draft')).at(-1);
    assert.deepEqual([last.draft.fields, last.draft.hasSecrets], [[], true]);
  });

  it('starts again with what the host kept, and says that secrets were dropped', async () => {
    const opened = await openAs('postgres', { fields: [{ key: 'host', text: 'kept.internal' }], hasSecrets: true, description: 'Kept' });
    assert.equal(await box(opened, 'Host').inputValue(), 'kept.internal');
    assert.equal(await box(opened, 'Name').inputValue(), draft.name);
    assert.equal(await box(opened, 'Description').inputValue(), 'Kept');
    assert.match(await opened.page.getByRole('status').innerText(), /were dropped while this tab was hidden/);
  });

  it('generates by the rule that is set', async () => {
    const opened = await openAs('postgres');
    await opened.page.getByRole('spinbutton', { name: 'characters' }).fill('64');
    await opened.page.getByRole('checkbox', { name: 'with symbols' }).uncheck();
    await opened.page.getByRole('checkbox', { name: 'without look-alikes' }).check();
    assert.equal(await opened.page.getByRole('checkbox', { name: 'safe in connection strings' }).isDisabled(), true);
    await opened.page.getByRole('button', { name: 'Generate a random value' }).click();
    assert.match(await box(opened, 'Password').inputValue(), /^(?![^]*[Il1O0o])[A-Za-z0-9]{64}$/);
  });

  it('says how strong a single line is, and nothing of a text of several lines or of none', async () => {
    const opened = await openAs('basic-auth');
    const meter = opened.page.getByRole('meter', { name: 'Strength' });
    const says = () => meter.getAttribute('aria-valuetext');
    assert.equal(await meter.count(), 0);
    await box(opened, 'Password').fill('hunter2-hunter2');
    assert.match((await says()) ?? '', /^(Weak|Fair), at most \d+ bits$/);
    await opened.page.getByRole('button', { name: 'Generate a random value' }).click();
    assert.match((await says()) ?? '', /^Strong, at most \d+ bits$/);
    for (const none of ['several\nlines', '']) {
      await box(opened, 'Password').fill(none);
      assert.equal(await meter.count(), 0);
    }
  });

  describe('the strength meter', () => {
    /** Whether any attribute or text of the page has the value. */
    const isOnPage = ({ page }: OpenPage, value: string) =>
      page.evaluate((wanted) => {
        const attributes = (root: Document | ShadowRoot): string =>
          [...root.querySelectorAll('*')]
            .map((each) => [...each.attributes].map((one) => one.value).join(' ') + (each.shadowRoot ? attributes(each.shadowRoot) : ''))
            .join(' ');
        return attributes(document).includes(wanted) || document.documentElement.textContent.includes(wanted);
      }, value);

    it('writes nothing of the value into an attribute or a text', async () => {
      const opened = await openAs('basic-auth');
      await box(opened, 'Password').fill('hunter2-hunter2');
      assert.equal(await isOnPage(opened, 'hunter2'), false);
    });

    it('would be found out: an attribute that has it is seen', async () => {
      const opened = await openAs('basic-auth');
      await box(opened, 'Password').fill('hunter2-hunter2');
      await opened.page.getByRole('meter').evaluate((meter) => meter.setAttribute('aria-valuetext', 'hunter2-hunter2, weak'));
      assert.equal(await isOnPage(opened, 'hunter2'), true);
    });
  });
});
