import type { FromSecretPage, PolicyView } from '../../src/core/secretProtocol.ts';
import { alertBanner } from '../banner.ts';
import { busy, button } from '../controls.ts';
import { element } from '../element.ts';

export interface PolicySection {
  readonly root: HTMLElement;
  readonly show: (policy: PolicyView | undefined) => void;
  /** Nothing of a secret that is scheduled for deletion can be asked for. */
  readonly setReadable: (isReadable: boolean) => void;
  readonly focus: () => void;
}

/** Who is allowed what by the secret's resource policy, read when it is asked for. */
export function createPolicySection(send: (message: FromSecretPage) => void): PolicySection {
  const title = element('h2', { text: 'Resource policy' });
  title.tabIndex = -1;
  const body = element('div', { class: 'stack', live: 'polite' });
  const ask = (label: string, wanted: 'show' | 'edit' | 'delete', spoken = label): HTMLElement => {
    const control = button({ label, onClick: () => send({ type: 'policy', wanted }) });
    control.setAttribute('aria-label', spoken);
    return control;
  };
  let shown: PolicyView | undefined;
  let isReadable = true;

  function draw(): void {
    const wasInside = body.contains(document.activeElement);
    body.replaceChildren(...(isReadable ? partsOf(shown) : [hint("It can't be read until the secret is restored.")]));
    if (wasInside) title.focus();
  }

  function partsOf(policy: PolicyView | undefined): readonly HTMLElement[] {
    const edit = ask('Edit…', 'edit', 'Edit resource policy…');
    switch (policy?.state) {
      case undefined:
        return [hint('Who may use this secret besides what their own rights allow.'), buttons(ask('Show', 'show', 'Show resource policy'))];
      case 'reading':
        return [busy('Reading the resource policy…')];
      case 'failed':
        return [hint(policy.problem), buttons(ask('Try again', 'show', 'Try again to read the resource policy'))];
      case 'none':
        return [hint('None. Only principals of its own account may use it, as their own rights allow.'), buttons(edit)];
      case 'set':
        return [
          ...(policy.isOpenToEveryone ? [alertBanner('warning', 'It lets everyone in, in every AWS account, without any condition.')] : []),
          element('ul', { class: 'policy' }, ...policy.sentences.map((text) => element('li', { text }))),
          buttons(edit, ask('Delete…', 'delete', 'Delete resource policy…')),
        ];
    }
  }

  draw();
  return {
    root: element('section', { label: 'Resource policy' }, title, body),
    show(policy) {
      shown = policy;
      draw();
    },
    setReadable(readable) {
      if (readable === isReadable) return;
      isReadable = readable;
      draw();
    },
    focus() {
      title.scrollIntoView({ block: 'start' });
      title.focus();
    },
  };
}

function hint(text: string): HTMLElement {
  return element('p', { class: 'hint', text });
}

function buttons(...controls: readonly HTMLElement[]): HTMLElement {
  return element('div', { class: 'buttons' }, ...controls);
}
