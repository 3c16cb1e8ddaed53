import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { childrenAt, type FolderNode, type RegionNode, type SecretNode } from '../../../src/vscode/tree/nodes.ts';
import { createSecretIndex, type SecretIndex } from '../../../src/vscode/tree/secretIndex.ts';
import { treeItem } from '../../../src/vscode/tree/treeItems.ts';
import { labelOf } from './labelOf.ts';
import { sandboxAccount } from './sandboxAccount.ts';

const region: RegionNode = { kind: 'region', account: sandboxAccount('tests'), region: 'eu-west-1' };

function indexOf(names: readonly string[]): SecretIndex {
  const index = createSecretIndex();
  index.add(
    names.map((name) => ({ name, arn: `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${name}-a1B2c3`, rotationEnabled: false })),
  );
  return index;
}

function childrenOf(path: string, names: readonly string[]): readonly (FolderNode | SecretNode)[] {
  return childrenAt(region, path, indexOf(names));
}

/** One level as a person reads it: `[folder]`, or the label of a secret. */
function level(path: string, ...names: readonly string[]): readonly string[] {
  return childrenOf(path, names).map((node) => (node.kind === 'folder' ? `[${labelOf(node)}]` : labelOf(node)));
}

/** Every name found by opening every folder. */
function allBelow(path: string, names: readonly string[]): readonly string[] {
  return childrenOf(path, names).flatMap((node) => (node.kind === 'folder' ? allBelow(node.path, names) : [node.secret.name]));
}

describe('folders in the tree', () => {
  it('come from the slashes in names, before the secrets, in the order of the alphabet', () => {
    const names = ['zebra', 'prod/db', 'dev/db', 'apple', 'prod/web/key'];
    assert.deepEqual(level('', ...names), ['[dev]', '[prod]', 'zebra', 'apple']);
    assert.deepEqual(level('prod/', ...names), ['[web]', 'db']);
    assert.deepEqual(level('prod/web/', ...names), ['key']);
  });

  it('leave a name alone that is both a secret and a folder', () => {
    const names = ['prod', 'prod/db', 'production/db'];
    assert.deepEqual(level('', ...names), ['[prod]', '[production]', 'prod']);
    assert.deepEqual(level('prod/', ...names), ['db']);
  });

  it('show a name that ends in a slash as a secret, whole', () => {
    assert.deepEqual(level('', 'prod/'), ['prod/']);
    assert.deepEqual(level('', 'a/b/'), ['[a]']);
    assert.deepEqual(level('a/', 'a/b/'), ['b/']);
  });

  it('show a name that ends in a slash once, also where a folder has the same name', () => {
    assert.deepEqual(level('', 'prod/', 'prod/db'), ['[prod]', 'prod/']);
    assert.deepEqual(level('prod/', 'prod/', 'prod/db'), ['db']);
  });

  it('show a leading slash as a folder of that name', () => {
    assert.deepEqual(level('', '/db', '/web/key'), ['[/]']);
    assert.deepEqual(level('/', '/db', '/web/key'), ['[web]', 'db']);
  });

  it('show a double slash as a folder without a name', () => {
    assert.deepEqual(level('', 'a//b'), ['[a]']);
    assert.deepEqual(level('a/', 'a//b'), ['[/]']);
    assert.deepEqual(level('a//', 'a//b'), ['b']);
  });

  it('show each secret exactly once, under an id of its own and with a label, whatever the slashes', () => {
    const names = ['/', '//', '///', 'a', 'a/', 'a//', 'a/b', '/a', '//a', 'a//b', 'a//b/', 'a/b/c', 'ab/c'];
    assert.deepEqual(allBelow('', names).toSorted(), names.toSorted());
    const visit = (path: string): readonly (FolderNode | SecretNode)[] =>
      childrenOf(path, names).flatMap((node) => (node.kind === 'folder' ? [node, ...visit(node.path)] : [node]));
    const items = visit('').map(treeItem);
    assert.equal(new Set(items.map(({ id }) => id)).size, items.length);
    for (const { label, id } of items) assert.notEqual(label, '', id);
  });
});

describe('the row of an account', () => {
  const rowOf = (more: { readonly production?: boolean; readonly color?: 'red' | 'none' }) =>
    treeItem({ kind: 'account', account: { ...sandboxAccount('shop'), ...more } });

  it('says production first and in its label, and wears its color', () => {
    const { description, tooltip, iconPath } = rowOf({ production: true, color: 'red' });
    assert.match(String(description), /^production · /);
    assert.match(String(tooltip), /^shop \(sandbox\)\. Production\. Agents may: /);
    assert.ok(iconPath instanceof vscode.ThemeIcon);
    assert.equal(iconPath.color?.id, 'charts.red');
  });

  it('says and wears nothing of the kind without a mark', () => {
    for (const { description, tooltip, iconPath } of [rowOf({}), rowOf({ production: false, color: 'none' })]) {
      assert.doesNotMatch(`${String(description)} ${String(tooltip)}`, /production/i);
      assert.ok(iconPath instanceof vscode.ThemeIcon);
      assert.equal(iconPath.color, undefined);
    }
  });
});
