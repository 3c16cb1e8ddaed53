import assert from 'node:assert/strict';
import { channel, type ChannelListener } from 'node:diagnostics_channel';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { createServicePool } from '../../../src/aws/servicePool.ts';
import { SecretText } from '../../../src/core/secretText.ts';
import { createCustody } from '../../../src/custody.ts';
import { startSandbox, type Sandbox } from '../../../src/sandbox/server.ts';
import type { Account } from '../../../src/core/account.ts';
import { person } from '../../../src/core/caller.ts';
import type { SecretLocation } from '../../../src/core/operation.ts';
import { createCodeHelp, type CodeHelp } from '../../../src/vscode/code/codeHelp.ts';
import { registerCode } from '../../../src/vscode/code/registerCode.ts';
import { poll } from '../../harness/poll.ts';
import { addSandbox, startServer } from './agent.ts';
import { sandboxAccount } from './sandboxAccount.ts';

const canary = 'canary-7f3a91c2d4e8b605-in-code';
const name = 'code/described';
const hostile = 'Stripe key [click](command:custody.addSandbox) ![x](https://example.com/x.png) <b>bold</b>\n```\n# out';
const accountName = 'code-tests';

let folder: string;
let files = 0;

/** A file of its own each time: documents without one take each other's names and open tabs by themselves. */
async function open(content: string, ending = 'yaml'): Promise<vscode.TextDocument> {
  files += 1;
  const uri = vscode.Uri.file(join(folder, `${files}.${ending}`));
  await writeFile(uri.fsPath, content);
  return vscode.workspace.openTextDocument(uri);
}

async function show(content: string, ending?: string): Promise<vscode.TextDocument> {
  const document = await open(content, ending);
  await vscode.window.showTextDocument(document);
  return document;
}

function hovers(document: vscode.TextDocument, line: number, character: number): Thenable<readonly vscode.Hover[]> {
  return vscode.commands.executeCommand('vscode.executeHoverProvider', document.uri, new vscode.Position(line, character));
}

function lensesOf(document: vscode.TextDocument): Thenable<readonly vscode.CodeLens[]> {
  return vscode.commands.executeCommand('vscode.executeCodeLensProvider', document.uri);
}

/** What each hover shows, as the editor holds it, without the escapes of Markdown. */
async function hoverTexts(document: vscode.TextDocument, line: number, character: number): Promise<readonly string[]> {
  const shown = await hovers(document, line, character);
  return shown.map(({ contents }) => contents.map(markdownOf).join('\n').replaceAll('&nbsp;', ' ').replace(/\\(.)/g, '$1'));
}

function markdownOf(content: vscode.MarkdownString | vscode.MarkedString): string {
  if (!(content instanceof vscode.MarkdownString)) return typeof content === 'string' ? content : content.value;
  assert.ok(!content.isTrusted && !content.supportHtml);
  return content.value;
}

function warnings(document: vscode.TextDocument): readonly string[] {
  return vscode.languages
    .getDiagnostics(document.uri)
    .filter(({ source }) => source === 'Custody')
    .map(({ message }) => message);
}

