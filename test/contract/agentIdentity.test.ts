import assert from 'node:assert/strict';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  BatchGetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
  TagResourceCommand,
} from '@aws-sdk/client-secrets-manager';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { clientOptions } from '../../src/aws/clientOptions.ts';
import { createAgentSessions } from '../../src/aws/credentials/agentSessions.ts';
import { createMfaSessions } from '../../src/aws/credentials/mfaSessions.ts';
import { createSignIns } from '../../src/aws/credentials/signIns.ts';
import { createSsoSessions } from '../../src/aws/credentials/ssoSessions.ts';
import type { Account } from '../../src/core/account.ts';
import { person, type Caller } from '../../src/core/caller.ts';
import { nobodyToAsk } from '../../src/core/signIn.ts';
import { agent, agentName, openAgentWorld, role, type AgentWorld } from './agentWorld.ts';

interface Clients {
  readonly secrets: SecretsManagerClient;
  readonly sts: STSClient;
}
type Limits = Pick<Account, 'access' | 'allow'>;

const value = { SecretString: 'another', ClientRequestToken: crypto.randomUUID() };
const get = (SecretId: string) => (clients: Clients) => clients.secrets.send(new GetSecretValueCommand({ SecretId }));
const put = (SecretId: string) => (clients: Clients) => clients.secrets.send(new PutSecretValueCommand({ SecretId, ...value }));
const describeOne = (SecretId: string) => (clients: Clients) => clients.secrets.send(new DescribeSecretCommand({ SecretId }));
const remove = (SecretId: string) => (clients: Clients) => clients.secrets.send(new DeleteSecretCommand({ SecretId }));
const create = (Name: string) => (clients: Clients) =>
  clients.secrets.send(new CreateSecretCommand({ Name, ...value, Tags: [{ Key: 'env', Value: 'test' }] }));
const tag = (SecretId: string) => (clients: Clients) =>
  clients.secrets.send(new TagResourceCommand({ SecretId, Tags: [{ Key: 'env', Value: 'test' }] }));
const rotate = (SecretId: string) => (clients: Clients) =>
  clients.secrets.send(
    new RotateSecretCommand({
      SecretId,
      RotationLambdaARN: 'arn:aws:lambda:eu-west-1:222233334444:function:rotate',
      RotationRules: { AutomaticallyAfterDays: 30 },
      RotateImmediately: false,
      ClientRequestToken: crypto.randomUUID(),
    }),
  );
