import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { accessLevels, includesLevel, type AccessLevel, type Account } from '../../src/core/account.ts';
import { agentApis, agentPolicy, maxPolicyLength } from '../../src/core/agentPolicy.ts';
import { agentSessionName, agentsInWords, sharedSession } from '../../src/core/agentSession.ts';
import { operations } from '../../src/core/operations/index.ts';
import { sandboxOperations } from '../../src/sandbox/operations/index.ts';
import { judge, readSessionPolicy, type Request } from '../../src/sandbox/sessionPolicy.ts';
import { accepting, addSamples, agent, callerOf, createWorld, mainAccount, sampleFor } from './executeWorld.ts';

type AllowList = NonNullable<Account['allow']>;

const roleArn = 'arn:aws:iam::222233334444:role/operator';
const levels = accessLevels.filter((level) => level !== 'off');
const apis = sandboxOperations.map(({ name }) => name);
const secret = (name: string): string => `arn:aws:secretsmanager:eu-west-1:222233334444:secret:${name}-AbCdEf`;

function isAllowed(limits: { access: AccessLevel; allow?: AllowList | undefined }, request: Request): boolean {
  const { text } = agentPolicy({ allow: undefined, ...limits }, roleArn);
  return judge(readSessionPolicy(text), request) === 'allowed';
}

const doing = (api: string, resource = secret('prod/db')): Request => ({ action: `secretsmanager:${api}`, resource });

