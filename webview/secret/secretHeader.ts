import type { FromSecretPage, SecretView } from '../../src/core/secretProtocol.ts';
import { accountStripe, productionBadge } from '../accountMark.ts';
import { button, iconButton } from '../controls.ts';
import { element, icon } from '../element.ts';

/** The secret's name and place, what can be done with it, and what is unusual about it. */
export function secretHeader(secret: SecretView, send: (message: FromSecretPage) => void): DocumentFragment {
  const header = document.createDocumentFragment();
  header.append(
    accountStripe(secret.mark) ?? '',
    element(
      'header',
      { class: 'page-head' },
      element(
        'div',
        { class: 'title' },
        element('h1', { class: 'name', text: secret.name }),
        element(
          'p',
          { class: 'place' },
          element('span', { text: secret.account }),
          productionBadge(secret.mark),
          element('span', { text: secret.region }),
        ),
      ),
      element(
        'div',
        { class: 'actions', role: 'toolbar', label: 'Actions for this secret' },
        iconButton({ label: 'Refresh', icon: 'refresh', onClick: () => send({ type: 'refresh' }) }),
        iconButton({ label: 'Copy name', icon: 'copy', onClick: () => send({ type: 'copyName' }) }),
        iconButton({ label: 'Copy ARN', icon: 'link', onClick: () => send({ type: 'copyArn' }) }),
        secret.hasConsole
          ? iconButton({ label: 'Open in the AWS console', icon: 'link-external', onClick: () => send({ type: 'openConsole' }) })
          : undefined,
        secret.pendingDeletion === undefined
          ? iconButton({ label: 'Delete…', icon: 'trash', onClick: () => send({ type: 'delete' }) })
          : undefined,
      ),
    ),
    ...banners(secret, send),
  );
  if (secret.description) header.append(element('p', { class: 'description', text: secret.description }));
  return header;
}

function banners(secret: SecretView, send: (message: FromSecretPage) => void): readonly HTMLElement[] {
  const shown: HTMLElement[] = [];
  if (secret.requestedBy !== undefined) {
    shown.push(banner('info', 'robot', `${secret.requestedBy} asked to show you this secret. It has not received the value.`));
  }
  if (secret.pendingDeletion !== undefined) {
    const restore = button({ label: 'Restore', onClick: () => send({ type: 'restore' }) });
    shown.push(
      banner(
        'warning',
        'warning',
        `Scheduled for deletion since ${secret.pendingDeletion}. Its value can't be read until it is restored.`,
        restore,
      ),
    );
  }
  if (secret.managedBy !== undefined) {
    shown.push(banner('info', 'info', `Managed by ${secret.managedBy}. Change or delete it there, or that service may stop working.`));
  }
  return shown;
}

function banner(kind: 'info' | 'warning', glyph: string, text: string, action?: HTMLElement): HTMLElement {
  return element('div', { class: `banner ${kind}` }, icon(glyph), element('p', { text }), action);
}
