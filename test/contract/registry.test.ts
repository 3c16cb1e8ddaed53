import assert from 'node:assert/strict';
import { accessLevels } from '../../src/core/account.ts';
import { operations } from '../../src/core/operations/index.ts';

// A table of its own, so that a level can't be loosened by a slip in one operation's file.
const leastLevel = { read: 'list', use: 'use', reveal: 'use', write: 'write', destructive: 'destroy' } as const;

describe('rules over the whole registry', () => {
  it('names are unique, snake case, and verb first', () => {
    const names = operations.map((operation) => operation.name);
    assert.equal(new Set(names).size, names.length);
    for (const name of names) assert.match(name, /^[a-z]+(_[a-z]+)+$/);
  });

  it('a name spells the AWS operation it makes', () => {
    const makes = operations.filter((operation) => operation.api !== undefined && operation.api !== 'GetCallerIdentity');
    for (const { name, api } of makes) assert.equal(name, api?.replace(/(?!^)([A-Z])/g, '_$1').toLowerCase());
  });

  for (const operation of operations) {
    describe(operation.name, () => {
      it('is described in one sentence that fits an approval card', () => {
        assert.match(operation.description, /^[A-Z][^\n]{20,140}\.$/);
        assert.equal(operation.description.match(/\.(\s|$)/g)?.length, 1);
      });

      it('asks of an agent at least the level its risk calls for', () => {
        assert.ok(accessLevels.indexOf(operation.needs) >= accessLevels.indexOf(leastLevel[operation.risk]));
      });

      it('takes no argument that could carry a secret value', () => {
        const suspicious = Object.keys(operation.input.shape).filter((name) => /secret_string|secret_binary|password|plaintext/.test(name));
        assert.deepEqual(suspicious, []);
      });

      it('takes of people what it bars agents from, and never the other way round', () => {
        for (const name of operation.personArguments) {
          assert.ok(name in operation.input.shape, name);
          assert.throws(() => operation.prepare({ [name]: 'x' }, 'agent'), { code: 'unknown_argument', message: new RegExp(name) });
          assert.throws(() => operation.prepare({ [name]: 7 }, 'person'), { code: 'invalid_input' });
        }
      });

      it('refuses an argument it does not know, by name', () => {
        assert.throws(() => operation.prepare({ surprise: 1 }), { code: 'unknown_argument', message: /surprise/ });
      });

      it('refuses input that is no object', () => {
        for (const input of ['text', 5, true, [1]]) assert.throws(() => operation.prepare(input), { code: 'invalid_input' });
      });
    });
  }

  it('every change reads a precondition that names what it would change', async () => {
    const changes = operations.filter((operation) => operation.risk === 'write' || operation.risk === 'destructive');
    assert.ok(changes.length >= 3);
    const example = {
      secret_id: 'a',
      name: 'a',
      value: 'generate',
      tags: { team: 'a' },
      tag_keys: ['team'],
      policy: '{}',
      regions: ['us-west-2'],
      version_stage: 'CANARY',
      move_to_version_id: '11111111-1111-1111-1111-111111111111',
    };
    for (const operation of changes) {
      const input = Object.fromEntries(Object.entries(example).filter(([name]) => name in operation.input.shape));
      const prepared = operation.prepare(input);
      const touched: string[] = [];
      const service = new Proxy(
        {},
        {
          get: (_target, method) => async () => {
            touched.push(String(method));
            throw new Error('reached the service');
          },
        },
      );
      await assert.rejects(async () =>
        prepared.precondition(Object.assign(Object.create(null), { service, signal: new AbortController().signal })),
      );
      assert.deepEqual(touched, ['describeSecret'], operation.name);
    }
  });
});
