import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SecretText } from '../../src/core/secretText.ts';
import { seen, Uri } from './fakeVscode.ts';
import { openSecretPanel, type OpenedPanel } from './openSecretPanel.ts';
import { panelWorld, type PanelWorld } from './panelWorld.ts';
import { settle, usePanels } from './usePanels.ts';
import { poll } from '../harness/poll.ts';

const keystore = Buffer.from('feedfeed00000002deadbeef-keystore-canary');
const never = new AbortController().signal;

describe('binary values and files', () => {
  usePanels();
  let world: PanelWorld;
  let opened: OpenedPanel;
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'custody-binary-'));
    world = panelWorld();
  });
  afterEach(async () => {
    opened.panels.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  async function openBinary(): Promise<void> {
    const value = SecretText.ofBase64(keystore.toString('base64'));
    await world.secrets.putSecretValue({ secretId: 'prod/db', value, clientRequestToken: '9'.repeat(36) }, never);
    world.secrets.calls.length = 0;
    opened = await openSecretPanel(world.custody);
    await opened.send({ type: 'retrieve' });
  }

  const real = (condition: () => boolean, what: string): Promise<unknown> => poll(async () => condition(), { what });
  const choose = (path: string): string => ((seen.chosen = new Uri(path)), path);
  const stored = async (): Promise<string> => (await world.secrets.getSecretValue({ secretId: 'prod/db' }, never)).value.reveal();
  const failures = (): string => JSON.stringify(opened.posted('failed'));

  /** Answers the question that Download asks; gives what it said. */
  async function download(answer: string | undefined): Promise<string> {
    await opened.send({ type: 'download' });
    await real(() => seen.toasts.length > 0, 'the question was asked');
    const [question] = seen.toasts;
    question?.answer(answer);
    return JSON.stringify(question?.rest);
  }

  it('tell their size and what they look like, and nothing of what they hold', async () => {
    await openBinary();
    assert.deepEqual(opened.posted('fields').at(-1), {
      type: 'fields',
      encoding: 'binary',
      fields: [{ key: undefined, bytes: keystore.length }],
      kind: 'kind unknown',
    });
    assert.ok(!opened.everything().includes(keystore.toString('base64')));
  });

  it('are written for their owner alone, also over a file that others could read, and it is said where', async () => {
    await openBinary();
    const path = choose(join(folder, 'db.jks'));
    await writeFile(path, 'before', { mode: 0o644 });
    assert.match(await download('Write File'), /"modal":true.*plain form/);
    await real(() => seen.toasts.length === 2, 'it was said where');
    assert.deepEqual(await readFile(path), keystore);
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    assert.match(seen.toasts[1]?.text ?? '', /was written to .*db\.jks\. Delete the file/);
    assert.deepEqual(await readdir(folder), ['db.jks']);
    // Neither toast nor page heard of the value.
    assert.ok(!(opened.everything() + JSON.stringify(seen.toasts)).includes('canary'));
  });

  it('replace a link and leave alone what it led to', async () => {
    await openBinary();
    const target = join(folder, 'elsewhere');
    await writeFile(target, 'before');
    await symlink(target, choose(join(folder, 'db.bin')));
    await download('Write File');
    await real(() => seen.toasts.length === 2, 'it was said where');
    assert.equal(await readFile(target, 'utf8'), 'before');
    assert.deepEqual(await readFile(join(folder, 'db.bin')), keystore);
  });

  for (const answer of ['Keep It in AWS', undefined]) {
    it(`are not written when the answer is ${answer ?? 'Escape'}`, async () => {
      await openBinary();
      choose(join(folder, 'db.bin'));
      // The first answer is the one that has the keyboard.
      assert.match(await download(answer), /"Keep It in AWS","Write File"\]$/);
      // Asked anew only when the first time is over.
      await real(() => (opened.panel.receive({ type: 'download' }), seen.toasts.length > 1), 'the question was asked again');
      assert.deepEqual(await readdir(folder), []);
    });
  }

  it('are not written, and nothing is asked, when no path was chosen or it is on another machine', async () => {
    await openBinary();
    await opened.send({ type: 'download' });
    choose('vscode-local://db.bin');
    await opened.send({ type: 'download' });
    assert.equal(seen.dialogs.length, 2);
    assert.equal(seen.toasts.length, 0);
    assert.match(failures(), /choose a folder on the machine/);
  });

  it('are not written once the panel is closed', async () => {
    await openBinary();
    choose(join(folder, 'db.bin'));
    await opened.send({ type: 'download' });
    await real(() => seen.toasts.length > 0, 'the question was asked');
    opened.panels.dispose();
    seen.toasts[0]?.answer('Write File');
    for (let turn = 0; turn < 5; turn += 1) await settle();
    assert.deepEqual(await readdir(folder), []);
  });

  it('say why a path can not be written', async () => {
    await openBinary();
    choose(folder);
    await download('Write File');
    await real(() => opened.posted('failed').length > 0, 'the failure was shown');
    assert.match(failures(), /was not written to .* \((EISDIR|ENOTEMPTY|EEXIST|EPERM)\)/);
    assert.equal(seen.toasts.length, 1);
  });

  it('are not written without a value that was retrieved, nor where it is text', async () => {
    opened = await openSecretPanel(world.custody);
    choose(join(folder, 'db.bin'));
    await opened.send({ type: 'download' }, { type: 'upload' }, { type: 'retrieve' }, { type: 'download' }, { type: 'upload' });
    assert.equal(seen.dialogs.length, 0);
    assert.deepEqual(await readdir(folder), []);
  });

  it('are warned of in a git work tree, and nowhere else', async () => {
    await openBinary();
    choose(join(folder, 'plain.bin'));
    assert.doesNotMatch(await download(undefined), /git/);
    await mkdir(join(folder, '.git'));
    seen.toasts.length = 0;
    await settle();
    assert.match(await download(undefined), /unless git ignores this file/);
  });

  it('come from a file through the card, and no byte of it reaches the page', async () => {
    await openBinary();
    const bytes = Buffer.from('1f8b-uploaded-canary');
    await writeFile(choose(join(folder, 'new.gz')), bytes);
    await opened.send({ type: 'upload' });
    await real(() => opened.posted('editClosed').length > 0, 'it was stored');
    assert.equal(await stored(), bytes.toString('base64'));
    assert.equal(world.cards.length, 1);
    const heard = opened.everything() + JSON.stringify(world.cards) + JSON.stringify(seen.toasts);
    assert.ok(!heard.includes(bytes.toString('base64')) && !heard.includes('uploaded-canary'));
  });

  it('control: a plain write keeps the rights that were there, and goes through a link', async () => {
    await openBinary();
    await writeFile(join(folder, 'target'), 'before', { mode: 0o644 });
    await symlink(join(folder, 'target'), join(folder, 'link'));
    await writeFile(join(folder, 'link'), keystore, { mode: 0o600 });
    assert.equal((await stat(join(folder, 'target'))).mode & 0o777, 0o644);
    assert.deepEqual(await readFile(join(folder, 'target')), keystore);
  });

  it('control: what reaches the page is found there, as after Reveal', async () => {
    await openBinary();
    await opened.send({ type: 'reveal', field: 0 });
    assert.ok(opened.everything().includes(keystore.toString('base64')));
  });

  it('control: a put that names no version replaces a change made elsewhere', async () => {
    await openBinary();
    const { execute, operations } = await world.custody();
    const call = { account: 'memory', region: 'eu-west-1', secret_id: 'prod/db', value: 'person' };
    const value = SecretText.ofBase64('AAAA');
    await execute(operations.putSecretValue, { input: call, caller: { kind: 'person' }, value });
    assert.equal(await stored(), 'AAAA');
  });

  it('are not replaced when the person declines', async () => {
    await openBinary();
    await writeFile(choose(join(folder, 'new.gz')), 'new');
    world.answer = 'declined';
    await opened.send({ type: 'upload' });
    await real(() => (opened.panel.receive({ type: 'upload' }), world.cards.length > 1), 'it was over and asked again');
    assert.equal(await stored(), keystore.toString('base64'));
    assert.equal(opened.posted('failed').length, 0);
  });

  it('are not replaced over a change made elsewhere', async () => {
    await openBinary();
    await writeFile(choose(join(folder, 'new.gz')), 'new');
    const other = { secretId: 'prod/db', value: SecretText.of('elsewhere'), clientRequestToken: '8'.repeat(36) };
    await world.secrets.putSecretValue(other, never);
    await opened.send({ type: 'upload' });
    await real(() => opened.posted('failed').length > 0, 'the conflict was told');
    assert.match(failures(), /was changed elsewhere after you retrieved it/);
    assert.equal(await stored(), 'elsewhere');
    assert.equal(world.cards.length, 0);
  });

  for (const [size, taken] of [
    [0, false],
    [1, true],
    [65_536, true],
    [65_537, false],
  ] as const) {
    it(`of ${size} bytes are ${taken ? 'taken' : 'refused before anything is asked'}`, async () => {
      await openBinary();
      await writeFile(choose(join(folder, 'new.bin')), Buffer.alloc(size, 7));
      await opened.send({ type: 'upload' });
      await real(() => opened.posted(taken ? 'editClosed' : 'failed').length > 0, 'there was an end');
      assert.equal(world.cards.length, taken ? 1 : 0);
      if (!taken) assert.match(failures(), new RegExp(`has ${size.toLocaleString('en')} bytes`));
    });
  }

  it('say why a file can not be read', async () => {
    await openBinary();
    choose(join(folder, 'missing'));
    await opened.send({ type: 'upload' });
    await real(() => opened.posted('failed').length > 0, 'it was said');
    assert.match(failures(), /can't be read \(ENOENT\)/);
    choose(folder);
    await opened.send({ type: 'upload' });
    await real(() => opened.posted('failed').length > 1, 'it was said');
    assert.match(failures(), /can't be read \(EISDIR\)/);
  });

  it('of an older version are downloaded and not replaced', async () => {
    await openBinary();
    const now = world.secrets.getSecretValue;
    world.secrets.getSecretValue = async (query, signal) => ({ ...(await now(query, signal)), stages: ['AWSPREVIOUS'] });
    choose(join(folder, 'old.bin'));
    await opened.send({ type: 'retrieve', version: '9'.repeat(36) }, { type: 'upload' });
    assert.equal(seen.dialogs.length, 0);
    await download('Write File');
    await real(() => seen.toasts.length === 2, 'it was said where');
    assert.deepEqual(await readFile(join(folder, 'old.bin')), keystore);
  });
});
