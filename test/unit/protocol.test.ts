import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { envelopeOf, fromApprovalPage, fromCreatePage, typedValue } from '../../src/core/protocol.ts';
import { fromSecretPage } from '../../src/core/secretProtocol.ts';

const nonce = 'n'.repeat(32);
const create = {
  type: 'create',
  account: 'main',
  region: 'eu-west-1',
  name: 'a',
  description: '',
  tags: [{ key: 'k', value: 'v' }],
  value: { kind: 'text', text: 'x' },
};

const draft = {
  template: 'postgres',
  account: 'main',
  region: 'eu-west-1',
  name: 'a',
  description: '',
  kmsKeyId: '',
  secretType: '',
  replicas: '',
  tags: [],
  fields: [{ key: 'host', text: 'h' }],
  hasSecrets: true,
};

/** Every message each page may send, one of each form. */
const pages = {
  approval: {
    schema: envelopeOf(fromApprovalPage),
    messages: [
      { type: 'ready' },
      { type: 'accept', id: 'a' },
      { type: 'accept', id: 'a', typed: 'b', value: { kind: 'text', text: 'x' } },
      { type: 'decline', id: 'a' },
    ],
  },
  secret: {
    schema: envelopeOf(fromSecretPage),
    messages: [
      ...['ready', 'retrieve', 'hidden', 'refresh', 'copyName', 'copyArn', 'openConsole', 'delete', 'restore'].map((type) => ({ type })),
      { type: 'reveal', field: 0 },
      { type: 'copyValue', field: 10_000 },
    ],
  },
  create: {
    schema: envelopeOf(fromCreatePage),
    messages: [
      { type: 'ready' },
      create,
      { ...create, kmsKeyId: 'alias/a', template: 'postgres', value: { kind: 'fields', fields: [{ key: 'host', text: 'h' }], more: [] } },
      { ...create, value: { kind: 'file' } },
      { type: 'draft', draft },
      { type: 'loadFile', field: 'private_key', label: 'Private key' },
      { type: 'generateKeyPair', field: 'private_key', algorithm: 'ed25519' },
      { type: 'dropHeld', field: '' },
      { type: 'copyPublic', field: 'private_key', part: 'publicKey' },
      { type: 'addAccount', from: 'aws' },
      { type: 'cancel' },
    ],
  },
};

for (const [page, { schema, messages }] of Object.entries(pages)) {
  const takes = (envelope: unknown): boolean => schema.safeParse(envelope).success;

  describe(`the ${page} page's messages`, () => {
    for (const message of messages) {
      const told = JSON.stringify(message);

      it(`take ${told} with a nonce`, () => assert.ok(takes({ nonce, message })));

      it(`refuse ${told} with a key it does not have, in the message or around it`, () => {
        assert.ok(!takes({ nonce, message: { ...message, extra: 1 } }));
        assert.ok(!takes({ nonce, message, extra: 1 }));
      });

      it(`refuse ${told} without a nonce or with one that is no text or too long`, () => {
        for (const wrong of [undefined, null, 7, true, [nonce], { nonce }, 'n'.repeat(65)])
          assert.ok(!takes({ nonce: wrong, message }), JSON.stringify(wrong));
        assert.ok(!takes({ message }) && !takes(message));
      });

      it(`refuse ${told} with a huge text in any place of it`, () => {
        for (const [key, inside] of Object.entries(message)) {
          if (typeof inside === 'string') assert.ok(!takes({ nonce, message: { ...message, [key]: 'x'.repeat(300_000) } }), key);
        }
      });
    }

    it('refuse whatever is no such message', () => {
      fc.assert(
        fc.property(fc.anything(), (message) => assert.ok(!takes({ nonce, message }) && !takes(message))),
        { seed: 6, numRuns: 500 },
      );
      for (const type of ['execute', 'value', 'card', '', '__proto__', 'constructor'])
        assert.ok(!takes({ nonce, message: { type } }), type);
    });
  });
}

describe('the fields of messages', () => {
  const secret = (message: unknown): boolean => fromSecretPage.safeParse(message).success;
  const created = (more: object): boolean => fromCreatePage.safeParse({ ...create, ...more }).success;

  it('name a field of a secret by a small whole number', () => {
    for (const field of [-1, 1.5, 10_001, '0', Number.NaN, null, undefined]) assert.ok(!secret({ type: 'reveal', field }), String(field));
  });

  it('never ask for a secret by its name: a page speaks of its own secret alone', () => {
    assert.ok(!secret({ type: 'reveal', field: 0, arn: 'arn:other' }));
    assert.ok(!secret({ type: 'delete', secret_id: 'other' }));
  });

  it('carry a typed value that may be as long as the service takes, and not endless', () => {
    const takes = (value: unknown): boolean => typedValue.safeParse(value).success;
    assert.ok(takes({ kind: 'text', text: 'é'.repeat(65_536) }));
    assert.ok(!takes({ kind: 'text', text: 'x'.repeat(200_001) }));
    assert.ok(takes({ kind: 'pairs', pairs: Array.from({ length: 500 }, () => ({ key: 'k', value: 'v' })) }));
    assert.ok(!takes({ kind: 'pairs', pairs: Array.from({ length: 501 }, () => ({ key: 'k', value: 'v' })) }));
    assert.ok(!takes({ kind: 'pairs', pairs: [{ key: 'k'.repeat(1_025), value: 'v' }] }));
    assert.ok(!takes({ kind: 'pairs', pairs: [{ key: 'k', value: 'v', more: 1 }] }));
    assert.ok(!takes({ kind: 'text', text: 'x', pairs: [] }));
    assert.ok(!takes({ kind: 'file', text: 'x' }));
  });

  it('carry up to 60 tags of a form, each with a key and a value', () => {
    assert.ok(created({ tags: Array.from({ length: 60 }, () => ({ key: 'k', value: 'v' })) }));
    assert.ok(!created({ tags: Array.from({ length: 61 }, () => ({ key: 'k', value: 'v' })) }));
    assert.ok(!created({ tags: [{ key: 'k' }] }));
    assert.ok(!created({ tags: [{ key: 'k', value: 'x'.repeat(4_097) }] }));
  });

  it('never carry the bytes of a file or a generated key, which the host keeps', () => {
    assert.ok(created({ value: { kind: 'file' } }));
    assert.ok(!created({ value: { kind: 'file', bytes: 'AAAA' } }));
    assert.ok(!created({ value: { kind: 'fields', fields: [], more: [], held: [] } }));
    assert.ok(!fromCreatePage.safeParse({ type: 'draft', draft: { ...draft, secrets: ['x'] } }).success);
  });
});