describe('help in code', () => {
  before(async () => (folder = await mkdtemp(join(tmpdir(), 'custody-code-'))));
  // A changed document can't be closed without a question, unless it is reverted.
  afterEach(() => vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor'));
  after(() => rm(folder, { recursive: true, force: true }));

  describe('over a sandbox', () => {
    let sandbox: Sandbox;
    let help: CodeHelp;
    let arn: string;
    let accounts: readonly Account[] = [];
    const disposables: vscode.Disposable[] = [];
    const opened: SecretLocation[] = [];

    const asked = (): readonly string[] => sandbox.requests().map(({ operation }) => operation);
    const ours = async (document: vscode.TextDocument, line: number, character: number): Promise<string> =>
      (await hoverTexts(document, line, character)).find((text) => text.includes(accountName)) ?? '';

    before(async () => {
      sandbox = await startSandbox({ seed: true });
      const pool = createServicePool({
        files: { config: '/nowhere', credentials: '/nowhere' },
        endpoint: undefined,
        sandbox: async () => sandbox,
      });
      accounts = [{ ...sandboxAccount(accountName), accountId: sandbox.accountId }];
      const custody = createCustody({
        accounts: async () => accounts,
        service: pool.service,
        present: async () => ({ kind: 'declined' }),
        showSecret: () => false,
        settings: () => ({ maximumAccess: 'destroy', allowForceDelete: false }),
        assertTrusted: () => undefined,
        append: async () => undefined,
      });
      const [account] = accounts;
      assert.ok(account);
      const service = await pool.service(account, 'eu-west-1', person);
      const signal = AbortSignal.timeout(10_000);
      const made = await service.createSecret(
        { name, description: hostile, value: SecretText.of(canary), clientRequestToken: crypto.randomUUID() },
        signal,
      );
      arn = made.arn;
      const gone = await service.createSecret(
        { name: 'code/gone', value: SecretText.of(canary), clientRequestToken: crypto.randomUUID() },
        signal,
      );
      await service.deleteSecret({ secretId: gone.arn, recoveryWindowInDays: 7 }, signal);
      help = createCodeHelp({ accounts: async () => accounts, custody: async () => custody, open: (location) => opened.push(location) });
      disposables.push(
        help,
        registerCode(async () => help),
      );
    });
    beforeEach(() => help.forget());
    after(async () => {
      disposables.forEach((each) => void each.dispose());
      await sandbox.close();
    });

    it('shows metadata at a mention, in plain text, and no value', async () => {
      const document = await show(`password: "{{resolve:secretsmanager:${name}:SecretString:password}}"\n`);
      const text = await ours(document, 0, 40);
      assert.match(text, /code\/described exists in code-tests \(eu-west-1\)/);
      assert.match(text, /Last changed on \d{4}-\d\d-\d\d/);
      assert.match(text, /Rotation is off/);
      assert.ok(text.includes('Stripe key [click]'));
      const raw = (await hovers(document, 0, 40)).flatMap(({ contents }) => contents.map(markdownOf)).join('\n');
      assert.ok(!raw.includes(canary));
      // The description stands in a fence of its own, which nothing in it can end.
      assert.match(raw, /(`{3,})plaintext\nStripe key [^\n]*# out\n\1/);
      assert.deepEqual(new Set(asked().slice(-1)), new Set(['DescribeSecret']));
      assert.ok(!asked().includes('GetSecretValue'));
    });

    it('asks nothing when a document is opened, and once when it is pointed at twice', async () => {
      const before = asked().length;
      const document = await show(`SecretId: "${name}"\nother: ${arn}\n`);
      assert.ok((await lensesOf(document)).length >= 4);
      assert.equal(asked().length, before);
      await Promise.all([ours(document, 0, 14), ours(document, 0, 14)]);
      await ours(document, 0, 14);
      assert.equal(asked().length, before + 1);
    });

    it('asks nothing where nothing is named, for an account that is not there, or without one', async () => {
      const before = asked().length;
      const document = await show(`SecretId: "${name}"\nplain text\n${arn.replace(sandbox.accountId, '999988887777')}\n`);
      assert.equal(await ours(document, 0, 3), '');
      assert.equal(await ours(document, 1, 3), '');
      assert.ok((await hoverTexts(document, 2, 20)).some((text) => text.includes('None of your accounts is for AWS account 999988887777')));
      const kept = accounts;
      accounts = [];
      help.forget();
      assert.equal(await ours(document, 0, 14), '');
      accounts = kept;
      assert.equal(asked().length, before);
    });

    it('says what is wrong with a reference and at which column', async () => {
      const document = await show(`x: "{{resolve:secretsmanager:${name}:SecretBlob}}"\n`);
      assert.ok((await hoverTexts(document, 0, 20)).some((text) => text.includes('Column 45: Only SecretString')));
    });

    it('has lenses above lines that name a secret, which open it and copy a reference', async () => {
      const document = await show(`a: 1\nSecretId: "${name}"\n`);
      const lenses = (await lensesOf(document)).filter(({ range }) => range.start.line === 1);
      assert.deepEqual(new Set(lenses.map(({ command }) => command?.title)), new Set([`Open secret · ${name}`, 'Copy reference']));
      const argument: unknown = lenses[0]?.command?.arguments?.[0];
      await help.commands['custody.openMention']?.(argument);
      assert.deepEqual(opened.at(-1), { account: accountName, region: 'eu-west-1', arn, name });
      await help.commands['custody.copyReference']?.(argument);
      assert.equal(await vscode.env.clipboard.readText(), `{{resolve:secretsmanager:${name}:SecretString}}`);
    });

    it('names a secret in its lens without what AWS puts behind it in an ARN', async () => {
      const head = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:';
      const content = ['SecretId: "my-secret"', `${head}my-secret`, `${head}my-secret-a1B2c3`].join('\n');
      const document = await open(content);
      const titles = help.lenses(document).flatMap(({ command }) => (command?.command === 'custody.openMention' ? [command.title] : []));
      assert.deepEqual(
        titles,
        Array.from({ length: 3 }, () => 'Open secret · my-secret'),
      );
    });

    it('has at most 50 lenses', async () => {
      const lines = Array.from({ length: 200 }, (_, index) => `SecretId: "a/${index}"`).join('\n');
      const document = await open(lines);
      assert.equal(help.lenses(document).length, 50);
    });

    it('warns of secrets that are missing or scheduled for deletion, once asked to check', async () => {
      const document = await show(`SecretId: "code/nowhere"\nSecretId: "code/gone"\nSecretId: "${name}"\n`);
      assert.deepEqual(warnings(document), []);
      help.check(document);
      await poll(() => warnings(document).length > 0, { what: 'warnings are drawn' });
      const [missing = '', gone = '', none] = warnings(document);
      assert.equal(missing, `The secret code/nowhere was not found in ${accountName} (eu-west-1) or ${accountName} (us-east-1).`);
      assert.match(gone, /^The secret code\/gone in code-tests \(eu-west-1\) has been scheduled for deletion since \d{4}-\d\d-\d\d\.$/);
      assert.equal(none, undefined);
      help.clear();
      assert.deepEqual(warnings(document), []);
    });

    it('warns without being asked to check after it was pointed at, until something changes', async () => {
      const document = await show('SecretId: "code/gone"\n');
      assert.match(await ours(document, 0, 14), /has been scheduled for deletion since/);
      assert.equal(warnings(document).length, 1);
      help.forget();
      assert.deepEqual(warnings(document), []);
    });

    it('completes names by prefix, SecretString and staging labels, and asks for no value', async () => {
      const complete = async (content: string): Promise<readonly unknown[]> => {
        const document = await show(content);
        const found = await help.complete(document, document.positionAt(content.length), new vscode.CancellationTokenSource().token);
        return found?.items.map(({ label }) => label) ?? [];
      };
      assert.deepEqual(await complete('x: "{{resolve:secretsmanager:code/des'), [name]);
      assert.ok((await complete('x: "{{resolve:secretsmanager:')).includes('prod/orders/redis'));
      assert.deepEqual(await complete(`x: "{{resolve:secretsmanager:${name}:`), ['SecretString']);
      assert.deepEqual(await complete(`x: "{{resolve:secretsmanager:${name}:SecretString:`), []);
      assert.deepEqual(await complete(`x: "{{resolve:secretsmanager:${name}:SecretString:password:`), ['AWSCURRENT']);
      assert.deepEqual(await complete('x: {{resolve:ssm:'), []);
      assert.ok(!asked().includes('GetSecretValue'));
    });

    it('inserts a reference at the cursor as plain text', async () => {
      const document = await show('', 'txt');
      const running = help.commands['custody.insertReference']?.();
      const accept = async (): Promise<boolean> => {
        await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
        return document.getText() !== '';
      };
      await poll(accept, { what: 'a reference is inserted', everyMs: 300 });
      await running;
      assert.match(document.getText(), /^\{\{resolve:secretsmanager:[\w/.-]+:SecretString\}\}$/);
    });
  });

  describe('of the product', () => {
    const secret = 'prod/orders/redis';

    before(async () => {
      await startServer();
      await addSandbox();
    });
    after(() => vscode.workspace.getConfiguration('custody').update('code.check', undefined, vscode.ConfigurationTarget.Global));

    it('asks nothing when a document is opened, and shows metadata when it is pointed at', async () => {
      using calls = watchCalls();
      const document = await show(`SecretId: "${secret}"\n`);
      await lensesOf(document);
      assert.deepEqual(calls.seen, []);
      const texts = await hoverTexts(document, 0, 14);
      assert.ok(
        texts.some((text) => text.includes(`${secret} exists in sandbox`)),
        texts.join('\n'),
      );
      // That a call is seen at all.
      assert.deepEqual(calls.seen, ['secretsmanager.DescribeSecret']);
    });

    it('warns on its own with the setting on, and no longer with it off', async () => {
      const document = await show('SecretId: "code/nowhere"\n');
      const settings = vscode.workspace.getConfiguration('custody');
      await settings.update('code.check', true, vscode.ConfigurationTarget.Global);
      await poll(() => warnings(document).length > 0, { what: 'the warning is drawn' });
      assert.match(warnings(document).join('\n'), /The secret code\/nowhere was not found in sandbox/);
      await settings.update('code.check', undefined, vscode.ConfigurationTarget.Global);
      await poll(() => warnings(document).length === 0, { what: 'the warning goes' });
    });
  });
});

/** The calls that reach a sandbox of this process while it watches. */
function watchCalls(): Disposable & { readonly seen: readonly string[] } {
  const seen: string[] = [];
  const listener: ChannelListener = (message) => {
    const request = typeof message === 'object' && message !== null && 'request' in message ? message.request : undefined;
    const target = request instanceof IncomingMessage ? request.headers['x-amz-target'] : undefined;
    if (typeof target === 'string') seen.push(target);
  };
  channel('http.server.request.start').subscribe(listener);
  return {
    seen,
    [Symbol.dispose]() {
      channel('http.server.request.start').unsubscribe(listener);
    },
  };
}
