import assert from 'node:assert/strict';
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServicePool } from '../../src/aws/servicePool.ts';
import type { Account } from '../../src/core/account.ts';
import type { ApprovalCard } from '../../src/core/approval.ts';
import { createCustody } from '../../src/custody.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import { cardView } from '../../src/vscode/panels/cardView.ts';
import { extensionUri } from './usePanels.ts';

const { createTaskTerminal } = await import('../../src/vscode/use/taskTerminal.ts');
const account: Account = { kind: 'sandbox', name: 'main', regions: ['eu-west-1'], access: 'off', host: 'here' };
const env = { TOKEN: '{{resolve:secretsmanager:dev/mail/smtp:SecretString:password}}' };

describe('The terminal of a task', () => {
  let sandbox: Sandbox;
  let roots: readonly [string, string];

  beforeEach(async () => {
    sandbox = await startSandbox({ seed: true });
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'custody-task-')));
    roots = [join(folder, 'first'), join(folder, 'second')];
    for (const root of roots) await mkdir(join(root, 'app'), { recursive: true });
  });
  afterEach(async () => {
    await sandbox.close();
    await rm(join(roots[0], '..'), { recursive: true });
  });

  /** The card that a task of the second folder brings. */
  async function cardOf(definition: object, uri = extensionUri.with({ path: roots[1] })): Promise<ApprovalCard> {
    const asked = Promise.withResolvers<ApprovalCard>();
    const pool = createServicePool({ files: { config: '', credentials: '' }, endpoint: undefined, sandbox: async () => sandbox });
    const custody = createCustody({
      accounts: async () => [account],
      service: (of, region, caller) => pool.service(of, region, caller),
      present: async (card) => {
        asked.resolve(card);
        return { kind: 'declined' };
      },
      append: async () => undefined,
      folders: () => roots,
      showSecret: () => false,
      settings: () => ({ maximumAccess: 'destroy', allowForceDelete: false }),
      assertTrusted: () => undefined,
    });
    const terminal = createTaskTerminal(async () => custody)(
      { type: 'custody', command: ['node', '--version'], env, ...definition },
      { uri, name: 'second', index: 1 },
    );
    const said: string[] = [];
    const ended = new Promise<void>((resolve) => terminal.onDidClose?.(() => resolve()));
    terminal.onDidWrite((text) => said.push(text));
    terminal.open(undefined);
    await ended;
    pool.dispose();
    return Promise.race([asked.promise, Promise.reject(new Error(said.join('')))]);
  }

  it('says that a task asks, and can be allowed once alone', async () => {
    const { askerKind, isGrantable } = cardView(await cardOf({}), 0, 0, undefined);
    assert.deepEqual([askerKind, isGrantable], ['task', false]);
  });

  it('runs in its own folder, also where it names one by its way from there', async () => {
    const directoryOf = async (definition: object): Promise<unknown> => (await cardOf(definition)).destination?.identity['directory'];
    assert.equal(await directoryOf({}), roots[1]);
    assert.equal(await directoryOf({ directory: 'app' }), join(roots[1], 'app'));
    assert.equal(await directoryOf({ directory: '../first/app' }), join(roots[0], 'app'));
    assert.equal(await directoryOf({ directory: join(roots[0], 'app') }), join(roots[0], 'app'));
  });
});
