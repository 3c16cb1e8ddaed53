import assert from 'node:assert/strict';
import { accountColors } from '../../src/core/account.ts';
import type { OpenPage } from './openPage.ts';
import { deleteCard, form, secret } from './samples.ts';
import { usePages } from './usePages.ts';

const unmarked = { production: false, color: 'none' } as const;
const stripeOf = ({ page }: OpenPage) => page.locator('.account-stripe');
const badgeOf = ({ page }: OpenPage) => page.locator('.production');

describe('the mark of an account', () => {
  describe('on the confirmation', () => {
    const open = usePages('approval');

    it('says production, in words, before what would happen, with a stripe on top', async () => {
      const opened = await open();
      await opened.post({ type: 'card', card: deleteCard });
      assert.equal(await opened.page.locator('h1 + .in-production').innerText(), 'Production\nin account production');
      assert.match((await stripeOf(opened).getAttribute('class')) ?? '', /red/);
      assert.equal(await stripeOf(opened).getAttribute('aria-hidden'), 'true');
      assert.deepEqual((await stripeOf(opened).boundingBox())?.y, 0);
    });

    it('is not there for an account without one', async () => {
      const opened = await open();
      await opened.post({ type: 'card', card: { ...deleteCard, mark: unmarked } });
      await opened.page.getByRole('heading', { level: 1 }).waitFor();
      assert.equal((await badgeOf(opened).count()) + (await stripeOf(opened).count()), 0);
    });

    it('draws each color in a color of its own', async () => {
      const opened = await open();
      const seen: string[] = [];
      for (const color of accountColors.filter((each) => each !== 'none')) {
        await opened.post({ type: 'card', card: { ...deleteCard, mark: { production: false, color } } });
        seen.push(await stripeOf(opened).evaluate((stripe) => getComputedStyle(stripe).backgroundColor));
      }
      assert.equal(new Set(seen).size, 6, seen.join(' '));
    });
  });

  describe('in the panel of a secret', () => {
    const open = usePages('secret');

    it('stands beside the name of the account', async () => {
      const opened = await open();
      await opened.post({ type: 'secret', secret });
      assert.equal(await opened.page.locator('.place').innerText(), 'production\nProduction\neu-west-1');
      assert.equal(await stripeOf(opened).count(), 1);
      await opened.post({ type: 'secret', secret: { ...secret, mark: unmarked } });
      assert.equal((await badgeOf(opened).count()) + (await stripeOf(opened).count()), 0);
    });
  });

  describe('on the form for a new secret', () => {
    const open = usePages('create');

    it('follows the chosen account, and is no part of the name that is sent', async () => {
      const opened = await open();
      await opened.post({ type: 'form', form });
      const account = opened.page.locator('vscode-dropdown').first();
      assert.equal(await account.evaluate((chosen) => 'value' in chosen && chosen.value), 'production · production');
      assert.equal(await badgeOf(opened).innerText(), 'Production');
      await opened.page.getByRole('textbox', { name: 'Name' }).fill('prod/a');
      await opened.page.locator('.value-editor .pair input').first().fill('password');
      await opened.page.locator('textarea.value-input:visible').first().fill('hunter2-hunter2');
      await opened.page.getByRole('button', { name: 'Create Secret' }).click();
      assert.match(JSON.stringify((await opened.sent()).at(-1)), /"type":"create","account":"production",/);
      await account.click();
      await opened.page.getByRole('option', { name: 'sandbox' }).click();
      await badgeOf(opened).waitFor({ state: 'detached' });
      assert.equal(await stripeOf(opened).count(), 0);
    });
  });
});
