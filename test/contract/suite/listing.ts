import assert from 'node:assert/strict';
import { CreateSecretCommand, GetRandomPasswordCommand, ListSecretsCommand } from '@aws-sdk/client-secrets-manager';
import type { Filter } from '@aws-sdk/client-secrets-manager';
import { rejectsWith } from './suite.ts';
import type { Suite } from './suite.ts';

/** Lists, filters and pages; random passwords. */
export function describeListing({ client, nameOf, create, list }: Suite): void {
  const ours = (): Filter => ({ Key: 'name', Values: [nameOf('filter/')] });

  describe('listing', () => {
    before(async () => {
      const entries = [
        {
          name: 'filter/alpha',
          Description: 'Database of the shop',
          Tags: [{ Key: 'team', Value: 'shop' }],
        },
        { name: 'filter/beta', Description: 'Mailbox', Tags: [{ Key: 'team', Value: 'mail' }] },
        { name: 'filter/gamma', Tags: [{ Key: 'owner', Value: 'shop' }] },
      ];
      for (const { name, ...more } of entries) {
        await client().send(new CreateSecretCommand({ Name: nameOf(name), SecretString: 'x', ...more }));
      }
    });

    it('filters by the beginning of a name, case and all', async () => {
      assert.deepEqual(await list([ours()]), ['filter/alpha', 'filter/beta', 'filter/gamma']);
      assert.deepEqual(await list([{ Key: 'name', Values: [nameOf('filter/A')] }]), []);
      assert.deepEqual(await list([{ Key: 'name', Values: ['alpha'] }]), []);
    });

    it('takes any value of one filter and needs every filter', async () => {
      const either = {
        Key: 'name',
        Values: [nameOf('filter/alpha'), nameOf('filter/beta')],
      } as const;
      const filter: Filter = { Key: either.Key, Values: [...either.Values] };
      assert.deepEqual(await list([filter]), ['filter/alpha', 'filter/beta']);
      assert.deepEqual(await list([filter, { Key: 'tag-value', Values: ['mail'] }]), ['filter/beta']);
    });

    it('filters by description, tag key and tag value', async () => {
      assert.deepEqual(await list([ours(), { Key: 'description', Values: ['Data'] }]), ['filter/alpha']);
      assert.deepEqual(await list([ours(), { Key: 'tag-key', Values: ['team'] }]), ['filter/alpha', 'filter/beta']);
      assert.deepEqual(await list([ours(), { Key: 'tag-value', Values: ['shop'] }]), ['filter/alpha', 'filter/gamma']);
    });

    it('finds the words of a description in any order and case, and needs each of them', async () => {
      assert.deepEqual(await list([ours(), { Key: 'description', Values: ['SHOP'] }]), ['filter/alpha']);
      assert.deepEqual(await list([ours(), { Key: 'description', Values: ['shop data'] }]), ['filter/alpha']);
      assert.deepEqual(await list([ours(), { Key: 'description', Values: ['shop mail'] }]), []);
    });

    it('needs two filters of one key both', async () => {
      const [first, second] = [
        { Key: 'name', Values: [nameOf('filter/alpha')] },
        { Key: 'name', Values: [nameOf('filter/beta')] },
      ] as const;
      assert.deepEqual(await list([first, second].map(({ Key, Values }) => ({ Key, Values: [...Values] }))), []);
    });

    it('needs each of two words in any attribute', async () => {
      assert.deepEqual(await list([ours(), ...['shop', 'team'].map((word): Filter => ({ Key: 'all', Values: [word] }))]), ['filter/alpha']);
    });

    it('finds a word in any attribute', async () => {
      assert.deepEqual(await list([ours(), { Key: 'all', Values: ['shop'] }]), ['filter/alpha', 'filter/gamma']);
    });

    it('leaves out what a value with an exclamation mark matches', async () => {
      assert.deepEqual(await list([ours(), { Key: 'name', Values: [`!${nameOf('filter/beta')}`] }]), ['filter/alpha', 'filter/gamma']);
    });

    it('sorts by name, either way', async () => {
      for (const [SortOrder, sorted] of [
        ['asc', ['filter/alpha', 'filter/beta', 'filter/gamma']],
        ['desc', ['filter/gamma', 'filter/beta', 'filter/alpha']],
      ] as const) {
        const { SecretList = [] } = await client().send(new ListSecretsCommand({ Filters: [ours()], SortBy: 'name', SortOrder }));
        assert.deepEqual(
          SecretList.map(({ Name }) => Name),
          sorted.map(nameOf),
        );
      }
    });

    it('shows 250 secrets in three pages, each secret once and in order', async () => {
      for (let done = 0; done < 250; done += 10) {
        await Promise.all(Array.from({ length: 10 }, (_, index) => create(`page/${String(done + index).padStart(3, '0')}`)));
      }
      const pages: number[] = [];
      const seen: string[] = [];
      let NextToken: string | undefined;
      do {
        const answer = await client().send(
          new ListSecretsCommand({
            Filters: [{ Key: 'name', Values: [nameOf('page/')] }],
            MaxResults: 100,
            SortOrder: 'asc',
            ...(NextToken === undefined ? {} : { NextToken }),
          }),
        );
        pages.push(answer.SecretList?.length ?? 0);
        seen.push(...(answer.SecretList ?? []).map((entry) => entry.Name ?? ''));
        NextToken = answer.NextToken;
      } while (NextToken !== undefined);
      assert.deepEqual(pages, [100, 100, 50]);
      assert.equal(new Set(seen).size, 250);
    });

    it('refuses a page of none and of more than 100', async () => {
      for (const MaxResults of [0, 101]) {
        await rejectsWith('ValidationException', client().send(new ListSecretsCommand({ MaxResults })));
      }
    });
  });

  describe('random passwords', () => {
    it('are 32 characters with one of every type unless told otherwise', async () => {
      const { RandomPassword = '' } = await client().send(new GetRandomPasswordCommand({}));
      assert.equal(RandomPassword.length, 32);
      for (const type of [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/]) assert.match(RandomPassword, type);
    });

    it('leave out what is excluded', async () => {
      const { RandomPassword = '' } = await client().send(
        new GetRandomPasswordCommand({
          PasswordLength: 400,
          ExcludePunctuation: true,
          ExcludeUppercase: true,
          ExcludeCharacters: 'abc123',
        }),
      );
      assert.match(RandomPassword, /^[d-z04-9]{400}$/);
    });
  });
}
