import assert from 'node:assert/strict';
import type { Account } from '../../src/core/account.ts';
import { CustodyError } from '../../src/core/errors.ts';
import { noSignIns, type SignInStatus } from '../../src/core/signInStatus.ts';
import { accountRow } from '../../src/vscode/tree/accountRow.ts';
import type { AccountNode } from '../../src/vscode/tree/nodes.ts';
import { createSignInRows, type SignInRows } from '../../src/vscode/tree/signInRows.ts';
import { mainAccount } from './executeWorld.ts';

const noon = Date.parse('2026-11-20T12:00:00Z');
const identity = { accountId: '111122223333', arn: 'arn:aws:iam::111122223333:user/me' };
const refused = new CustodyError('credentials_missing', 'No valid credentials for account main (eu-west-1).');
const signedIn: SignInStatus = { ...noSignIns.status(mainAccount), signedIn: true, identity, expires: '2026-11-20T13:00:00Z' };

describe('the row of an account', () => {
  const description = (signIn: SignInStatus, now = noon): string => accountRow(mainAccount, signIn, now).description;

  it('says nothing of a sign-in that is well, and all of it in the tooltip', () => {
    assert.equal(description(signedIn), 'default · agents: destroy');
    assert.match(
      accountRow(mainAccount, signedIn, noon).tooltip,
      /^main \(profile\)\. Agents may: destroy\. Signs in by profile default\. Signed in as arn:aws:iam::111122223333:user\/me until \d/,
    );
  });

  it('says when it ends, from a quarter of an hour before until then', () => {
    assert.equal(description(signedIn, noon + 44 * 60_000), 'default · agents: destroy');
    assert.match(description(signedIn, noon + 45 * 60_000), /^sign-in ends at \d.* · default · agents: destroy$/);
    assert.equal(description({ ...signedIn, signedIn: false }, noon + 61 * 60_000), 'default · agents: destroy');
  });

  it('says in few words what is wrong, first, and what to do in the tooltip', () => {
    assert.equal(description({ ...signedIn, problem: refused }), 'Not signed in · default · agents: destroy');
    assert.match(
      accountRow(mainAccount, { ...signedIn, problem: refused }, noon).tooltip,
      /No valid credentials for account main .* Sign in again/,
    );
  });

  it('counts what agents meet, and names it in the tooltip', () => {
    const tags = [{ key: 'team', value: 'web' }];
    const row = (allow: Account['allow']) => accountRow(allow ? { ...mainAccount, allow } : mainAccount, undefined, noon);
    assert.match(row({ prefixes: ['shop/', 'web/'], tags: [] }).description, / · agents: destroy, 2 prefixes$/);
    assert.match(row({ prefixes: ['shop/'], tags }).description, / · agents: destroy, 1 prefix, 1 tag$/);
    assert.match(row({ prefixes: ['shop/'], tags }).tooltip, /Agents may: destroy\. They meet only shop\/\*, team=web\. /);
    for (const allow of [undefined, { prefixes: [], tags: [] }]) {
      assert.match(row(allow).description, / · agents: destroy$/);
      assert.doesNotMatch(row(allow).tooltip, /meet/);
    }
  });

  it('knows nothing before the first call', () => {
    assert.match(accountRow(mainAccount, undefined, noon).tooltip, /Signs in by profile default\.$/);
  });
});

describe('the rows of accounts', () => {
  const other: Account = { ...mainAccount, name: 'other' };
  let now: number;
  let redrawn: string[];
  let nodes: readonly AccountNode[];
  let rows: SignInRows;
  let problem: CustodyError | undefined;
  const show = (): ReadonlySet<string> =>
    rows.show((account) => ({ ...noSignIns.status(account), ...(account.name === 'main' ? { problem } : {}) }));

  beforeEach(() => {
    now = noon;
    redrawn = [];
    problem = undefined;
    rows = createSignInRows(
      (node) => {
        assert.ok(nodes.includes(node), 'VS Code does not know this node');
        redrawn.push(node.account.name);
      },
      () => now,
    );
    nodes = rows.draw([mainAccount, other]);
    show();
    redrawn = [];
    now += 1;
  });

  it('are redrawn where their words change, and nowhere else', () => {
    show();
    assert.deepEqual(redrawn, []);
    problem = refused;
    show();
    show();
    assert.deepEqual(redrawn, ['main']);
  });

  it('tell which accounts were mended, once', () => {
    problem = refused;
    assert.equal(show().size, 0);
    problem = undefined;
    assert.deepEqual([...show()], ['main']);
    assert.equal(show().size, 0);
  });

  it('have a region that failed say so again when they are redrawn because of it, and ask AWS after that', () => {
    rows.noteFailure('main eu-west-1', refused);
    rows.failAgain('main eu-west-1');
    problem = refused;
    show();
    assert.throws(() => rows.failAgain('main eu-west-1'), refused);
    rows.failAgain('main us-east-1');
    now += 5_000;
    rows.failAgain('main eu-west-1');
  });

  for (const [what, mend] of [
    ['was mended', () => ((problem = undefined), show())],
    ['is refreshed by hand', () => rows.forgetFailures()],
  ] as const) {
    it(`let a region be read at once when it ${what}`, () => {
      rows.noteFailure('main eu-west-1', refused);
      problem = refused;
      show();
      mend();
      rows.failAgain('main eu-west-1');
    });
  }
});
