import assert from 'node:assert/strict';
import { CustodyError } from '../../src/core/errors.ts';
import type { Execute } from '../../src/core/execute.ts';
import { operations } from '../../src/core/operations/index.ts';
import { SecretText } from '../../src/core/secretText.ts';
import { openFrontDoor, type FrontDoor } from '../../src/mcp/http.ts';
import { isTool } from '../../src/mcp/tools.ts';
import { post, rpc } from '../contract/frontDoors.ts';
import { memoryCustody, type MemoryCustody } from '../contract/memoryCustody.ts';
import { sampleFor } from '../unit/executeWorld.ts';
import { hasUnseen, loud, payloads, quiet } from './hostilePayloads.ts';

const caller = { kind: 'agent', client: 'client', claimedName: 'hostile' } as const;
const tools = operations.filter(isTool);
const signal = new AbortController().signal;
const prod = { secret_id: 'prod/db' };
const policy = '{"Statement":[]}';
const lambda = 'arn:aws:lambda:eu-west-1:111122223333:function:rotate';

/** What makes a tool's call succeed, where the sample of its unit test does not here. */
const inputs: Readonly<Record<string, Record<string, unknown>>> = {
  batch_get_secret_value: { secret_ids: ['prod/db', 'old/key', 'gone'] },
  compare_secrets: { ...prod, other: 'old/key' },
  create_secret: { name: 'new/one', value: 'generate' },
  put_secret_value: { ...prod, value: 'generate', key: 'password' },
  untag_resource: { ...prod, tag_keys: ['team'] },
  restore_secret: { secret_id: 'old/key' },
  put_resource_policy: { ...prod, policy },
  validate_resource_policy: { policy },
  rotate_secret: { ...prod, rotation_lambda_arn: lambda },
  update_secret_version_stage: { ...prod, version_stage: 'CANARY', move_to_version_id: '00000000-0000-4000-8000-000000000000' },
  replicate_secret_to_regions: { ...prod, regions: ['us-east-1'] },
  remove_regions_from_replication: { ...prod, regions: ['us-east-1'] },
  stop_replication_to_replica: { secret_id: 'near/db', region: 'us-east-1' },
};

/** Leaves the secrets as the tool needs them. */
async function prepare(name: string, { secrets }: MemoryCustody): Promise<void> {
  const secretId = 'prod/db';
  await secrets.updateSecret({ secretId, description: 'orders', kmsKeyId: 'alias/orders' }, signal);
  await secrets.tagResource({ secretId, tags: { team: 'orders' } }, signal);
  if (name === 'restore_secret') await secrets.deleteSecret({ secretId: 'old/key', recoveryWindowInDays: 30 }, signal);
  if (name.endsWith('_resource_policy')) await secrets.putResourcePolicy({ secretId, policy, blockPublicPolicy: true }, signal);
  if (name === 'cancel_rotate_secret' || name === 'describe_secret')
    await secrets.rotateSecret({ secretId, lambdaArn: lambda, rotateImmediately: false, clientRequestToken: 'x'.repeat(36) }, signal);
  if (name === 'remove_regions_from_replication' || name === 'describe_secret')
    await secrets.replicateSecretToRegions({ secretId, regions: [{ region: 'us-east-1' }], overwrite: false }, signal);
}

/** What is left as it is, so that a call gets as far as it can; then less of that. */
const kept: readonly (readonly string[])[] = [
  ['arn', 'name', 'accountId', 'deletedDate', 'tags', 'stages', 'versionId', 'region', 'primaryRegion', 'createdDate', 'lastChangedDate'],
  ['accountId', 'deletedDate', 'stages', 'versionId', 'primaryRegion'],
  ['accountId', 'arn', 'primaryRegion'],
];

type Pick = (path: string) => string;

