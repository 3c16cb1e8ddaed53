import assert from 'node:assert/strict';
import type { Account } from '../../src/core/account.ts';
import { person } from '../../src/core/caller.ts';
import { productionEffect } from '../../src/core/productionEffect.ts';
import { accepting, addSamples, agent, createWorld, mainAccount, type Answer, type World } from './executeWorld.ts';

const production: Account = { ...mainAccount, production: true, color: 'red' };
const clickOnly: Answer = (card) => ({ kind: 'accepted', id: card.id });
const input = { secret_id: 'prod/db', recovery_window_in_days: 7 };

function worldIn(account: Account, answer: Answer): World {
  const world = createWorld({ accounts: [account] });
  addSamples(world);
  world.answer = answer;
  return world;
}

describe('a destructive call in an account marked as production', () => {
  for (const caller of [person, agent]) {
    it(`asks for the typed name also where the secret can be restored, when ${caller.kind === 'person' ? 'a person' : 'an agent'} calls`, async () => {
      const world = worldIn(production, accepting);
      await world.text('delete_secret', input, { caller });
      assert.deepEqual(
        world.cards.map(({ typeToConfirm, mark }) => ({ typeToConfirm, mark })),
        [{ typeToConfirm: 'prod/db', mark: { production: true, color: 'red' } }],
      );
    });

    it(`is refused on a click alone, when ${caller.kind === 'person' ? 'a person' : 'an agent'} calls`, async () => {
      const world = worldIn(production, clickOnly);
      assert.equal((await world.refusal('delete_secret', input, { caller })).code, 'approval_declined');
      assert.equal(world.count('deleteSecret'), 0);
    });
  }

  it('control: the same click is enough in an account without the mark', async () => {
    for (const account of [mainAccount, { ...production, production: false }]) {
      const world = worldIn(account, clickOnly);
      await world.text('delete_secret', input);
      assert.equal(world.cards[0]?.typeToConfirm, undefined);
      assert.equal(world.count('deleteSecret'), 1);
    }
  });

  it('leaves a write as it is: nothing is lost in it', async () => {
    const world = worldIn(production, clickOnly);
    await world.text('restore_secret', { secret_id: 'old/db' });
    assert.equal(world.cards[0]?.typeToConfirm, undefined);
  });

  it('asks for the name of the account where there is no secret to name', () => {
    const effect = { headline: 'Empty', consequences: [], acceptLabel: 'Empty' };
    assert.equal(productionEffect(effect, 'destructive', production, '').typeToConfirm, 'main');
    assert.equal(productionEffect({ ...effect, typeToConfirm: 'other' }, 'destructive', production, 'a').typeToConfirm, 'other');
  });
});

describe('list_accounts', () => {
  it('says production for an account with the mark, in one word, and nothing for others', async () => {
    const text = async (accounts: readonly Account[]): Promise<string> => createWorld({ accounts }).text('list_accounts', {});
    assert.equal(
      await text([production, { ...mainAccount, name: 'other' }]),
      'main|profile|eu-west-1 us-east-1 us-west-2|access: destroy|production\nother|profile|eu-west-1 us-east-1 us-west-2|access: destroy',
    );
  });
});
