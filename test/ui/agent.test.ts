import assert from 'node:assert/strict';
import { startBrokenEndpoint } from '../fakes/brokenEndpoint.ts';
import { agentResults } from '../harness/chat.ts';
import { poll } from '../harness/poll.ts';
import { chatAllow, webviewFrame } from '../harness/workbench.ts';
import {
  allowedResults,
  cardIsGone,
  openAgentSession,
  openCard,
  setAccess,
  setAllowList,
  tabs,
  type AgentSession,
} from './agentSupport.ts';
import { notified, setSetting } from './support.ts';

const postgres = 'prod/orders/postgres';

describe('an agent in agent mode', () => {
  let session: AgentSession;
  before(async () => {
    session = await openAgentSession();
  });
  after(() => session?.close());

  it('lists accounts and secrets and describes one, without a question from anybody', async () => {
    const [accounts, secrets, secret] = await session.ask(
      { tool: 'list_accounts' },
      { tool: 'list_secrets', input: { search: 'name:prod/' } },
      { tool: 'describe_secret', input: { secret_id: postgres } },
    );
    assert.match(accounts?.text ?? '', /^demo\|profile\|eu-west-1\|access: destroy$/);
    assert.match(secrets?.text ?? '', /prod\/orders\/postgres\|\d{4}-\d\d-\d\d/);
    assert.match(secret?.text ?? '', /^name: prod\/orders\/postgres\narn: arn:aws:secretsmanager:eu-west-1:111122223333:secret:/);
  });

  it('gets keys, lengths and references of a value, and the person gets the panel', async () => {
    const [read] = await session.ask({ tool: 'get_secret_value', input: { secret_id: postgres } });
    assert.match(read?.text ?? '', /password, \d+ bytes \| \{\{resolve:secretsmanager:arn:.*:SecretString:password\}\}/);
    assert.match(read?.text ?? '', /The person now sees the secret in its panel/);
    await webviewFrame(session.page).getByRole('heading', { name: 'postgres' }).waitFor();
    await session.puppet.run((vscode) => vscode.commands.executeCommand('workbench.action.closeAllEditors'));
  });

  it('creates a secret after the editor’s own question and ours, and never learns its value', async () => {
    await session.start({ tool: 'create_secret', input: { name: 'agent/made', value: 'generate', key: 'token' } });
    await chatAllow(session.page);
    const card = await openCard(session.page, 'Create agent/made');
    assert.equal(session.count('CreateSecret'), 0, 'nothing is created before the click');
    await card.getByRole('button', { name: 'Create' }).click();
    const [created] = await agentResults(session.puppet, 1);
    assert.match(created?.text ?? '', /^Created agent\/made, version [0-9a-f-]{36}\narn: \S+$/);
    assert.equal(session.count('CreateSecret'), 1);
  });

  it('creates a secret with a value that the person types on the card, and reads nothing of it', async () => {
    const typed = 'correct horse battery staple';
    await session.start({ tool: 'create_secret', input: { name: 'agent/typed', value: 'person', key: 'phrase' } });
    const card = await openCard(session.page, 'Create agent/typed');
    const create = card.getByRole('button', { name: 'Create', exact: true });
    await card.locator('textarea:visible').fill(typed);
    await poll(() => create.isEnabled(), { what: 'the button armed' });
    await create.click();
    const [created] = await agentResults(session.puppet, 1);
    assert.match(created?.text ?? '', /^Created agent\/typed/);
    assert.doesNotMatch(JSON.stringify(created), /horse/);
    assert.deepEqual(JSON.parse((await session.storedValue('agent/typed')) ?? ''), { phrase: typed });
  });

  it('deletes only once the card’s button is clicked, however long that takes', async () => {
    await session.start({ tool: 'delete_secret', input: { secret_id: 'agent/made', recovery_window_in_days: 7 } });
    await chatAllow(session.page);
    const card = await openCard(session.page, 'Delete agent/made');
    await card.getByText(/It can be restored until/).waitFor();
    const button = card.getByRole('button', { name: 'Delete' });
    await poll(() => button.isEnabled(), { what: 'the button armed' });
    assert.equal(session.count('DeleteSecret'), 0);
    await button.click();
    const [deleted] = await agentResults(session.puppet, 1);
    assert.match(deleted?.text ?? '', /^Scheduled for deletion on/);
    assert.ok(await session.deletedDate('agent/made'));
    await cardIsGone(session);
  });

  it('restores it after a click as well', async () => {
    await session.start({ tool: 'restore_secret', input: { secret_id: 'agent/made' } });
    await chatAllow(session.page);
    const card = await openCard(session.page, 'Restore agent/made');
    await card.getByRole('button', { name: 'Restore' }).click();
    await agentResults(session.puppet, 1);
    assert.equal(await session.deletedDate('agent/made'), undefined);
  });

  it('is refused what the account’s level leaves out, and told who can change it', async () => {
    await setAccess(session.page, 'describe');
    await session.start({ tool: 'delete_secret', input: { secret_id: postgres } });
    const [refused] = await allowedResults(session);
    assert.match(
      refused?.text ?? '',
      /needs the access level "destroy", and agents have "describe" in account demo\. .*Custody: Set Access for Agents/,
    );
    assert.deepEqual(await tabs(session), []);
    await setAccess(session.page, 'destroy');
  });

  it('meets only the secrets that the person put on the account’s list, and is told who can change it', async () => {
    await setAllowList(session.page, 'staging/');
    const [listed, refused] = await session.ask({ tool: 'list_secrets' }, { tool: 'describe_secret', input: { secret_id: postgres } });
    assert.match(listed?.text ?? '', /staging\/orders\/postgres/);
    assert.doesNotMatch(listed?.text ?? '', /prod\//);
    assert.match(
      refused?.text ?? '',
      /is not among the secrets that agents may work with in account demo\. .*Custody: Set Allow-List for Agents/,
    );
    await setAllowList(session.page, '');
    const [described] = await session.ask({ tool: 'describe_secret', input: { secret_id: postgres } });
    assert.match(described?.text ?? '', /^name: prod\/orders\/postgres/);
  });

  it('gets one clear sentence for each kind of bad input', async () => {
    const [missing, unknown, malformed, broken] = await session.ask(
      { tool: 'describe_secret', input: { secret_id: 'no/such/secret' } },
      { tool: 'describe_secret', input: { secret_id: postgres, versoin: 1 } },
      { tool: 'describe_secret', input: {} },
      { tool: 'list_secrets', input: { max_results: 1000 } },
    );
    assert.match(missing?.text ?? '', /^There is no secret no\/such\/secret in account demo \(eu-west-1\)\. .*list_secrets/);
    assert.match(unknown?.text ?? '', /takes no argument versoin; it takes account, region, secret_id/);
    assert.match(malformed?.text ?? '', /secret_id/);
    assert.match(broken?.text ?? '', /max_results/);
  });

  it('stops at AWS when the chat is cancelled', async () => {
    const silent = await startBrokenEndpoint({ mode: 'silent' });
    try {
      await setSetting(session.puppet, 'custody.aws.endpoint', silent.endpoint);
      await session.start({ tool: 'describe_secret', input: { secret_id: postgres } });
      await silent.nextRequest();
      await session.puppet.run((vscode) => vscode.commands.executeCommand('workbench.action.chat.cancel'));
      assert.equal((await silent.nextAbort()).operation, 'DescribeSecret');
    } finally {
      await setSetting(session.puppet, 'custody.aws.endpoint', session.sandbox.endpoint);
      await silent.close();
    }
  });

  it('finds the server again after it moved to another port', async () => {
    await session.puppet.run((vscode) => vscode.commands.executeCommand('custody.restartServer'));
    const [first] = await session.ask({ tool: 'list_accounts' });
    assert.match(first?.text ?? '', /^demo/);
  });

  it('is paused when it sends values that are known here, until the person, who is told, stops agents and lets them continue', async () => {
    const { token } = JSON.parse((await session.storedValue('agent/made')) ?? '');
    const guess = { tool: 'describe_secret', input: { secret_id: token } };
    const refused = await session.ask(guess, guess, guess, { tool: 'list_accounts' });
    assert.deepEqual(
      refused.map(({ text = '' }) => /^(.*?)\./.exec(text)?.[1]),
      [
        ...Array.from({ length: 3 }, () => 'describe_secret was called with a secret value in an argument'),
        'Agents are paused, because arguments held secret values three times',
      ],
    );
    assert.equal(
      await notified(session, 'Agents sent secret values'),
      'Agents sent secret values in their arguments 3 times, so they are paused for a minute.',
    );
    for (const command of ['custody.stopAgents', 'custody.letAgentsContinue'])
      await session.puppet.run((vscode, id) => vscode.commands.executeCommand(id), command);
    const [accounts] = await session.ask({ tool: 'list_accounts' });
    assert.match(accounts?.text ?? '', /^demo/);
  });
});
