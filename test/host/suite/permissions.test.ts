import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { person } from '../../../src/core/caller.ts';
import { createGrants, type Use } from '../../../src/core/grants.ts';
import { createPermissionsView } from '../../../src/vscode/permissions/permissionsView.ts';
import type { GrantNode } from '../../../src/vscode/tree/nodes.ts';
import { sandboxAccount } from './sandboxAccount.ts';

const arn = (name: string): string => `arn:aws:secretsmanager:eu-west-1:000000000000:secret:${name}-AbCdEf`;

const use: Use = {
  caller: { kind: 'agent', client: 'token-1', claimedName: 'Claude' },
  account: sandboxAccount('shop'),
  region: 'eu-west-1',
  destination: {
    kind: 'command',
    label: 'npm start in /home/ana/shop',
    identity: {},
    secrets: [{ arn: arn('prod/db'), key: 'password' }],
  },
};
const own: Use = {
  ...use,
  caller: person,
  destination: { ...use.destination, secrets: [{ arn: arn('prod/api') }, { arn: arn('prod/db') }] },
};

describe('the view of permissions', () => {
  function shown(now: () => number = Date.now) {
    const grants = createGrants(now);
    const selection: GrantNode[] = [];
    const providers: vscode.TreeDataProvider<GrantNode>[] = [];
    const view = createPermissionsView((opened) => {
      providers.push(opened);
      return { selection, dispose: () => undefined };
    });
    const [provider = assert.fail('nothing is drawn')] = providers;
    grants.onDidChange(() => view.show(grants));
    const rows = async (): Promise<readonly GrantNode[]> => (await provider.getChildren()) ?? [];
    const items = async (): Promise<readonly vscode.TreeItem[]> => Promise.all((await rows()).map((row) => provider.getTreeItem(row)));
    return { grants, selection, view, provider, rows, items };
  }

  it('is empty before anything was allowed', async () => {
    assert.deepEqual(await shown().rows(), []);
  });

  it('says of each whose value, where to, for whom and until when, for the eye and for a screen reader', async () => {
    const { grants, items } = shown();
    grants.add(use, '15 minutes');
    grants.add(own, 'session');
    const [agents, persons] = await items();
    assert.equal(agents?.label, 'prod/db');
    assert.match(String(agents?.description), /^until \d.* · npm start in \/home\/ana\/shop · Claude$/);
    assert.match(
      String(agents?.tooltip),
      /prod\/db password\nDestination: npm start in .*\nClient: Claude\nAccount: shop \(eu-west-1\)\nHolds until \d/,
    );
    assert.match(
      agents?.accessibilityInformation?.label ?? '',
      /^permission, prod\/db password, to npm start in .*, for Claude, in account shop \(eu-west-1\), until \d/,
    );
    assert.equal(persons?.label, 'prod/api and 1 more');
    assert.match(String(persons?.description), /^until the window closes · .* · you$/);
    assert.equal(new Set([agents?.id, persons?.id]).size, 2);
  });

  it('shows what a client calls itself without letters that are not seen', async () => {
    const { grants, items } = shown();
    grants.add({ ...use, caller: { kind: 'agent', client: 'token-1', claimedName: 'Clau\u202Ede\n' } }, 'session');
    const [item] = await items();
    for (const text of [item?.description, item?.tooltip, item?.accessibilityInformation?.label])
      assert.doesNotMatch(String(text), /\u202E/);
    assert.doesNotMatch(String(item?.description), /\n/);
  });

  it('revokes the row it is asked on, the chosen one at a key, and all of them', async () => {
    const { grants, rows, selection, view } = shown();
    grants.add(use, 'session');
    grants.add(own, 'session');
    const [first, second] = await rows();
    await view.commands['custody.revokePermission']?.(first);
    assert.deepEqual([grants.covers(use), grants.covers(own)], [false, true]);
    await view.commands['custody.revokePermission']?.();
    assert.equal(grants.covers(own), true, 'no row is chosen');
    selection.push(second ?? assert.fail());
    await view.commands['custody.revokePermission']?.();
    assert.deepEqual(await rows(), []);
    grants.add(use, 'session');
    grants.add(own, 'session');
    await view.commands['custody.revokeAllPermissions']?.();
    assert.deepEqual(await rows(), []);
  });

  it('loses a row when its time is over, by itself', async () => {
    let behind = 15 * 60_000 - 200;
    const { grants, provider, rows } = shown(() => Date.now() - behind);
    grants.add(use, '15 minutes');
    behind = 0;
    const drawn = Promise.withResolvers<void>();
    provider.onDidChangeTreeData?.(() => drawn.resolve());
    await drawn.promise;
    assert.deepEqual(await rows(), []);
  });
});
