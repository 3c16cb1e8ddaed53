import type { FromCreatePage, HeldView } from '../../src/core/protocol.ts';
import { button, iconButton } from '../controls.ts';
import { element, icon } from '../element.ts';
import { shownText } from '../shownText.ts';

export interface HeldBox {
  readonly root: HTMLElement;
  readonly held: () => HeldView | undefined;
  readonly show: (held: HeldView | undefined) => void;
}

interface HeldBoxOptions {
  readonly field: string;
  readonly label: string;
  /** What the button that chooses a file says. */
  readonly pick: string;
  readonly send: (message: FromCreatePage) => void;
}

/** What the extension keeps for a field: a file or a generated key, of which the page knows the public side alone. */
export function createHeldBox({ field, label, pick, send }: HeldBoxOptions): HeldBox {
  let held: HeldView | undefined;
  const said = element('span', { class: 'visually-hidden', live: 'polite' });
  const body = element('div');
  const load = button({ label: pick, icon: 'folder-opened', onClick: () => send({ type: 'loadFile', field, label }) });
  if (field !== '') load.setAttribute('aria-label', `${label}: ${pick}`);
  const remove = button({ label: 'Remove', onClick: () => send({ type: 'dropHeld', field }) });

  function publicRow(name: string, text: string, part: 'publicKey' | 'fingerprint'): HTMLElement[] {
    const copy = iconButton({
      label: `Copy the ${name.toLowerCase()}`,
      icon: 'copy',
      onClick() {
        send({ type: 'copyPublic', field, part });
        said.textContent = 'Copied.';
      },
    });
    return [element('dt', { text: name }), element('dd', {}, element('code', { text }), copy)];
  }

  function show(now: HeldView | undefined): void {
    const wasThere = held !== undefined;
    held = now;
    load.hidden = now !== undefined;
    if (!now) {
      body.replaceChildren();
      if (wasThere) load.focus();
      return;
    }
    const words =
      now.kind === 'file'
        ? `${now.name}, ${now.bytes.toLocaleString('en')} bytes. Kept by the extension until it is stored.`
        : 'Generated, hidden until stored.';
    const group = element(
      'div',
      { class: 'held', role: 'group', label },
      element('div', { class: 'held-head' }, icon(now.kind === 'file' ? 'file' : 'key'), element('p', { text: words }), remove),
      now.kind === 'file' && now.note !== undefined ? element('p', { class: 'hint', text: now.note }) : undefined,
      now.kind === 'keyPair'
        ? element(
            'dl',
            { class: 'rows public' },
            ...publicRow('Public key', now.publicKey, 'publicKey'),
            ...publicRow('Fingerprint', now.fingerprint, 'fingerprint'),
          )
        : undefined,
    );
    // Not the button: an Enter that answered the file dialog would press it.
    group.tabIndex = -1;
    body.replaceChildren(group);
    said.textContent = shownText(words);
    group.focus();
  }

  return { root: element('div', {}, body, element('div', {}, load), said), held: () => held, show };
}
