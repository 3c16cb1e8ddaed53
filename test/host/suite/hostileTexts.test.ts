import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { CustodyError } from '../../../src/core/errors.ts';
import { createCustody } from '../../../src/custody.ts';
import { createCodeHelp, type CodeHelp } from '../../../src/vscode/code/codeHelp.ts';
import { failedRow, secretRow } from '../../../src/vscode/find/rows.ts';
import type { Node, RegionNode } from '../../../src/vscode/tree/nodes.ts';
import { plainLabel } from '../../../src/vscode/plainLabel.ts';
import { treeItem } from '../../../src/vscode/tree/treeItems.ts';
import { memorySecrets } from '../../fakes/memorySecrets.ts';
import { hostileStrings } from '../../webview/hostileStrings.ts';
import { sandboxAccount } from './sandboxAccount.ts';

const named = 'prod/db';
const arn = `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${named}-a1B2c3`;

/** What the editor draws an icon of, in a label that may hold one: no backslash stands before it. */
function hasIcon(label: string | undefined): boolean {
  return [...(label ?? '').matchAll(/(\\)?\$\([a-z0-9-]+(?:~[a-z]+)?\)/gi)].some(([, escape]) => escape === undefined);
}

/** What Markdown would make more than text of, outside a fence, where a backslash makes it text. Tags need supportHtml. */
function livesIn(markdown: string): boolean {
  return /(?<!\\)[[\]*`_]|\]\(|(?<!\\)\$\(/.test(markdown.replace(/\n(`{3,})plaintext\n[^]*\n\1\n/, ''));
}

function nodesWith(text: string): readonly Node[] {
  const account = { ...sandboxAccount('here'), name: text };
  const role = { ...account, kind: 'role', profile: text, roleArn: text } as const;
  const vault = { ...account, kind: 'vault', address: text, namespace: text, mount: text, path: 'sts', role: text } as const;
  const web = { ...account, kind: 'webIdentity', tokenFile: text, roleArn: text, endpoints: { secretsmanager: text, sts: text } } as const;
  const region: RegionNode = { kind: 'region', account, region: text };
  const secret = {
    arn: text,
    name: text,
    description: text,
    owningService: text,
    primaryRegion: text,
    deletedDate: text,
    rotationEnabled: true,
  };
  return [
    { kind: 'account', account },
    { kind: 'account', account: role },
    { kind: 'account', account: vault },
    { kind: 'account', account: web },
    region,
    { kind: 'folder', parent: region, path: `${text}/` },
    { kind: 'secret', parent: region, path: '', secret },
    { kind: 'more', parent: region, loaded: 1 },
    { kind: 'message', text, title: text, tone: 'error', retry: region },
  ];
}

describe('five hundred hostile texts in the editor', () => {
  let help: CodeHelp;
  const contents: string[] = [];
  let provider: vscode.Disposable;
  let shown = '';
  const ours = new Set(['custody.openSecret', 'custody.loadMore', 'custody.refresh']);

  before(() => {
    provider = vscode.workspace.registerTextDocumentContentProvider('custody-hostile', {
      provideTextDocumentContent: ({ path }) => contents[Number.parseInt(path.slice(1), 10)],
    });
    const secrets = memorySecrets({ [named]: '{}' });
    const accounts = [{ ...sandboxAccount('here'), regions: ['eu-west-1'] }];
    const custody = createCustody({
      accounts: async () => accounts,
      // The far end says what it likes of the secret that was asked for.
      service: async () => ({
        ...secrets,
        describeSecret: async (input, signal) => {
          const detail = await secrets.describeSecret(input, signal);
          return { ...detail, name: shown, description: shown, nextRotationDate: shown, lastChangedDate: shown, deletedDate: shown };
        },
      }),
      present: async () => ({ kind: 'declined' }),
      showSecret: () => false,
      settings: () => ({ maximumAccess: 'destroy', allowForceDelete: false }),
      assertTrusted: () => undefined,
      append: async () => undefined,
    });
    help = createCodeHelp({ accounts: async () => accounts, custody: async () => custody, open: () => undefined });
  });
  after(() => {
    help.dispose();
    provider.dispose();
  });
  /** A document that is nowhere shown and never asks to be saved. */
  async function documentOf(content: string): Promise<vscode.TextDocument> {
    contents.push(content);
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(`custody-hostile:/${contents.length - 1}.yaml`));
    assert.equal(document.getText(), content);
    return document;
  }

  it('are plain strings in every row of the tree, with no command but ours', () => {
    for (const text of hostileStrings) {
      for (const node of nodesWith(text)) {
        const { label, description, tooltip, command, accessibilityInformation } = treeItem(node);
        for (const part of [label, description, tooltip]) assert.ok(part === undefined || typeof part === 'string', `${node.kind} ${text}`);
        assert.ok(accessibilityInformation === undefined || typeof accessibilityInformation.label === 'string');
        assert.ok(command === undefined || ours.has(command.command));
      }
    }
  });

  it('draw no icon in a row of the quick pick', () => {
    for (const text of hostileStrings) {
      const region: RegionNode = { kind: 'region', account: { ...sandboxAccount('here'), name: text }, region: text };
      const rows = [
        secretRow({ account: text, region: text, arn, name: text, deleted: true }, { isPinned: true, inProduction: true }),
        failedRow(region, new CustodyError('internal', text, text)),
      ];
      for (const { label, description, detail } of rows)
        for (const part of [label, description, detail]) assert.equal(hasIcon(part), false, `${part}`);
    }
  });

  it('are text in a hover, whatever AWS says of the secret', async () => {
    const reference = await documentOf(`a: "{{resolve:secretsmanager:${named}}}"\n`);
    const never = new vscode.CancellationTokenSource().token;
    let fenced = 0;
    for (const text of hostileStrings) {
      shown = text;
      help.forget();
      const hover = await help.hover(reference, new vscode.Position(0, 20), never);
      assert.ok(hover);
      for (const content of hover.contents) {
        assert.ok(content instanceof vscode.MarkdownString);
        assert.ok(!content.isTrusted && !content.supportHtml && !content.supportThemeIcons);
        assert.equal(livesIn(content.value), false, content.value.slice(0, 500));
        fenced += content.value.includes('plaintext\n') ? 1 : 0;
      }
    }
    assert.ok(fenced > 400, `${fenced} descriptions were shown`);
  });

  it('run no command but ours from a lens, and draw no icon in one', async () => {
    for (const text of hostileStrings) {
      const content = `"{{resolve:secretsmanager:${text}}}"\nSecretId: "${text}"\nsecret_id = '${text}'\n"{{resolve:secretsmanager:${named}}}"\n`;
      const lenses = help.lenses(await documentOf(content));
      assert.ok(lenses.length >= 2, 'the one that is no harm has its lenses');
      for (const { command } of lenses) {
        assert.ok(command && ['custody.openMention', 'custody.copyReference'].includes(command.command));
        assert.equal(hasIcon(command.title), false, command.title);
      }
    }
  });

  it('are found where they are not made text', () => {
    assert.ok(hostileStrings.some((text) => hasIcon(text)));
    assert.equal(hasIcon(plainLabel('\\$(trash) $(eye)')), false);
    const trusting = new vscode.MarkdownString();
    assert.ok(hostileStrings.some((text) => livesIn(trusting.appendMarkdown(text).value)));
  });
});
