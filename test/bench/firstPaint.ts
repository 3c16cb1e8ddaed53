import type { Page } from 'playwright-core';

/** What the page of a panel told of itself, in milliseconds since 1970 by the clock of this machine. */
export interface Paint {
  /** `content`: anything at all. `heading`: the heading of the page. */
  readonly what: 'content' | 'heading';
  readonly text: string;
  readonly at: number;
}

const deadlineMs = 20_000;

declare global {
  interface Window {
    custodyPainted: (paint: Paint) => Promise<void>;
  }
}

/** Has the page of every panel tell when a frame with its first words, and one with its heading, has been drawn. */
export async function listenToPaints(page: Page): Promise<(what: Paint['what']) => Promise<Paint>> {
  const waiting = new Map<Paint['what'], (paint: Paint) => void>();
  await page.exposeFunction('custodyPainted', (paint: Paint) => waiting.get(paint.what)?.(paint));
  await page.addInitScript(watchOwnPaints);
  return (what) =>
    new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`The page of a panel drew no ${what}.`)), deadlineMs);
      waiting.set(what, (paint) => {
        clearTimeout(late);
        resolve(paint);
      });
    });
}

/** Runs in each frame, from before its own scripts; works in the one that the editor puts around a page. */
function watchOwnPaints(): void {
  if (window === window.top) return;
  const left = new Map<Paint['what'], string>([
    ['content', 'main'],
    ['heading', 'main h1'],
  ]);
  const drawn = new MessageChannel();
  const told: (() => void)[] = [];
  drawn.port1.addEventListener('message', () => told.splice(0).forEach((tell) => tell()));
  drawn.port1.start();
  const look = (): void => {
    // The editor gives the page's own frame this name when it shows it: before that nobody sees what is on it.
    const shown = document.querySelector<HTMLIFrameElement>('iframe#active-frame')?.contentDocument;
    for (const [what, where] of left) {
      const text = shown?.querySelector(where)?.textContent.trim() ?? '';
      if (text === '') continue;
      left.delete(what);
      told.push(() => void window.custodyPainted({ what, text, at: performance.timeOrigin + performance.now() }));
      // Comes in after the frame that this callback is a part of.
      drawn.port2.postMessage('');
    }
    if (left.size > 0) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