/** The service with a text of someone else's in every field of every answer, the same one for a field throughout a call. */
function tainted<Service extends object>(service: Service, keep: readonly string[], pick: Pick): Service {
  function taint(value: unknown, path: string): unknown {
    if (typeof value === 'string') return pick(path);
    if (typeof value !== 'object' || value === null || value instanceof SecretText) return value;
    if (Array.isArray(value)) return value.map((each: unknown, index) => taint(each, `${path}.${index}`));
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => {
        const at = `${path}.${key}`;
        return [path.endsWith('.tags') ? pick(`${at} key`) : key, keep.includes(key) ? each : taint(each, at)];
      }),
    );
  }
  return new Proxy(service, {
    get(target, key) {
      const found: unknown = Reflect.get(target, key);
      if (typeof found !== 'function') return found;
      return async (...args: readonly unknown[]): Promise<unknown> => {
        const answer: unknown = await Reflect.apply(found, target, args);
        // The first time what is there is left as it is, as what more there could be keeps most changes from happening.
        if (keep === kept[0] || typeof answer !== 'object') return taint(answer, String(key));
        if (key === 'describeSecret') return taint({ ...answer, ...extra }, '');
        return key === 'validateResourcePolicy' ? taint(findings, '') : taint(answer, String(key));
      };
    },
  });
}

/** What the memory leaves out. */
const extra = {
  owningService: '',
  type: '',
  rotationSchedule: '',
  nextRotationDate: '',
  lastAccessedDate: '',
  replicas: [{ region: '', status: '', message: '' }],
};

const findings = { passed: false, findings: [{ check: '', message: '' }] };

interface Said {
  readonly ok: boolean;
  readonly text: string;
}

/** What an answer does wrong, held against the same answer with a harmless word in each field. */
function faultsIn({ ok, text }: Said, harmless: Said): readonly string[] {
  const faults: string[] = [];
  if (hasUnseen(text)) faults.push('holds a character that nobody sees');
  if (!text.isWellFormed()) faults.push('holds half a character');
  // Ids that are made anew for each call.
  const linesOf = (whole: string): readonly string[] => whole.replace(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, quiet).split('\n');
  const [lines, plain] = [linesOf(text), linesOf(harmless.text)];
  if (!ok) return lines.length === 1 ? faults : [...faults, 'an error of several lines'];
  if (!harmless.ok || lines.length !== plain.length) return [...faults, `has ${lines.length} lines and not ${plain.length}`];
  for (const [index, line] of lines.entries()) {
    const label = plain[index]?.split(new RegExp(`${quiet}|"`))[0] ?? '';
    if (!line.startsWith(label)) faults.push(`line ${index} does not begin with ${label}`);
    const bare = line.replace(/"(?:[^"\\]|\\.)*"/g, '');
    if (bare.includes(loud) || bare.includes('"')) faults.push(`line ${index} says something outside of quotes: ${bare.slice(0, 200)}`);
    // A policy is given whole, as whoever changes it needs all of it.
    if (line.startsWith('{')) continue;
    if (line.length > 4_000) faults.push(`line ${index} is ${line.length} characters long`);
    if ((line.match(/"(?:[^"\\]|\\.){600,}"/g) ?? []).length > 0) faults.push(`line ${index} quotes more than 256 characters`);
  }
  return faults;
}

