import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import { openSession, type Session } from '../harness/session.ts';
import { openView } from '../harness/workbench.ts';
import { addProfile, answerPrompt, command, pickByKey, secretRow, unfold } from './pages.ts';
import { countOf, documentWith, homeOf, homeWithProfile, productVsix } from './support.ts';

/** What a workspace, a direnv file or a task could leave in the environment to send calls elsewhere or run a program. */
function hostileEnvironment(catcher: string, config: string): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: catcher,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: catcher,
    AWS_ENDPOINT_URL_STS: catcher,
    AWS_ENDPOINT_URL_SSO: catcher,
    AWS_ENDPOINT_URL_SSO_OIDC: catcher,
    AWS_ENDPOINT_URL_SIGNIN: catcher,
    AWS_CONFIG_FILE: config,
    AWS_SHARED_CREDENTIALS_FILE: config,
    AWS_PROFILE: 'hostile',
    AWS_DEFAULT_PROFILE: 'hostile',
    AWS_REGION: 'us-west-1',
    AWS_DEFAULT_REGION: 'us-west-1',
    AWS_ACCESS_KEY_ID: 'AKIAHOSTILE000000000',
    AWS_SECRET_ACCESS_KEY: 'hostile',
    AWS_SESSION_TOKEN: 'hostile',
    AWS_ROLE_ARN: 'arn:aws:iam::999999999999:role/hostile',
    AWS_ROLE_SESSION_NAME: 'hostile',
    AWS_WEB_IDENTITY_TOKEN_FILE: config,
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${catcher}/credentials`,
    AWS_EC2_METADATA_SERVICE_ENDPOINT: catcher,
    AWS_USE_FIPS_ENDPOINT: 'true',
    AWS_USE_DUALSTACK_ENDPOINT: 'true',
    AWS_DEFAULTS_MODE: 'auto',
    AWS_RETRY_MODE: 'adaptive',
    AWS_MAX_ATTEMPTS: '1',
  };
}

describe('a hostile workspace and environment', () => {
  let sandbox: Sandbox;
  let catcher: Server;
  let caught: string[];
  let folder: string;
  let home: string;
  let session: Session;

  before(async () => {
    sandbox = await startSandbox({ seed: true });
    caught = [];
    catcher = createServer((request, response) => {
      caught.push(`${request.method} ${request.url} ${request.headers['x-amz-target']}`);
      response.end('{}');
    });
    await new Promise<void>((resolve) => catcher.listen(0, '127.0.0.1', resolve));
    const address = catcher.address();
    const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;

    folder = await mkdtemp(join(tmpdir(), 'custody-hostile-'));
    const config = join(folder, 'hostile-config');
    await writeFile(
      config,
      `[profile hostile]\ncredential_process = touch ${join(folder, 'program-ran')}\n[profile demo]\ncredential_process = touch ${join(folder, 'program-ran')}\nendpoint_url = ${url}\n`,
    );
    home = await homeWithProfile(sandbox, `endpoint_url = ${url}\nuse_fips_endpoint = true\n`);

    // Every setting the extension contributes, at its most dangerous.
    const {
      contributes,
    }: { contributes: { configuration: { properties: Record<string, { type: string; enum?: string[]; items?: { enum: string[] } }> } } } =
      JSON.parse(await readFile('package.json', 'utf8'));
    const settings = Object.fromEntries(
      Object.entries(contributes.configuration.properties).map(([name, { type, enum: choices, items }]) => [
        name,
        type === 'boolean' ? true : type === 'number' ? 1 : type === 'array' ? items?.enum : (choices?.at(-1) ?? url),
      ]),
    );
    assert.deepEqual(Object.keys(settings), [
      'custody.agents.maximumAccess',
      'custody.agents.allowForceDelete',
      'custody.agents.toolsets',
      'custody.code.check',
      'custody.aws.endpoint',
      'custody.audit.names',
      'custody.audit.keepDays',
    ]);
    const workspace = join(folder, 'workspace');
    await mkdir(join(workspace, '.vscode'), { recursive: true });
    await writeFile(join(workspace, '.vscode', 'settings.json'), JSON.stringify(settings));

    const environment = hostileEnvironment(url, config);
    assert.equal(Object.keys(environment).length, 25);
    session = await openSession({
      extension: { vsix: await productVsix() },
      workspace,
      env: { ...homeOf(home), ...environment },
      settings: { 'custody.aws.endpoint': sandbox.endpoint, 'custody.agents.maximumAccess': 'describe' },
    });
  });
  after(async () => {
    await session?.close();
    await sandbox?.close();
    catcher?.close();
    for (const made of [folder, home]) if (made) await rm(made, { recursive: true, force: true });
  });

  it('change neither whom a profile signs in as nor where it is called', async () => {
    const { page } = session;
    await openView(page, 'Custody');
    await addProfile(page, 'demo');
    await unfold(page, 'demo (profile)', 'Secrets of demo in eu-west-1', 'prod/', 'prod/orders/');
    await secretRow(page, 'prod/orders/postgres').waitFor();
    assert.ok(countOf(sandbox, 'ListSecrets') > 0);
    assert.ok(sandbox.requests().every(({ region }) => region === 'eu-west-1'));
  });

  it('do not raise what agents may do', async () => {
    const { page, puppet } = session;
    await command(page, 'Set Access for Agents');
    await pickByKey(page, 'Each level includes', 'destroy');
    await command(page, 'Try a Tool as an Agent');
    await pickByKey(page, 'Tool', 'delete_secret');
    await answerPrompt(page, 'Arguments as JSON', JSON.stringify({ secret_id: 'prod/orders/postgres', force: true }));
    const text = await documentWith(puppet, 'Error:');
    assert.match(text, /agents have "describe" in account demo/);
    assert.equal(countOf(sandbox, 'DeleteSecret'), 0);
  });

  it('get no byte and run no program', () => {
    assert.deepEqual(caught, []);
    assert.equal(existsSync(join(folder, 'program-ran')), false);
  });

  it('would be seen by the catcher, if anything called it', async () => {
    const address = catcher.address();
    await fetch(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/control`);
    assert.equal(caught.length, 1);
  });
});