const list = (clients: Clients) => clients.secrets.send(new ListSecretsCommand({}));
const assume = (clients: Clients) =>
  clients.sts.send(new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::222233334444:role/another', RoleSessionName: 'further' }));

const inProd: Limits['allow'] = { prefixes: ['prod/'], tags: [] };
const tagged: Limits['allow'] = { prefixes: [], tags: [{ key: 'env', value: 'test' }] };
const either: Limits['allow'] = { ...tagged, prefixes: ['prod/'] };

/** What an agent's credentials are sent with past Custody, and whether it is let through. */
const cases: readonly (readonly [string, Limits, (clients: Clients) => Promise<unknown>, 'denied' | 'done'])[] = [
  ['list: a list', { access: 'list' }, list, 'done'],
  ['list: a description', { access: 'list' }, describeOne('prod/db'), 'denied'],
  ['describe: a description', { access: 'describe' }, describeOne('prod/db'), 'done'],
  ['describe: a value', { access: 'describe' }, get('prod/db'), 'denied'],
  ['use: a value', { access: 'use' }, get('prod/db'), 'done'],
  ['use: a value under a key of the customer', { access: 'use' }, get('prod/keyed'), 'done'],
  ['use: another value', { access: 'use' }, put('prod/db'), 'denied'],
  ['write: another value', { access: 'write' }, put('prod/db'), 'done'],
  ['write: another value under a key of the customer', { access: 'write' }, put('prod/keyed'), 'done'],
  ['write: a rotation by a function', { access: 'write' }, rotate('prod/db'), 'done'],
  ['write: a delete', { access: 'write' }, remove('prod/db'), 'denied'],
  ['write: another role', { access: 'write' }, assume, 'denied'],
  ['prefix: a value inside', { access: 'write', allow: inProd }, get('prod/db'), 'done'],
  ['prefix: a description outside', { access: 'write', allow: inProd }, describeOne('test/db'), 'denied'],
  ['prefix: another value outside', { access: 'write', allow: inProd }, put('test/db'), 'denied'],
  ['prefix: a new secret inside', { access: 'write', allow: inProd }, create('prod/new'), 'done'],
  ['prefix: a new secret outside', { access: 'write', allow: inProd }, create('test/new'), 'denied'],
  ['prefix: a secret that is not there', { access: 'write', allow: inProd }, get('test/none'), 'denied'],
  ['prefix: a list, which AWS limits to no secrets', { access: 'write', allow: inProd }, list, 'done'],
  ['tag: a value of a secret that has it', { access: 'use', allow: tagged }, get('test/db'), 'done'],
  ['tag: a value of one with another', { access: 'use', allow: tagged }, get('test/other'), 'denied'],
  ['tag: a value of one without', { access: 'use', allow: tagged }, get('prod/db'), 'denied'],
  ['tag: a new secret, whatever tag it asks for', { access: 'write', allow: tagged }, create('test/new'), 'denied'],
  ['tag: the tag given to one without', { access: 'write', allow: tagged }, tag('prod/db'), 'denied'],
  ['prefix or tag: a value by its prefix', { access: 'use', allow: either }, get('prod/db'), 'done'],
  ['prefix or tag: a value by its tag', { access: 'use', allow: either }, get('test/db'), 'done'],
  ['prefix or tag: a value with neither', { access: 'use', allow: either }, get('test/other'), 'denied'],
  ['an empty list: anything', { access: 'destroy', allow: { prefixes: [], tags: [] } }, describeOne('prod/db'), 'done'],
  ['destroy: a delete', { access: 'destroy' }, remove('test/other'), 'done'],
];

describe("An agent's own credentials, sent to AWS past Custody", () => {
  let world: AgentWorld;
  beforeEach(async () => (world = await openAgentWorld()));
  afterEach(() => world.close());

  async function clientsOf(caller: Caller, limits: Limits): Promise<Clients> {
    const account: Account = { ...role, ...limits };
    const endpointOf = (): string => world.sandbox.endpoint;
    const prompts = nobodyToAsk;
    const signIns = createSignIns({
      files: world.files,
      endpointOf,
      prompts,
      sandbox: async () => world.sandbox,
      mfaSessions: createMfaSessions(prompts),
      ssoSessions: createSsoSessions({ endpointOf, prompts }),
    });
    const session = await createAgentSessions(world.files).of(account, caller);
    const credentials = await signIns.provider(account, session)();
    signIns.dispose();
    const options = { region: 'eu-west-1', endpoint: world.sandbox.endpoint, credentials, ...clientOptions() };
    return { secrets: new SecretsManagerClient(options), sts: new STSClient(options) };
  }

  for (const [what, limits, send, expected] of cases)
    it(`at ${what} ${expected === 'done' ? 'is let through' : 'is denied'}`, async () => {
      const sent = send(await clientsOf(agent, limits));
      if (expected === 'done') await sent;
      else await assert.rejects(sent, { name: /^AccessDenied(Exception)?$/, message: /explicit deny in a session policy/ });
    });

  for (const [what, limits, send] of cases.filter(([, , , expected]) => expected === 'denied'))
    it(`control: without the session policy, at ${what} is let through, or AWS looks for it`, async () => {
      await send(await clientsOf(person, limits)).catch((thrown: unknown) => {
        assert.ok(thrown instanceof Error && thrown.name === 'ResourceNotFoundException', String(thrown));
      });
    });

  it('in a batch opens what is inside of the limits, and no more', async () => {
    const ids = { SecretIdList: ['prod/db', 'test/db', 'prod/keyed'] };
    const read = async (caller: Caller) => {
      const { secrets } = await clientsOf(caller, { access: 'use', allow: inProd });
      const { SecretValues = [], Errors = [] } = await secrets.send(new BatchGetSecretValueCommand(ids));
      return [SecretValues.map(({ Name }) => Name), Errors.map(({ SecretId, ErrorCode }) => [SecretId, ErrorCode])];
    };
    assert.deepEqual(await read(agent), [['prod/db', 'prod/keyed'], [['test/db', 'AccessDeniedException']]]);
    assert.deepEqual(await read(person), [['prod/db', 'test/db', 'prod/keyed'], []]);
  });

  it('say whose they are, whatever they may do', async () => {
    const { sts } = await clientsOf(agent, { access: 'list' });
    const { Arn } = await sts.send(new GetCallerIdentityCommand({}));
    assert.equal(Arn, `arn:aws:sts::222233334444:assumed-role/operator/${agentName}`);
  });
});