describe('The session policy of agents', () => {
  it('allows every call that an operation makes, at the level that the operation needs', async () => {
    const tried: string[] = [];
    for (const operation of operations.filter(({ callers }) => callers === 'all')) {
      const world = createWorld({ accounts: [{ ...mainAccount, access: operation.needs }] });
      addSamples(world);
      world.answer = accepting;
      await world.text(operation.name, sampleFor(operation), { caller: callerOf(operation) });
      for (const { method } of [...world.secrets.calls, ...world.elsewhere.calls]) {
        if (method === 'getCallerIdentity') continue;
        const api = `${method[0]?.toUpperCase()}${method.slice(1)}`;
        assert.ok(agentApis(operation.needs).includes(api), `${operation.name} needs ${operation.needs} and calls ${api}`);
        tried.push(api);
      }
    }
    assert.ok(new Set(tried).size >= 15, `${tried.length} calls`);
  });

  it('is made of operations that AWS has, and holds each of the registry from its level on', () => {
    for (const { name, api, needs, callers } of operations) {
      if (api === undefined || api === 'GetCallerIdentity' || callers === 'person') continue;
      assert.ok(apis.includes(api), `${name}: ${api}`);
      for (const level of levels) assert.ok(!includesLevel(level, needs) || agentApis(level).includes(api), `${name} at ${level}`);
    }
  });

  it('lets through what a level holds, and denies everything else, of every service', () => {
    for (const access of accessLevels) {
      const held = agentApis(access);
      for (const api of apis) assert.equal(isAllowed({ access }, doing(api)), held.includes(api), `${api} at ${access}`);
      for (const action of ['sts:AssumeRole', 's3:GetObject', 'kms:Decrypt', 'lambda:InvokeFunction', 'secretsmanager:NewOfAws'])
        assert.equal(isAllowed({ access }, { action, resource: '*' }), false, `${action} at ${access}`);
    }
    assert.deepEqual(agentApis('list'), ['ListSecrets']);
    assert.ok(!agentApis('describe').includes('GetSecretValue') && agentApis('use').includes('GetSecretValue'));
    assert.ok(!agentApis('write').includes('DeleteSecret') && agentApis('destroy').includes('DeleteSecret'));
  });

  it("uses keys through Secrets Manager alone, of the role's own partition, and starts no function by hand", () => {
    const decrypt = (service: string): Request => ({
      action: 'kms:Decrypt',
      resource: 'arn:aws:kms:eu-west-1:222233334444:key/a',
      facts: { 'kms:viaservice': service },
    });
    assert.equal(isAllowed({ access: 'use' }, decrypt('secretsmanager.eu-west-1.amazonaws.com')), true);
    assert.equal(isAllowed({ access: 'use' }, decrypt('s3.eu-west-1.amazonaws.com')), false);
    assert.equal(isAllowed({ access: 'describe' }, decrypt('secretsmanager.eu-west-1.amazonaws.com')), false);
    const encrypt = { ...decrypt('secretsmanager.eu-west-1.amazonaws.com'), action: 'kms:GenerateDataKey' };
    assert.deepEqual([isAllowed({ access: 'use' }, encrypt), isAllowed({ access: 'write' }, encrypt)], [false, true]);
    const china = agentPolicy({ access: 'use', allow: { prefixes: ['a/'], tags: [] } }, 'arn:aws-cn:iam::222233334444:role/r').text;
    assert.match(china, /"secretsmanager\.\*\.amazonaws\.com\.cn"/);
    assert.match(china, /"arn:aws-cn:secretsmanager:\*:222233334444:secret:a\/\*"/);
    const invoke = { action: 'lambda:InvokeFunction', resource: 'arn:aws:lambda:eu-west-1:222233334444:function:f' };
    assert.equal(isAllowed({ access: 'destroy' }, { ...invoke, facts: { 'aws:viaawsservice': 'false' } }), false);
    assert.equal(isAllowed({ access: 'destroy' }, { ...invoke, facts: { 'aws:viaawsservice': 'true' } }), true);
  });

  it('denies outright what is withheld, so that the policy of a secret can let in no more', () => {
    const policy = readSessionPolicy(agentPolicy({ access: 'describe', allow: { prefixes: ['prod/'], tags: [] } }, roleArn).text);
    for (const request of [doing('GetSecretValue'), doing('DescribeSecret', secret('test/db'))])
      assert.equal(judge(policy, request), 'denied');
  });

  it('reaches the secrets of a list and no others, with any prefixes and tags, within the length that STS takes', () => {
    const part = fc.constantFrom('prod', 'prod/', 'prod/db', 'test/a/', 'test/b/', 'a.b', 'x');
    const tags = fc.uniqueArray(
      fc.record({ key: fc.constantFrom('env', 'team', 'cost center'), value: fc.constantFrom('a', 'b$', '${x}', 'ü*', '語') }),
    );
    const allow = fc.record({ prefixes: fc.uniqueArray(part), tags });
    const its = fc.uniqueArray(
      fc.record({ key: fc.constantFrom('env', 'team', 'other'), value: fc.constantFrom('a', 'b$', '${x}', 'ü*', '語') }),
      {
        selector: ({ key }) => key,
      },
    );
    const property = fc.property(fc.constantFrom(...levels), allow, part, its, (access, list, start, own) => {
      const { text, reach } = agentPolicy({ access, allow: list }, roleArn);
      assert.ok(text.length <= maxPolicyLength);
      const name = `${start}9`;
      const facts = Object.fromEntries(own.map(({ key, value }) => [`aws:resourcetag/${key}`, value]));
      const isInside =
        list.prefixes.length + list.tags.length === 0 ||
        list.prefixes.some((prefix) => name.startsWith(prefix)) ||
        list.tags.some(({ key, value }) => own.some((each) => each.key === key && each.value === value));
      const lets = judge(readSessionPolicy(text), { ...doing('DescribeSecret', secret(name)), facts }) === 'allowed';
      if (access === 'list') assert.equal(lets, false);
      else if (reach === 'whole') assert.equal(lets, isInside);
      else assert.ok(lets || !isInside);
    });
    fc.assert(property, { numRuns: 300 });
  });

  it('lets no secret be created where tags alone decide, and says so there and nowhere else', () => {
    const tags = [{ key: 'team', value: 'web' }];
    for (const allow of [undefined, { prefixes: ['prod/'], tags }, { prefixes: [], tags }])
      for (const access of ['use', 'write'] as const) {
        const isBarred = access === 'write' && allow?.prefixes.length === 0;
        const creates = ['CreateSecret', 'TagResource'].every((api) => isAllowed({ access, allow }, doing(api)));
        assert.equal(creates, access === 'write' && !isBarred);
        assert.equal(/create no secret/.test(agentsInWords({ ...mainAccount, access, allow }, roleArn)), isBarred);
      }
  });

  it('that would be too long has shorter prefixes, and then none, says so, and never holds more than the level', () => {
    const many = (stem: string): AllowList => ({
      prefixes: Array.from({ length: 20 }, (_, index) => `${stem}${index}/service/database/`),
      tags: [],
    });
    const cases: readonly (readonly [AllowList, string, RegExp])[] = [
      [
        many('production/app'),
        'coarser',
        /too long for IAM, which holds them to the first part of each prefix; the rest Custody checks alone/,
      ],
      [
        many('a-long-name-of-a-part-before-the-slash-'),
        'level',
        /too long for IAM, which holds them to their level; the list Custody checks alone/,
      ],
      [{ prefixes: ['prod/'], tags: [] }, 'whole', /IAM holds it to what they may do/],
    ];
    for (const [allow, reach, words] of cases) {
      const limits = { ...mainAccount, access: 'write' as const, allow };
      const policy = agentPolicy(limits, roleArn);
      assert.equal(policy.reach, reach);
      assert.ok(policy.text.length <= maxPolicyLength, `${policy.text.length}`);
      assert.match(agentsInWords(limits, roleArn), words);
      assert.equal(isAllowed(limits, doing('DeleteSecret')), false);
    }
    const coarse = { access: 'write', allow: many('production/app') } as const;
    assert.equal(isAllowed(coarse, doing('GetSecretValue', secret('production/app3/service/database/x'))), true);
    assert.equal(isAllowed(coarse, doing('GetSecretValue', secret('staging/x'))), false);
    assert.equal(agentsInWords(mainAccount, undefined), sharedSession);
  });

  it('comes with a session name in the characters of STS, of 64 at most', () => {
    assert.equal(agentSessionName('0123456789abcdef'), 'custody-agent-0123456789abcdef');
    const property = fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (client) =>
      assert.match(agentSessionName(client), /^custody-agent-[\w+=,.@-]{0,50}$/),
    );
    fc.assert(property);
  });
});

describe('The service of a call', () => {
  it('is asked for with who calls, and with the level that the settings leave', async () => {
    const asked: unknown[] = [];
    const world = createWorld({
      settings: { maximumAccess: 'describe' },
      service: async ({ access }, _, caller) => {
        asked.push([access, caller.kind]);
        return world.secrets.service;
      },
    });
    addSamples(world);
    await world.text('describe_secret', { secret_id: 'prod/db' });
    await world.text('describe_secret', { secret_id: 'prod/db' }, { caller: { kind: 'person' } });
    assert.deepEqual(asked, [
      ['describe', agent.kind],
      ['destroy', 'person'],
    ]);
  });
});