describe("Metadata that someone else wrote, in every field of every tool's answer", () => {
  let time = Date.now();
  const now = (): number => (time += 20_000);

  /** Makes one call with the payload of this round in each field, a different one for each. */
  async function callWith(name: string, pass: number, pick: Pick, by: (execute: Execute, input: object) => Promise<Said>): Promise<Said> {
    let isTainted = false;
    const custody = memoryCustody(undefined, now, (service) => {
      if (!isTainted) return service;
      return tainted(service, kept[pass] ?? [], pick);
    });
    await prepare(name, custody);
    isTainted = true;
    const operation = operations.find((each) => each.name === name) ?? assert.fail();
    return by(custody.execute, inputs[name] ?? { ...sampleFor(operation), ...('secret_id' in operation.input.shape ? prod : {}) });
  }

  const directly =
    (name: string) =>
    async (execute: Execute, input: object): Promise<Said> => {
      const outcome = await execute(operations.find((each) => each.name === name) ?? assert.fail(), { input, caller });
      return outcome.ok ? { ok: true, text: outcome.text } : { ok: false, text: outcome.error.sentence };
    };

  const pickOf =
    (round: number): Pick =>
    (path) => {
      const place = [...path].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1_009, 7);
      const payload = payloads[(round + place) % payloads.length] ?? '';
      return path.endsWith('policy') && round % 2 === 0 ? JSON.stringify({ Id: payload, Statement: [{ [payload]: payload }] }) : payload;
    };
  const harmless: Pick = () => quiet;

  it('comes in 500 forms', () => {
    assert.equal(new Set(payloads).size, 500);
    const unseen = payloads.filter((payload) => hasUnseen(payload) || payload.includes('\n')).length;
    assert.ok(unseen > 300, `${unseen}`);
  });

  it('stays in its field: on its line, in quotes, visible and short', async () => {
    const succeeded: Record<string, number> = {};
    for (const { name } of tools) {
      const plain = await Promise.all([...kept.keys()].map((pass) => callWith(name, pass, harmless, directly(name))));
      for (let round = 0; round < payloads.length; round += 1) {
        const pass = round % kept.length;
        const said = await callWith(name, pass, pickOf(round), directly(name));
        assert.deepEqual(faultsIn(said, plain[pass] ?? said), [], `${name}, round ${round}: ${said.text.slice(0, 2_000)}`);
        if (said.ok) succeeded[name] = (succeeded[name] ?? 0) + 1;
      }
    }
    // Each gets through while what steers it is left as it is.
    const never = tools.filter(({ name }) => (succeeded[name] ?? 0) < 150).map(({ name }) => name);
    assert.deepEqual(never, []);
  });

  it('comes over HTTP as whole messages in clean bytes, and changes no byte of what is listed', async () => {
    let execute: Execute = memoryCustody().execute;
    const door: FrontDoor = await openFrontDoor({ execute: (operation, call) => execute(operation, call), operations });
    const lists = async (): Promise<string> => {
      const methods = ['tools/list', 'prompts/list', 'resources/list', 'resources/templates/list'];
      return (await Promise.all(methods.map((method) => post(door, { body: rpc(method, {}) })))).map(({ text }) => text).join('');
    };
    const before = await lists();
    const overHttp =
      (method: string, params: (input: object) => object) =>
      async (current: Execute, input: object): Promise<Said> => {
        execute = current;
        const { text, messages } = await post(door, { body: rpc(method, params(input)) });
        assert.ok(!hasUnseen(text.replaceAll('\r\n', '\n')), text);
        assert.equal(messages.length, 1);
        const [message] = messages;
        const told = message?.result?.content?.[0]?.text ?? message?.result?.contents?.[0]?.text ?? message?.error?.message ?? '';
        return { ok: message?.result !== undefined && message.result.isError !== true, text: told };
      };
    for (let round = 0; round < payloads.length; round += 25) {
      for (const { name } of tools) {
        const call = overHttp('tools/call', (input) => ({ name, arguments: input }));
        const plain = await callWith(name, round % 3, harmless, directly(name));
        assert.deepEqual(faultsIn(await callWith(name, round % 3, pickOf(round), call), plain), [], `${name}, round ${round}`);
      }
      const read = overHttp('resources/read', () => ({ uri: 'custody://memory/eu-west-1/secret/prod/db' }));
      const plain = await callWith('describe_secret', round % 3, harmless, directly('describe_secret'));
      assert.deepEqual(
        faultsIn(await callWith('describe_secret', round % 3, pickOf(round), read), plain),
        [],
        `a resource, round ${round}`,
      );
      const names = overHttp('completion/complete', () => ({
        ref: { type: 'ref/resource', uri: 'custody://{account}/{region}/secret/{+name}' },
        argument: { name: 'name', value: '' },
      }));
      await callWith('list_secrets', 1, pickOf(round), async (current, input) => {
        const said = await names(current, input);
        return said;
      });
    }
    assert.equal(await lists(), before);
    await door.close();
  });

  it('stays on one line where an error quotes it', async () => {
    for (const payload of payloads) {
      const custody = memoryCustody();
      custody.secrets.before = async () =>
        Promise.reject(new CustodyError('invalid_state', `It is managed by ${payload}.`, `Ask ${payload}.`));
      const said = await directly('describe_secret')(custody.execute, prod);
      assert.deepEqual(faultsIn(said, said), []);
      assert.ok(said.text.length < 5_300);
    }
  });

  it('would be seen to leave its field if answers were written out as they came', async () => {
    const raw = (round: number): Said => ({ ok: true, text: `name: ${pickOf(round)('name')}\ntags: ${pickOf(round)('tags')}` });
    const plain = { ok: true, text: `name: ${quiet}\ntags: ${quiet}` };
    const found = payloads.filter((_, round) => faultsIn(raw(round), plain).length > 0);
    assert.ok(found.length > 480, `${found.length}`);
  });
});
