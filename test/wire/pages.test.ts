import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Frame, Page } from 'playwright-core';
import type { FrontDoor } from '../../src/mcp/http.ts';
import { listAccounts, tokenOf, useDoors, type Defence } from '../contract/frontDoors.ts';
import { launchBrowser } from '../harness/browser.ts';
import { attacks, type Target } from './attacks.ts';
import { watchRequests } from './requestsSeen.ts';

const blank = '<!doctype html><title>page</title><body></body>';
const framed = `<!doctype html><title>frame</title><iframe sandbox="allow-scripts allow-forms" srcdoc="${blank.replaceAll('"', '&quot;')}"></iframe>`;

describe('A page in a browser', () => {
  const doors = useDoors();
  let browser: Browser;
  let server: Server;
  let folder: string;
  let port: number;

  before(async () => {
    server = createServer((request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end(request.url === '/framed' ? framed : blank);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    assert.ok(typeof address === 'object' && address);
    ({ port } = address);
    folder = await mkdtemp(join(tmpdir(), 'custody-page-'));
    await writeFile(join(folder, 'page.html'), blank);
    browser = await launchBrowser();
  });

  after(async () => {
    await browser?.close();
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true, force: true });
  });

  const origins: readonly { what: string; origin: () => string; open: (page: Page) => Promise<Frame> }[] = [
    {
      what: 'localhost at another port',
      origin: () => `http://localhost:${port}`,
      open: async (page) => {
        await page.goto(`http://localhost:${port}/`);
        return page.mainFrame();
      },
    },
    {
      what: '127.0.0.1 at another port',
      origin: () => `http://127.0.0.1:${port}`,
      open: async (page) => {
        await page.goto(`http://127.0.0.1:${port}/`);
        return page.mainFrame();
      },
    },
    {
      what: 'a file',
      origin: () => 'null',
      open: async (page) => {
        await page.goto(pathToFileURL(join(folder, 'page.html')).href);
        return page.mainFrame();
      },
    },
    {
      what: 'a sandboxed frame',
      origin: () => 'null',
      open: async (page) => {
        await page.goto(`http://127.0.0.1:${port}/framed`);
        const [, frame] = page.frames();
        assert.ok(frame);
        return frame;
      },
    },
  ];

  const targetOf = (door: FrontDoor): Target => ({ url: door.url, body: listAccounts, token: tokenOf(door) });

  for (const { what, origin, open } of origins) {
    describe(`of ${what}`, () => {
      let page: Page;
      let frame: Frame;

      before(async () => {
        page = await browser.newPage();
        frame = await open(page);
      });

      after(() => page.close());

      for (const [attack, run] of Object.entries(attacks)) {
        it(`reaches no tool and reads no answer with ${attack}`, async () => {
          const door = await doors.open();
          const seen = watchRequests(door.port);
          try {
            assert.equal(await frame.evaluate(run, targetOf(door)), '');
            // It did knock: a browser that had kept the page from sending would prove nothing.
            await seen.until(attack === 'a form' ? 3 : 1);
          } finally {
            seen.stop();
          }
          for (const { status, origin: sent } of seen.all) {
            assert.ok(sent === undefined || sent === origin(), sent);
            // Without an Origin only a GET comes from a page.
            assert.equal(status, sent === undefined ? 405 : 403);
          }
          assert.equal(doors.entered, 0);
        });
      }
    });
  }

  describe('whose name was rebound to this machine', () => {
    async function attackFrom(off: readonly Defence[]): Promise<string> {
      const door = await doors.open(off);
      const page = await browser.newPage();
      try {
        // Browsers resolve every name under localhost to this machine, as a rebound name would be.
        const home = `http://rebound.localhost:${door.port}`;
        await page.route(`${home}/`, (route) => route.fulfill({ contentType: 'text/html', body: blank }));
        await page.goto(`${home}/`);
        return await page.evaluate(async ({ token, body }) => {
          const headers = {
            'content-type': 'application/json',
            accept: 'application/json, text/event-stream',
            authorization: `Bearer ${token}`,
          };
          return (await fetch('/mcp', { method: 'POST', headers, body })).text();
        }, targetOf(door));
      } finally {
        await page.close();
      }
    }

    it('reaches no tool though it has the token', async () => {
      assert.match(await attackFrom([]), /wrong Host/);
      assert.match(await attackFrom(['host']), /wrong Origin/);
      assert.match(await attackFrom(['origin']), /wrong Host/);
      assert.equal(doors.entered, 0);
    });

    it('reaches one with the token when neither its Host nor its Origin is looked at', async () => {
      assert.match(await attackFrom(['host', 'origin']), /memory/);
      assert.equal(doors.entered, 1);
    });
  });
});
