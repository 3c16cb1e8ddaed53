import assert from 'node:assert/strict';
import type { CardView } from '../../src/core/protocol.ts';
import type { OpenPage } from './openPage.ts';
import { createCard, deleteCard, forceDeleteCard, useCard } from './samples.ts';
import { usePages } from './usePages.ts';

// The page's clock runs on while a test works, so moments are long and jumped over.
const moment = 60_000;

describe('the approval page', () => {
  const open = usePages('approval');
  const accept = ({ page }: OpenPage, label = 'Delete') => page.getByRole('button', { name: label, exact: true });
  const setVisibility = ({ page }: OpenPage, state: string) =>
    page.evaluate((value) => {
      Object.defineProperty(document, 'visibilityState', { value, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, state);

  async function openCard(card: CardView): Promise<OpenPage> {
    const opened = await open();
    await opened.post({ type: 'card', card: { ...card, armAfterMs: moment } });
    return opened;
  }

  it('says it is ready, and nothing before it was asked', async () => {
    const { sent } = await open();
    assert.deepEqual(await sent(), [{ type: 'ready' }]);
  });

  it('sends the nonce of its panel with every message and shows it nowhere', async () => {
    const { page, seen } = await open();
    assert.equal((await seen()).sent[0]?.nonce, 'nonce-of-the-message');
    assert.equal(await page.locator('body').getAttribute('data-nonce'), null);
  });

  it('takes no message without the nonce', async () => {
    const { page, post } = await openCard(deleteCard);
    const forged = { ...deleteCard, headline: 'Delete something else' };
    await page.evaluate((card) => window.postMessage({ nonce: 'another', message: { type: 'card', card } }, '*'), forged);
    await page.evaluate((card) => window.postMessage({ type: 'card', card }, '*'), forged);
    // Messages come in order, so once this one is shown the two before it were seen.
    await post({ type: 'waiting', waiting: 41 });
    await page.getByText('1 of 42 requests').waitFor();
    assert.equal(await page.locator('h1').textContent(), deleteCard.headline);
  });

  it('shows the verb and name, who asks, what is lost, the full ARN and the exact arguments', async () => {
    const { page } = await openCard(deleteCard);
    assert.equal(await page.getByRole('heading', { level: 1 }).textContent(), deleteCard.headline);
    const text = await page.locator('main').innerText();
    for (const expected of [
      'An agent calling itself Claude Code asks',
      ...deleteCard.consequences,
      deleteCard.arn ?? '',
      'recovery_window_in_days',
      '1 of 3 requests',
    ]) {
      assert.ok(text.includes(expected), `${expected} is not shown`);
    }
  });

  it('says so when the person asked', async () => {
    const { page } = await openCard({ ...deleteCard, askerKind: 'person', asker: '' });
    assert.match(await page.locator('main').innerText(), /You asked/);
  });

  it('says that a task asked where nobody knows who started it, and lets it run once alone', async () => {
    const { page } = await openCard({ ...useCard, askerKind: 'task', asker: '', isGrantable: false });
    const text = await page.locator('main').innerText();
    assert.match(text, /A task of this workspace asks/);
    assert.doesNotMatch(text, /You asked|Allow this for/);
  });

  it('is not armed before the moment is over', async () => {
    const opened = await openCard(deleteCard);
    await opened.page.clock.runFor(moment - 10_000);
    assert.equal(await opened.isEnabled('Delete'), false);
    await accept(opened).click({ force: true });
    assert.deepEqual(await opened.sent(), [{ type: 'ready' }]);
    await opened.page.clock.runFor(10_000);
    await accept(opened).click();
    assert.deepEqual((await opened.sent()).at(-1), { type: 'accept', id: 'card-1' });
  });

  it('starts the moment again when it is shown again', async () => {
    const opened = await openCard(deleteCard);
    await opened.page.clock.runFor(moment);
    await setVisibility(opened, 'hidden');
    await opened.page.clock.runFor(2 * moment);
    assert.equal(await opened.isEnabled('Delete'), false);
    await setVisibility(opened, 'visible');
    await opened.page.clock.runFor(moment - 10_000);
    assert.equal(await opened.isEnabled('Delete'), false);
    await opened.page.clock.runFor(10_000);
    assert.equal(await opened.isEnabled('Delete'), true);
  });

  it('starts the moment again for the next card', async () => {
    const opened = await openCard(deleteCard);
    await opened.page.clock.runFor(moment);
    await opened.post({ type: 'card', card: { ...deleteCard, id: 'card-2' } });
    assert.equal(await opened.isEnabled('Delete'), false);
  });

  it('rests on Decline and never on what destroys', async () => {
    const { page } = await openCard(deleteCard);
    await page.clock.runFor(moment);
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Decline');
  });

  it('ignores Enter wherever the focus is', async () => {
    const opened = await openCard(deleteCard);
    await opened.page.clock.runFor(moment);
    await opened.page.keyboard.press('Enter');
    await accept(opened).focus();
    await opened.page.keyboard.press('Enter');
    await opened.page.locator('summary').focus();
    await opened.page.keyboard.press('Enter');
    assert.deepEqual(await opened.sent(), [{ type: 'ready' }]);
  });

  it('can be accepted by keyboard with the space bar', async () => {
    const opened = await openCard(deleteCard);
    await opened.page.clock.runFor(moment);
    await accept(opened).focus();
    await opened.page.keyboard.press('Space');
    assert.deepEqual((await opened.sent()).at(-1), { type: 'accept', id: 'card-1' });
  });

  it('declines on Escape at any time', async () => {
    const { page, sent } = await openCard(forceDeleteCard);
    await page.locator('#typed-name input').focus();
    await page.keyboard.press('Escape');
    assert.deepEqual((await sent()).at(-1), { type: 'decline', id: 'card-1' });
  });

  it('wants the whole name before it deletes forever, and takes Enter there', async () => {
    const opened = await openCard(forceDeleteCard);
    const field = opened.page.locator('#typed-name input');
    await opened.page.clock.runFor(moment);
    for (const wrong of ['', 'prod/payments', 'PROD/PAYMENTS/DATABASE', 'prod/payments/database ']) {
      await field.fill(wrong);
      await field.press('Enter');
      assert.equal(await opened.isEnabled('Delete Forever'), false);
    }
    assert.deepEqual(await opened.sent(), [{ type: 'ready' }]);
    await field.fill('prod/payments/database');
    await field.press('Enter');
    assert.deepEqual((await opened.sent()).at(-1), { type: 'accept', id: 'card-1', typed: 'prod/payments/database' });
  });

  it('does not take Enter in the name before the moment is over', async () => {
    const opened = await openCard(forceDeleteCard);
    const field = opened.page.locator('#typed-name input');
    await field.fill('prod/payments/database');
    await field.press('Enter');
    assert.deepEqual(await opened.sent(), [{ type: 'ready' }]);
  });

  it('wants a value where the call needs one, and sends it with the answer alone', async () => {
    const opened = await openCard(createCard);
    await opened.page.clock.runFor(moment);
    assert.equal(await opened.isEnabled('Create'), false);
    const area = opened.page.locator('textarea:visible');
    await area.fill('line one');
    await area.press('Enter');
    await area.pressSequentially('two');
    await accept(opened, 'Create').click();
    assert.deepEqual(await opened.sent(), [
      { type: 'ready' },
      { type: 'accept', id: 'card-1', value: { kind: 'text', text: 'line one\ntwo' } },
    ]);
  });

  it('asks for one text when the value goes under a key that is given', async () => {
    const { page } = await openCard({ ...createCard, valueKey: 'password' });
    assert.equal(await page.getByRole('radio').count(), 0);
    assert.match(await page.locator('main').innerText(), /Value of password/);
  });

  it('shows where values go and whose, and offers to allow it once until another term is chosen, by keyboard too', async () => {
    const opened = await openCard(useCard);
    const text = await opened.page.locator('main').innerText();
    for (const expected of ['npm start in /home/ana/payments', `${useCard.arn ?? ''} (keys password, username)`, 'npm', 'production'])
      assert.ok(text.includes(expected), `${expected} is not shown`);
    await opened.page.clock.runFor(moment);
    const terms = opened.page.getByRole('radiogroup', { name: 'Allow this for' });
    assert.equal(await terms.getByRole('radio', { name: 'Once' }).isChecked(), true);
    await terms.getByRole('radio', { name: 'Once' }).focus();
    await opened.page.keyboard.press('ArrowRight');
    assert.equal(await terms.getByRole('radio', { name: '15 minutes' }).isChecked(), true);
    await opened.page.keyboard.press('Enter');
    assert.deepEqual(await opened.sent(), [{ type: 'ready' }], 'Enter on a term answers nothing');
    await accept(opened, 'Run').click();
    assert.deepEqual((await opened.sent()).at(-1), { type: 'accept', id: 'card-1', grant: '15 minutes' });
  });

  it('allows a use once where no term was chosen', async () => {
    const opened = await openCard(useCard);
    await opened.page.clock.runFor(moment);
    await accept(opened, 'Run').click();
    assert.deepEqual((await opened.sent()).at(-1), { type: 'accept', id: 'card-1', grant: 'once' });
  });

  it('offers no term for what must be asked each time', async () => {
    for (const card of [deleteCard, forceDeleteCard, createCard]) {
      const { page } = await openCard(card);
      assert.equal(await page.getByText('Allow this for').count(), 0);
    }
  });

  it('sends one answer only, and lets the person answer again when it was refused', async () => {
    const opened = await openCard(deleteCard);
    await opened.page.clock.runFor(moment);
    await accept(opened).click();
    await accept(opened).click({ force: true });
    assert.equal((await opened.sent()).length, 2);
    await opened.post({ type: 'failed', message: 'That was too quick.' });
    assert.equal(await opened.page.getByRole('alert').innerText(), 'That was too quick.');
    assert.equal(await opened.isEnabled('Delete'), true);
  });

  it('counts down and tells how many wait', async () => {
    const { page, post } = await openCard(deleteCard);
    await page.clock.runFor(60_000);
    assert.match(await page.getByRole('timer').innerText(), /^0:5\d left$/);
    await post({ type: 'waiting', waiting: 0 });
    assert.equal(await page.locator('.queue').isVisible(), false);
    await page.clock.runFor(60_000);
    assert.equal(await page.getByRole('timer').innerText(), 'Time is up');
  });
});
