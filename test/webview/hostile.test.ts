import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../harness/browser.ts';
import { pageNames, type PageName } from './bundlePages.ts';
import { hostileForm, hostileStates, marked, marker } from './hostileStates.ts';
import { hostileStrings } from './hostileStrings.ts';
import { openPage, type OpenPage } from './openPage.ts';
import { servePages, type PageServer } from './pageServer.ts';
import { playHostile } from './playHostile.ts';
import { deleteCard, secret } from './samples.ts';
import { themes } from './themes.ts';

const narrow = 400;
const wide = 1_200;

/** What a page did with hostile text. */
interface Outcome {
  readonly faults: readonly string[];
  readonly ran: boolean;
  readonly requests: readonly string[];
  readonly violations: readonly string[];
}

interface PlayedPage {
  readonly width: number;
  readonly dealt?: boolean;
  readonly texts?: readonly string[];
  readonly spoil?: () => void;
  readonly bypassCSP?: boolean;
}

describe('five hundred hostile texts', () => {
  let browser: Browser;
  let server: PageServer;
  before(async () => {
    server = await servePages();
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  async function playAll(name: PageName, { width, dealt = false, texts = hostileStrings, spoil, bypassCSP }: PlayedPage): Promise<Outcome> {
    // A form keeps its choices once it is open, so that it is opened again for more of them.
    const rounds = name === 'create' ? [[marker], ...chunks(texts, 50)] : [texts];
    const outcomes: Outcome[] = [];
    for (const round of rounds) {
      const opened = await openPage({
        browser,
        server,
        name,
        theme: themes.dark,
        width,
        ...(spoil ? { spoil } : {}),
        bypassCSP: bypassCSP === true,
      });
      const requests: string[] = [];
      opened.page.on('request', (request) => {
        // The icons' font comes with the first icon.
        if (new URL(request.url()).pathname !== '/codicon.ttf') requests.push(request.url());
      });
      // A page that stops half way shows nothing, and nothing would be found in it.
      const errors: string[] = [];
      opened.page.on('pageerror', ({ message }) => errors.push(`stopped: ${message}`));
      opened.page.on('framenavigated', (frame) => requests.push(`went to ${frame.url()}`));
      const faults =
        name === 'create'
          ? await playForm(opened, round, texts)
          : await playHostile(opened, { texts: round, states: hostileStates[name], dealt });
      // A script or a request may take a turn or two to begin.
      await opened.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      const { violations } = await opened.seen();
      const ran = await opened.page.evaluate(() => window.custodyScriptRan);
      await opened.page.close();
      outcomes.push({ faults: [...faults, ...errors], ran, requests, violations });
    }
    return {
      faults: outcomes.flatMap(({ faults }) => faults),
      ran: outcomes.some(({ ran }) => ran),
      requests: outcomes.flatMap(({ requests }) => requests),
      violations: outcomes.flatMap(({ violations }) => violations),
    };
  }

  /** Some texts as choices, or, with one that does no harm, every text in what comes later. */
  async function playForm(opened: OpenPage, choices: readonly string[], texts: readonly string[]): Promise<readonly string[]> {
    await opened.post(hostileForm(choices));
    await opened.page.getByRole('button', { name: 'Create Secret' }).waitFor();
    return playHostile(opened, { texts: choices.length === 1 ? texts : choices.slice(0, 1), states: hostileStates.create });
  }

  it('are five hundred, each another', () => {
    assert.equal(hostileStrings.length, 500);
    assert.equal(new Set(hostileStrings).size, 500);
  });

  it('stand in every string of every view, those left out by the sample too', () => {
    const strings = (view: object): readonly unknown[] => JSON.stringify(view).match(new RegExp(`"${marker}"`, 'g')) ?? [];
    // Each added by itself: a field of a view that no test knows yet.
    assert.equal(strings(marked({ ...deleteCard, later: { deep: ['one', 'two'] } })).length, strings(marked(deleteCard)).length + 2);
    const leftOut = (view: object): number =>
      Object.values(view).reduce(
        (sum, each) => sum + (each === undefined ? 1 : typeof each === 'object' && each !== null ? leftOut(each) : 0),
        0,
      );
    const shown = marked(secret);
    assert.ok(leftOut(shown) > 0);
    assert.equal(strings(marked(secret, { told: true })).length, strings(shown).length + leftOut(shown));
  });

  for (const name of pageNames) {
    it(`run nothing, ask for nothing and leave the ${name} page usable, narrow or wide`, async () => {
      // Each in every field where there is little room; where there is more, each in one field of every state.
      const outcomes = await Promise.all([playAll(name, { width: narrow }), playAll(name, { width: wide, dealt: true })]);
      for (const { faults, ran, requests, violations } of outcomes) {
        assert.deepEqual(faults.slice(0, 20), []);
        assert.equal(ran, false);
        assert.deepEqual(requests, []);
        assert.deepEqual(violations, []);
      }
      assert.deepEqual(server.strays(), []);
    });
  }

  it('let every button be clicked, by the mouse', async () => {
    const texts = hostileStrings.filter((text) => text.length > 5_000).slice(0, 2);
    const opened = await openPage({ browser, server, name: 'approval', theme: themes.dark, width: narrow });
    await playHostile(opened, { texts, states: hostileStates.approval });
    await opened.page.getByRole('button', { name: 'Decline' }).click();
    assert.deepEqual((await opened.sent()).at(-1), { type: 'decline', id: texts.at(-1) });
    await opened.page.close();
  });

  describe('are found', () => {
    // One of them takes the page elsewhere, and with it whoever looks.
    const texts = hostileStrings.filter((text) => !text.includes('http-equiv')).slice(0, 16);
    const unseen = hostileStrings.filter((text) => /\p{Cf}/u.test(text)).slice(0, 5);
    const long = hostileStrings.filter((text) => text.length > 5_000).slice(0, 1);

    /** Takes text for markup, as a page that used innerHTML would. */
    function asMarkup(): void {
      Object.defineProperty(Element.prototype, 'textContent', {
        set(this: Element, text: string) {
          this.innerHTML = text;
        },
      });
    }

    /** Shows every letter as it is. */
    function asWritten(): void {
      const replace = RegExp.prototype[Symbol.replace];
      // oxlint-disable-next-line no-extend-native -- in the page of this one test
      Object.defineProperty(RegExp.prototype, Symbol.replace, {
        value(this: RegExp, text: string, by: (found: string) => string): string {
          return this.source.includes('\\p{Cf}') ? text : replace.call(this, text, by);
        },
      });
    }

    /** Lets a word run on past the edge of the window. */
    function unbroken(): void {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(
        '* { overflow-wrap: normal !important; word-break: normal !important; white-space: nowrap !important; overflow: visible !important; }',
      );
      document.adoptedStyleSheets = [sheet];
    }

    for (const name of ['approval', 'secret'] as const) {
      it(`where the ${name} page takes text for markup: by its policy's reports`, async () => {
        const { faults, violations, ran } = await playAll(name, { width: narrow, texts, spoil: asMarkup });
        assert.ok(
          violations.some((each) => each.startsWith('script-src')) && violations.some((each) => each.startsWith('img-src')),
          violations.join('\n'),
        );
        assert.match(faults.join('\n'), /holds a (IMG|SVG|IFRAME)/i);
        assert.equal(ran, false, 'the policy stopped them');
      });

      it(`where the ${name} page has no policy either: by scripts and requests`, async () => {
        const { ran, requests } = await playAll(name, { width: narrow, texts, spoil: asMarkup, bypassCSP: true });
        assert.equal(ran, true);
        assert.match(requests.join('\n'), /stray-/);
      });

      it(`where the ${name} page shows letters that are not seen`, async () => {
        const { faults } = await playAll(name, { width: narrow, texts: unseen, spoil: asWritten });
        assert.match(faults.join('\n'), /shows letters that hide or turn others/);
      });

      it(`where a long word widens the ${name} page`, async () => {
        const { faults } = await playAll(name, { width: narrow, texts: long, spoil: unbroken });
        assert.match(faults.join('\n'), /px wider than its window/);
      });
    }
  });
});

function chunks<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
}
