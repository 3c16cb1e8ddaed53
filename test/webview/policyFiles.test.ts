import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { CustodyError } from '../../src/core/errors.ts';
import type { PolicyFiles } from '../../src/vscode/policy/policyFiles.ts';
import { documents, seen, TextDocumentSaveReason } from './fakeVscode.ts';
import { location, panelWorld, type PanelWorld } from './panelWorld.ts';
import { pass, settle, usePanels } from './usePanels.ts';

const never = new AbortController().signal;
const [one, other, third] = ['444455556666', '777788889999', '999900001111'].map(policyOf);

function policyOf(AWS: string): string {
  return JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: { AWS }, Action: 'secretsmanager:GetSecretValue', Resource: '*' }] });
}

describe('the document of a resource policy', () => {
  usePanels();
  let world: PanelWorld;
  let files: PolicyFiles;
  let uri: vscode.Uri;

  beforeEach(async () => {
    const { createPolicyFiles } = await import('../../src/vscode/policy/policyFiles.ts');
    const { policyUri } = await import('../../src/vscode/policy/policyUri.ts');
    world = panelWorld();
    files = createPolicyFiles(world.custody);
    uri = policyUri(location);
    await putElsewhere(one);
    world.secrets.calls.length = 0;
  });
  afterEach(() => files.dispose());

  async function putElsewhere(policy = ''): Promise<void> {
    await world.secrets.putResourcePolicy({ secretId: location.arn, policy, blockPublicPolicy: true }, never);
  }

  const stored = async (): Promise<string | undefined> => (await world.secrets.getResourcePolicy(location.arn, never)).policy;
  const count = (method: string): number => world.secrets.calls.filter((called) => called === method).length;
  const open = async (): Promise<string> => {
    await files.stat(uri);
    return Buffer.from(await files.readFile(uri)).toString();
  };
  const save = (text = '', reason = TextDocumentSaveReason.Manual): Promise<void> => {
    documents.willSave.fire({ document: { uri: Object(uri) }, reason });
    return files.writeFile(uri, Buffer.from(text));
  };
  const marks = (): readonly string[] => [...documents.marks.values()].flat().map(({ message }) => message);
  const answerModal = async (choice: string | undefined): Promise<void> => {
    await settle();
    seen.toasts.at(-1)?.answer(choice);
  };

  it('is the policy laid out, read by one call', async () => {
    assert.equal(await open(), `${JSON.stringify(JSON.parse(one ?? ''), null, 2)}\n`);
    assert.equal(count('getResourcePolicy'), 1);
  });

  it("is found again by its address alone, with the account's name in it, whatever that is", async () => {
    const { locationOfPolicy, policyUri } = await import('../../src/vscode/policy/policyUri.ts');
    for (const account of ['memory', 'a/b', 'x y%2F'])
      assert.deepEqual(locationOfPolicy(policyUri({ ...location, account })), { ...location, account });
  });

  it('is validated, asked about and put on one line, with what lets in too many blocked', async () => {
    await open();
    const asked: unknown[] = [];
    const { putResourcePolicy } = world.secrets;
    world.secrets.putResourcePolicy = (request, signal) => {
      asked.push(request);
      return putResourcePolicy(request, signal);
    };
    await save(JSON.stringify(JSON.parse(other ?? ''), null, 4));
    assert.deepEqual(asked, [{ secretId: location.arn, policy: other, blockPublicPolicy: true }]);
    assert.ok(world.secrets.calls.indexOf('validateResourcePolicy') < world.secrets.calls.indexOf('putResourcePolicy'));
    assert.equal(world.cards.length, 1);
  });

  it('is not put, nor asked about, where nothing is changed', async () => {
    const text = await open();
    await save(text);
    assert.deepEqual([world.cards.length, count('putResourcePolicy'), count('validateResourcePolicy')], [0, 0, 0]);
  });

  it('stays unsaved with a plain sentence when the card is declined', async () => {
    await open();
    world.answer = 'declined';
    await assert.rejects(save(other), /^Error: You declined, so the policy in AWS is as it was\. Your text is still here\.$/);
    assert.equal(await stored(), one);
  });

  it('marks what AWS found and asks nothing; a later save that passes takes the marks away', async () => {
    await open();
    const { validateResourcePolicy } = world.secrets;
    world.secrets.validateResourcePolicy = async () => ({ passed: false, findings: [{ check: 'SYNTAX', message: 'Wrong.' }] });
    await assert.rejects(save(other), /AWS found faults in the policy, so nothing was stored/);
    assert.deepEqual([marks(), world.cards.length, seen.toasts.length], [['SYNTAX: Wrong.'], 0, 0]);
    world.secrets.validateResourcePolicy = validateResourcePolicy;
    await save(other);
    assert.deepEqual([marks(), await stored()], [[], other]);
  });

  for (const [choice, refused] of [
    ['Keep It Blocked', /AWS found faults/],
    [undefined, /AWS found faults/],
    ['Let Them In', /declined/],
  ] as const) {
    it(`asks a person whether too many may be let in: ${choice ?? 'Escape'}`, async () => {
      await open();
      world.secrets.validateResourcePolicy = async () => ({ passed: false, findings: [{ check: 'PUBLIC', message: 'Broad access.' }] });
      const saving = assert.rejects(save(policyOf('*')), refused);
      await answerModal(choice);
      await saving;
      const [{ rest } = { rest: [] }] = seen.toasts;
      assert.deepEqual(rest.slice(1), ['Keep It Blocked', 'Let Them In']);
      // The card of one that is let in wants the secret's name typed, which the person of this world does not do.
      assert.deepEqual(
        world.cards.map(({ typeToConfirm }) => typeToConfirm),
        choice === 'Let Them In' ? [location.name] : [],
      );
      assert.equal(await stored(), one);
    });
  }

  it('is not put over a change made elsewhere at first; the next save is for the editor to settle', async () => {
    await open();
    const before = await files.stat(uri);
    pass(1_000);
    await putElsewhere(third);
    await assert.rejects(save(other), /changed in AWS meanwhile, so nothing was stored/);
    assert.equal(world.cards.length, 0);
    assert.ok((await files.stat(uri)).mtime > before.mtime);
    await save(other);
    assert.match(world.cards[0]?.consequences.join() ?? '', /No longer allows account 999900001111/);
    assert.equal(await stored(), other);
  });

  it('has the same time when it is read again without a change, so that it has no conflict with itself', async () => {
    await open();
    const before = await files.stat(uri);
    documents.closed.fire({ uri: Object(uri) });
    pass(60_000);
    await open();
    assert.equal((await files.stat(uri)).mtime, before.mtime);
    assert.equal(count('getResourcePolicy'), 2);
  });

  it('is kept by auto save as a draft, which asks nothing, says so, and outlives its tab', async () => {
    await open();
    await save(other, TextDocumentSaveReason.AfterDelay);
    assert.deepEqual([world.cards.length, await stored()], [0, one]);
    assert.match(marks().join(), /^Not stored in AWS yet/);
    documents.closed.fire({ uri: Object(uri) });
    assert.equal(await open(), other);
    await save(other);
    assert.deepEqual([marks(), await stored()], [[], other]);
  });

  for (const empty of ['', ' \n', '{}', '{ }\n']) {
    it(`deletes the policy after the card when it is ${JSON.stringify(empty)}`, async () => {
      await open();
      await save(empty);
      assert.match(world.cards[0]?.headline ?? '', /^Delete the resource policy of prod\/db$/);
      assert.equal(await stored(), undefined);
    });
  }

  it("begins as a draft for the secret's own account where there is none", async () => {
    await world.secrets.deleteResourcePolicy(location.arn, never);
    assert.match(await open(), /"arn:aws:iam::111122223333:root"/);
    await save('');
    assert.equal(world.cards.length, 0);
  });

  it('is not sent while it is no JSON', async () => {
    await open();
    await assert.rejects(save('{"Statement":'), /no JSON yet, so nothing was stored/);
    assert.equal(count('validateResourcePolicy'), 0);
  });

  it('says why it can not be read', async () => {
    world.secrets.before = async () => {
      throw new CustodyError('access_denied', 'secretsmanager:GetResourcePolicy is not allowed.');
    };
    await assert.rejects(open(), /^Error: secretsmanager:GetResourcePolicy is not allowed\. Ask whoever manages the role/);
  });
});
