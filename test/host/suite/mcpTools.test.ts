import assert from 'node:assert/strict';
import { operations } from '../../../src/core/operations/index.ts';
import { defaultToolsets } from '../../../src/core/toolsets.ts';
import { toolsOf } from '../../../src/mcp/tools.ts';
import { accountNames, addSandbox, callTool, ourTools, startServer } from './agent.ts';
import { closeAllTabs, oneTab, tabsOf } from './tabs.ts';

describe("the tools in VS Code's own MCP client", () => {
  let account: string;

  before(async () => {
    await startServer();
    account = await addSandbox();
  });
  afterEach(closeAllTabs);

  it('are the operations of the sets that are on and not for a person alone, all of them and no other', () => {
    assert.deepEqual(
      [...ourTools().keys()].toSorted(),
      toolsOf(operations, defaultToolsets)
        .map(({ name }) => name)
        .toSorted(),
    );
  });

  it('arrive with the description and the schema that the server gave them', () => {
    for (const { name, description, inputSchema } of toolsOf(operations, defaultToolsets)) {
      const tool = ourTools().get(name);
      assert.equal(tool?.description, description);
      assert.deepEqual(tool?.inputSchema, inputSchema);
    }
  });

  it('list a sandbox that custody.addSandbox added', async () => {
    const text = await callTool('list_accounts');
    assert.ok(text.split('\n').includes(`${account}|sandbox|eu-west-1 us-east-1|access: destroy`), text);
    assert.ok((await accountNames()).includes(account));
  });

  it('list the secrets of the sandbox', async () => {
    const text = await callTool('list_secrets', { account, region: 'eu-west-1', search: 'name:prod/orders/' });
    const [heading, ...lines] = text.split('\n');
    assert.equal(heading, `${lines.length} secrets (name|changed)`);
    assert.deepEqual(lines.map((line) => line.split('|')[0] ?? '').toSorted(), [
      'prod/orders/kafka',
      'prod/orders/postgres',
      'prod/orders/redis',
    ]);
  });

  it('list the accounts with what agents may do in each', async () => {
    assert.match(await callTool('list_accounts', {}), new RegExp(`^.*\\b${account}\\b.*destroy`, 'm'));
  });

  it('open a secret for the person and give the agent its keys and lengths alone', async () => {
    const text = await callTool('get_secret_value', { account, region: 'eu-west-1', secret_id: 'prod/orders/redis' });
    const [heading, ...lines] = text.split('\n');
    assert.match(heading ?? '', /^prod\/orders\/redis version \S+ AWSCURRENT$/);
    assert.equal(lines.pop(), 'The person now sees the secret in its panel, hidden until they reveal it.');
    for (const line of lines)
      assert.match(
        line,
        /^(host|port|password), \d+ bytes \| \{\{resolve:secretsmanager:arn:[\w:/.-]+:SecretString:(host|port|password)\}\}$/,
      );
    assert.equal(lines.length, 3);
    assert.match((await oneTab('secret')).label, /redis/);
  });

  it('refuse an argument they do not list in one line that names it', async () => {
    assert.equal(
      await callTool('describe_secret', { account, secret_id: 'prod/orders/redis', sudo: true }),
      'describe_secret takes no argument sudo; it takes account, region, secret_id. Leave out arguments that the tool does not list.',
    );
  });

  it('refuse a wrong or missing argument in one line that says which', async () => {
    assert.equal(
      await callTool('describe_secret', { account }),
      "describe_secret can't take these arguments (secret_id: expected string, received undefined). Correct the arguments and call again.",
    );
    assert.equal(
      await callTool('list_secrets', { account, max_results: 'many' }),
      "list_secrets can't take these arguments (max_results: expected number, received string). Correct the arguments and call again.",
    );
  });

  it('refuse a malformed call in one line, and go on serving', async () => {
    await assert.rejects(callTool('list_accounts', ['not', 'an', 'object']), (thrown) => {
      assert.match(
        String(thrown),
        /Malformed call: params takes the name of a tool and its arguments as an object\. Correct that and call again\./,
      );
      return true;
    });
    assert.ok((await accountNames()).includes(account));
  });

  it('pass a failure on with the next step', async () => {
    const text = await callTool('describe_secret', { account, region: 'eu-west-1', secret_id: 'nowhere' });
    assert.match(text, /^There is no secret nowhere in account .* Check the name with list_secrets; names are case-sensitive\.$/);
  });

  it('refuse a force delete without asking while the setting is off', async () => {
    const text = await callTool('delete_secret', { account, region: 'eu-west-1', secret_id: 'prod/orders/kafka', force: true });
    assert.match(text, /^Agents may not delete without a recovery window/);
    assert.deepEqual(tabsOf('approval'), []);
  });
});
