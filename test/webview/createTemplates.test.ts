import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mock } from 'node:test';
import type { CreatePanel } from '../../src/vscode/panels/createPanel.ts';
import { certificateKeyPem, certificatePem } from '../fakes/certificate.ts';
import { poll } from '../harness/poll.ts';
import { seen, Uri, type FakePanel } from './fakeVscode.ts';
import { panelWorld, type PanelWorld } from './panelWorld.ts';
import { draft } from './samples.ts';
import { extensionUri, lastPosted, onlyPanel, pass, settle, usePanels } from './usePanels.ts';

const basics = { type: 'create', account: 'memory', region: 'eu-west-1', name: 'made/here', description: '', tags: [] };

describe('the create panel with templates', () => {
  usePanels();
  let world: PanelWorld;
  let form: CreatePanel;
  let panel: FakePanel;

  beforeEach(async () => {
    const { createCreatePanel } = await import('../../src/vscode/panels/createPanel.ts');
    world = panelWorld();
    form = createCreatePanel({ extensionUri, custody: world.custody, open: () => undefined });
    form.open();
    panel = onlyPanel();
    await send({ type: 'ready' });
  });
  afterEach(() => form.dispose());

  async function send(message: object): Promise<void> {
    panel.receive(message);
    await settle();
  }

  async function load(field: string, path: string, content: string | Uint8Array): Promise<void> {
    seen.files.set(path, Buffer.from(content));
    seen.chosen = new Uri(path);
    await send({ type: 'loadFile', field, label: 'A file' });
  }

  const stored = async () => (await world.secrets.getSecretValue({ secretId: 'made/here' }, new AbortController().signal)).value;
  const create = (template: string, texts: Readonly<Record<string, string>>) =>
    send({
      ...basics,
      template,
      value: { kind: 'fields', fields: Object.entries(texts).map(([key, text]) => ({ key, text })), more: [] },
    });

  /** Whether any line of a PEM text stands in a message to the page. */
  function toldPage(pem: string): boolean {
    const told = JSON.stringify(panel.posted);
    return pem.split('\n').some((line) => line.length > 20 && !line.startsWith('-----') && told.includes(line));
  }

  it('stores a database as rotation reads it', async () => {
    await create('postgres', { host: 'db', username: 'app', password: 'correct-horse', port: '5432' });
    assert.equal(panel.closed, true);
    assert.deepEqual(JSON.parse((await stored()).reveal()), {
      engine: 'postgres',
      host: 'db',
      username: 'app',
      password: 'correct-horse',
      port: 5432,
    });
  });

  it('calls nothing while a field is missing or the type is unknown', async () => {
    await create('postgres', { host: 'db' });
    assert.deepEqual(lastPosted(panel), { type: 'failed', message: 'Fill in User name.' });
    await create('nonsense', { host: 'db' });
    assert.equal(panel.posted.at(-1)?.message.type, 'failed');
    assert.deepEqual(world.secrets.calls, []);
  });

  it('generates a key pair whose private half no message to the page holds, and stores both halves', async () => {
    await send({ type: 'generateKeyPair', field: 'private_key', algorithm: 'ed25519' });
    await poll(() => panel.posted.some(({ message }) => message.type === 'held'), { what: 'the key pair was generated', everyMs: 5 });
    const { held } = Object(lastPosted(panel));
    assert.deepEqual(Object.keys(held).sort(), ['fingerprint', 'kind', 'publicKey']);
    await send({ type: 'copyPublic', field: 'private_key', part: 'publicKey' });
    assert.equal(seen.clipboard, held.publicKey);
    await create('ssh-key', { public_key: 'another one' });
    const value = JSON.parse((await stored()).reveal());
    assert.equal(value.public_key, held.publicKey);
    assert.match(value.private_key, /^-----BEGIN OPENSSH PRIVATE KEY-----\n/);
    assert.equal(toldPage(value.private_key), false);
  });

  it('would find a private key in a message to the page', () => {
    panel.posted.push({ nonce: '', message: { type: 'held', text: certificateKeyPem } });
    assert.equal(toldPage(certificateKeyPem), true);
  });

  it('gives the page a file’s name and size alone, and stores the bytes as a binary secret', async () => {
    const bytes = Buffer.from([0, 255, 128, 10, 0]);
    await load('', '/home/me/keystore.p12', bytes);
    assert.deepEqual(lastPosted(panel), {
      type: 'held',
      field: '',
      held: { kind: 'file', name: 'keystore.p12', bytes: 5, note: undefined },
    });
    await send({ ...basics, template: 'file', value: { kind: 'file' } });
    const value = await stored();
    assert.equal(value.encoding, 'binary');
    assert.equal(value.reveal(), bytes.toString('base64'));
  });

  it('takes a file of 65,536 bytes, and refuses a longer one unread and an empty one', async () => {
    await load('', '/full', Buffer.alloc(65_536));
    assert.equal(panel.posted.at(-1)?.message.type, 'held');
    await load('', '/long', Buffer.alloc(65_537));
    assert.match(JSON.stringify(lastPosted(panel)), /65,537 bytes; Secrets Manager takes at most 65,536/);
    assert.ok(!seen.reads.includes('/long'));
    await load('', '/empty', '');
    assert.match(JSON.stringify(lastPosted(panel)), /empty is empty/);
  });

  it('keeps what there is when no file is chosen, and refuses one that is no text where a text is needed', async () => {
    await send({ type: 'loadFile', field: 'private_key', label: 'A file' });
    assert.deepEqual(lastPosted(panel), { type: 'held', field: 'private_key', held: undefined });
    await load('private_key', '/bytes', Buffer.from([0xff, 0xfe]));
    assert.match(JSON.stringify(lastPosted(panel)), /bytes is no UTF-8 text/);
  });

  it('stores a certificate with its key, and says whose it is', async () => {
    await load('certificate', '/c.pem', certificatePem);
    assert.match(JSON.stringify(lastPosted(panel)), /CN=payments\.example\.com, O=Example, valid until 2126-10-28/);
    await load('private_key', '/c.key', certificateKeyPem);
    await create('tls-certificate', {});
    assert.equal(panel.closed, true);
    assert.deepEqual(JSON.parse((await stored()).reveal()), { certificate: certificatePem, private_key: certificateKeyPem });
    assert.match(
      seen.toasts.map(({ text }) => text).join(),
      /^Created made\/here in memory \(eu-west-1\)\. Its key belongs to the certificate of CN=payments\.example\.com/,
    );
    assert.equal(toldPage(certificateKeyPem), false);
  });

  it('refuses a key that belongs to another certificate, and stores nothing', async () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey.export({ type: 'pkcs8', format: 'pem' });
    await create('tls-certificate', { certificate: certificatePem, private_key: other.toString() });
    assert.deepEqual(lastPosted(panel), { type: 'failed', message: 'The private key does not belong to the certificate.' });
    assert.deepEqual(world.secrets.calls, []);
  });

  it('keeps what is no secret for a page that starts again, and nothing else', async () => {
    const fields = [
      { key: 'host', text: 'db.internal' },
      { key: 'password', text: 'correct-horse' },
      { key: 'invented', text: 'correct-horse' },
    ];
    await send({ type: 'draft', draft: { ...draft, template: 'postgres', account: 'memory', fields, hasSecrets: true } });
    await load('private_key', '/c.key', certificateKeyPem);
    await send({ type: 'ready' });
    const { form: view } = Object(lastPosted(panel));
    assert.deepEqual(view.draft.fields, [{ key: 'host', text: 'db.internal' }]);
    assert.equal(view.draft.hasSecrets, true);
    assert.equal(view.held.length, 1);
    assert.equal(toldPage(certificateKeyPem), false);
  });

  it('drops files and keys 15 minutes after the tab was hidden, and not while it is seen', async () => {
    await load('', '/f', 'x');
    pass(16 * 60_000);
    panel.setVisible(false);
    pass(14 * 60_000);
    panel.setVisible(true);
    pass(16 * 60_000);
    await send({ type: 'ready' });
    assert.equal(Object(lastPosted(panel)).form.held.length, 1);
    panel.setVisible(false);
    pass(15 * 60_000);
    await send({ type: 'ready' });
    assert.equal(Object(lastPosted(panel)).form.held.length, 0);
  });

  it('removes a file on request, and takes none for a field that has no place for one', async () => {
    await load('', '/f', 'x');
    await send({ type: 'dropHeld', field: '' });
    await send({ ...basics, template: 'file', value: { kind: 'file' } });
    assert.deepEqual(lastPosted(panel), { type: 'failed', message: 'Choose a file.' });
    const before = panel.posted.length;
    await load('password', '/f', 'x');
    assert.equal(panel.posted.length, before);
  });

  it('stores the KMS key', async () => {
    await send({ ...basics, kmsKeyId: 'x'.repeat(2_049), value: { kind: 'text', text: 'v' } });
    assert.equal(panel.posted.at(-1)?.message.type, 'failed');
    const created = mock.method(world.secrets, 'createSecret');
    await send({ ...basics, kmsKeyId: 'alias/secrets', value: { kind: 'text', text: 'v' } });
    assert.equal(created.mock.calls[0]?.arguments[0].kmsKeyId, 'alias/secrets');
  });
});
