import type { OpenPage } from './openPage.ts';
import { marker } from './hostileStates.ts';
import { messageNonce } from './pageServer.ts';

interface PlayOptions {
  readonly texts: readonly string[];
  readonly states: readonly (readonly object[])[];
  /** Deals the texts out over the fields of a state, instead of each into every field. */
  readonly dealt?: boolean;
}

/** Brings a page to each state with each text in it; returns what is wrong there, in words. */
export async function playHostile({ page }: OpenPage, { texts, states, dealt = false }: PlayOptions): Promise<readonly string[]> {
  // As JSON, in which a lone surrogate arrives as what it is.
  const given = { texts: JSON.stringify(texts), states: states.map((state) => JSON.stringify(state)), nonce: messageNonce, marker, dealt };
  return page.evaluate(playInPage, given);
}

interface Given {
  readonly texts: string;
  readonly states: readonly string[];
  readonly nonce: string;
  readonly marker: string;
  readonly dealt: boolean;
}

/** Runs in the page: thousands of turns through the debugger would take minutes. */
async function playInPage({ texts, states, nonce, marker: mark, dealt }: Given): Promise<readonly string[]> {
  const own =
    'MAIN HEADER SECTION FOOTER DIV SPAN P H1 H2 UL OL LI DL DT DD STRONG CODE DETAILS SUMMARY TABLE THEAD TBODY TR TH TD LABEL INPUT ' +
    'TEXTAREA VSCODE-BUTTON VSCODE-TEXT-FIELD VSCODE-TEXT-AREA VSCODE-DROPDOWN VSCODE-OPTION VSCODE-PROGRESS-RING';
  const ownTags = new Set(own.split(' '));
  const given: string[] = JSON.parse(texts);
  const found: string[] = [];

  /** Messages arrive in order: once the last is here, so are those before it. */
  async function post(messages: readonly unknown[]): Promise<void> {
    const { promise: after, resolve } = Promise.withResolvers<void>();
    const heard = ({ data }: MessageEvent<unknown>): void => {
      if (data === 'after') resolve();
    };
    window.addEventListener('message', heard);
    for (const message of messages) window.postMessage({ nonce, message }, '*');
    window.postMessage('after', '*');
    await after;
    window.removeEventListener('message', heard);
  }

  function faults(): readonly string[] {
    const nodes = [...document.querySelectorAll('main, main *')];
    const shown = nodes.flatMap((node) => {
      // A value is shown as it is stored.
      const written = node.matches('.value-text, textarea')
        ? []
        : [...node.childNodes].flatMap((child) => (child instanceof Text ? [child.data] : []));
      return [...written, node.getAttribute('aria-label') ?? '', node.getAttribute('title') ?? ''];
    });
    const { scrollWidth, clientWidth } = document.documentElement;
    return [
      ...nodes.flatMap(({ tagName }) => (ownTags.has(tagName) ? [] : [`holds a ${tagName}`])),
      ...nodes.flatMap((node) =>
        [...node.attributes].flatMap(({ name }) => (/^on|^href$|^src|^style$/.test(name) ? [`has a ${name}`] : [])),
      ),
      ...(shown.some((text) => /[\p{Cf}\p{Default_Ignorable_Code_Point}]/u.test(text)) ? ['shows letters that hide or turn others'] : []),
      ...(scrollWidth > clientWidth ? [`is ${scrollWidth - clientWidth} px wider than its window`] : []),
      ...buttonFaults(),
    ];
  }

  /** A person reaches a button by scrolling down, never to the side, and then nothing lies over it. */
  function buttonFaults(): readonly string[] {
    return [...document.querySelectorAll('main vscode-button')].flatMap((button) => {
      if (!button.checkVisibility({ visibilityProperty: true }) || button.closest('[inert]')) return [];
      button.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' });
      const { left, right, top, height } = button.getBoundingClientRect();
      if (left < 0 || right > document.documentElement.clientWidth) return ['has a button out of view'];
      const hit = document.elementFromPoint((left + right) / 2, top + Math.min(height, window.innerHeight) / 2);
      return hit && (button === hit || button.contains(hit)) ? [] : [`has something over a button: ${hit?.tagName}`];
    });
  }

  const quoted = given.map((text) => JSON.stringify(text).slice(1, -1));
  const next = states.map(() => 0);
  for (const first of quoted.keys()) {
    for (const [place, state] of states.entries()) {
      const from = dealt ? (next[place] ?? 0) : first;
      let used = 0;
      const filled = state.replaceAll(mark, () => quoted[(from + (dealt ? used++ : 0)) % quoted.length] ?? '');
      next[place] = from + used;
      const messages: unknown[] = JSON.parse(filled);
      await post(messages);
      found.push(...faults().map((fault) => `state ${place} ${fault}: ${quoted[from]?.slice(0, 60)}`));
    }
    // Each was in each state by then.
    if (dealt && next.every((dealtOut) => dealtOut >= quoted.length || dealtOut === 0)) break;
  }
  return found;
}
