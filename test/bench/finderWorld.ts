import type * as vscode from 'vscode';
import type { Row } from '../../src/vscode/find/rows.ts';
import { benchCustody, cannedAccount, poolFor } from './benchCustody.ts';
import { startChild } from './child.ts';
import { stubVscode } from './stubVscode.ts';
import { EventEmitter } from './vscodeStub.ts';

export interface Finder {
  /** Does all that one keystroke does in the extension; returns how many rows it showed. */
  readonly type: (query: string) => number;
  readonly close: () => Promise<void>;
}

/** Find Secret over so many secrets, all of them read, with a stand-in for the editor's quick pick. */
export async function openFinder(secrets: number): Promise<Finder> {
  stubVscode();
  const [{ findSecret }, { createKeptSecrets }, { createOwnChanges }] = await Promise.all([
    import('../../src/vscode/find/secretFinder.ts'),
    import('../../src/vscode/find/keptSecrets.ts'),
    import('../../src/vscode/tree/ownChanges.ts'),
  ]);
  const endpoint = await startChild('fakeEndpoint.ts', [String(secrets), '0']);
  const { pick, allRead } = createFakePick();
  const ended = findSecret({
    custody: benchCustody({ account: cannedAccount, pool: poolFor(endpoint.url), append: async () => undefined }),
    kept: createKeptSecrets({ keys: () => [], get: () => undefined, update: async () => undefined }),
    own: createOwnChanges(),
    open: () => undefined,
    createPick: () => pick,
  });
  await allRead;
  const known = `${secrets.toLocaleString('en')} known`;
  if (!pick.title?.includes(known)) throw new Error(`The finder says "${pick.title}" and not "${known}".`);
  return {
    type(query) {
      pick.value = query;
      changed.fire(query);
      return pick.items.length;
    },
    async close() {
      pick.hide();
      await ended;
      await endpoint.stop();
    },
  };
}

const changed = new EventEmitter();

/** Writes its rows out as JSON when it gets them, as the editor does to send them to its window. */
function createFakePick(): { readonly pick: vscode.QuickPick<Row>; readonly allRead: Promise<void> } {
  const hidden = new EventEmitter();
  const never = new EventEmitter();
  const read = Promise.withResolvers<void>();
  let items: readonly Row[] = [];
  const parts = {
    value: '',
    title: '',
    activeItems: [],
    selectedItems: [],
    sent: '',
    get items() {
      return items;
    },
    set items(rows) {
      items = rows;
      const numbered = rows.map(({ label, description, detail, alwaysShow, buttons = [] }, handle) => ({
        handle,
        label,
        description,
        detail,
        alwaysShow,
        buttons: buttons.map(({ tooltip }, place) => ({ handle: place, tooltip })),
      }));
      this.sent = JSON.stringify(numbered);
    },
    get busy() {
      return false;
    },
    set busy(isBusy) {
      // It is set before the last rows come, which is all that is waited for.
      if (!isBusy) setImmediate(read.resolve);
    },
    onDidChangeValue: changed.event,
    onDidHide: hidden.event,
    onDidAccept: never.event,
    onDidTriggerItemButton: never.event,
    show: () => undefined,
    hide: () => hidden.fire(undefined),
    dispose: () => undefined,
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the fake has the parts of a quick pick that the finder uses
  return { pick: parts as unknown as vscode.QuickPick<Row>, allRead: read.promise };
}
