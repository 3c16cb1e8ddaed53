import assert from 'node:assert/strict';
import type { Account } from '../../src/core/account.ts';
import { SecretText } from '../../src/core/secretText.ts';
import { createCustody } from '../../src/custody.ts';
import { createLookUp } from '../../src/vscode/code/lookUp.ts';
import { openPart } from '../../src/vscode/code/openPart.ts';
import { createSecretNames, type FoundNames } from '../../src/vscode/code/secretNames.ts';
import { stagesOf } from '../../src/vscode/code/stagesOf.ts';
import { memorySecrets } from '../fakes/memorySecrets.ts';

const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-a1B2c3';

interface World {
  readonly names: (prefix: string) => Promise<FoundNames>;
  readonly forget: () => void;
  readonly stages: (secretId: string) => Promise<readonly string[]>;
  /** `account region` of each service that was opened, in order. */
  readonly opened: string[];
  /** Called while a place is being asked. */
  onOpen: () => void;
  time: number;
}

/** Accounts of two regions, with one secret in each region, named after it. */
function makeWorld(accountNames: readonly string[]): World {
  const opened: string[] = [];
  const accounts = accountNames.map((name): Account => {
    return { kind: 'sandbox', name, regions: ['eu-west-1', 'us-east-1'], access: 'off', host: 'here' };
  });
  const custody = createCustody({
    accounts: async () => accounts,
    service: async ({ name }, region) => {
      opened.push(`${name} ${region}`);
      world.onOpen();
      const secrets = memorySecrets({ [`prod/${name}/${region}`]: 'canary' });
      await secrets.putSecretValue(
        { secretId: `prod/${name}/${region}`, value: SecretText.of('canary-2'), clientRequestToken: 'a'.repeat(36) },
        new AbortController().signal,
      );
      return secrets;
    },
    present: async () => ({ kind: 'declined' }),
    showSecret: () => false,
    settings: () => ({ maximumAccess: 'destroy', allowForceDelete: false }),
    assertTrusted: () => undefined,
    append: async () => undefined,
  });
  const options = { accounts: async () => accounts, custody: async () => custody, isTrusted: () => true, now: () => world.time };
  const { signal } = new AbortController();
  const [names, lookUp] = [createSecretNames(options), createLookUp(options)];
  const world: World = {
    names: (prefix) => names.ask(prefix, signal),
    forget: names.forget,
    stages: async (secretId) => stagesOf(await lookUp.ask(secretId, signal)).map(({ stage }) => stage),
    opened,
    onOpen: () => undefined,
    time: 0,
  };
  return world;
}

describe('completing a reference', () => {
  it('offers the names of every region of every account, and where each is', async () => {
    const { names } = makeWorld(['a', 'b', 'c', 'd']);
    const { found, more } = await names('prod/');
    assert.deepEqual(
      found.map(({ name, place }) => `${name} ${place.account} ${place.region}`).sort(),
      ['a', 'b', 'c', 'd'].flatMap((name) => ['eu-west-1', 'us-east-1'].map((region) => `prod/${name}/${region} ${name} ${region}`)),
    );
    assert.equal(more, false);
  });

  it('asks 24 places at most and says that there may be more, each once a minute', async () => {
    const world = makeWorld(Array.from({ length: 13 }, (_, index) => `a${index}`));
    assert.deepEqual([(await world.names('')).found.length, world.opened.length], [24, 24]);
    assert.equal((await world.names('prod/a1/')).more, true);
    assert.equal(world.opened.length, 24);
    world.time += 60_000;
    await world.names('');
    assert.equal(world.opened.length, 48);
  });

  it('asks anew once it was told to forget, and keeps no answer that was on its way by then', async () => {
    const world = makeWorld(['a']);
    await world.names('');
    await world.names('');
    assert.equal(world.opened.length, 2);
    world.forget();
    world.onOpen = world.forget;
    await world.names('');
    world.onOpen = () => undefined;
    assert.equal(world.opened.length, 4);
    await world.names('');
    assert.equal(world.opened.length, 6);
  });

  it('offers the staging labels that the secret has, and the current one where it is not found', async () => {
    const { stages } = makeWorld(['a']);
    assert.deepEqual(await stages('prod/a/us-east-1'), ['AWSCURRENT', 'AWSPREVIOUS']);
    assert.deepEqual(await stages('prod/none'), ['AWSCURRENT']);
  });

  for (const [text, part] of [
    ['', { kind: 'name', typed: '' }],
    ['prod/d', { kind: 'name', typed: 'prod/d' }],
    ['prod/db:', { kind: 'field', typed: '' }],
    ['prod/db:Sec', { kind: 'field', typed: 'Sec' }],
    [`${arn}:`, { kind: 'field', typed: '' }],
    ['prod/db:SecretString:', undefined],
    ['prod/db:SecretString:pass', undefined],
    ['prod/db:SecretString:password:', { kind: 'stage', typed: '', secretId: 'prod/db' }],
    ['prod/db:SecretString::AWSP', { kind: 'stage', typed: 'AWSP', secretId: 'prod/db' }],
    [`${arn}:SecretString:password:AWS`, { kind: 'stage', typed: 'AWS', secretId: arn }],
    ['prod/db:SecretString:password:AWSCURRENT:', undefined],
    ['prod/db}} and more', undefined],
    ['prod/db:SecretString:password:AWSCURRENT}}', undefined],
    ['arn:aws:secretsmanager:eu-west-1:', undefined],
    ['a b:', undefined],
  ] as const)
    it(`offers ${part?.kind ?? 'nothing'} behind ${JSON.stringify(text)}`, () => assert.deepEqual(openPart(text), part));
});
