import type { FromSecretPage, ReplicaView, SecretView } from '../../src/core/secretProtocol.ts';
import { button, type Button } from '../controls.ts';
import { element, icon } from '../element.ts';
import { shownText } from '../shownText.ts';

type Send = (message: FromSecretPage) => void;

const icons: Readonly<Record<string, string>> = { InSync: 'check', InProgress: 'sync', Failed: 'error' };

/** Where a secret's copies are and how each fares; at a replica, where its primary is. */
export function replicasOf(secret: SecretView, send: Send): HTMLElement {
  return element('section', { class: 'replicas', label: 'Replicas' }, element('h2', { text: 'Replicas' }), ...partsOf(secret, send));
}

function partsOf(secret: SecretView, send: Send): readonly HTMLElement[] {
  const { primaryRegion, replicas, pendingDeletion } = secret;
  if (primaryRegion !== undefined) {
    return [
      element('p', {
        text: `This is a replica of the secret in ${primaryRegion}. It follows the primary, and is changed, replicated and deleted there.`,
      }),
      element(
        'div',
        { class: 'buttons' },
        action(send, { label: 'Open primary', where: primaryRegion, action: 'open' }),
        action(send, { label: 'Promote…', where: secret.region, action: 'promote' }),
      ),
    ];
  }
  return [
    replicas.length === 0
      ? element('p', { class: 'hint', text: 'Not replicated to other regions.' })
      : element('ul', {}, ...replicas.map((replica) => entry(replica, send))),
    ...(pendingDeletion === undefined
      ? [element('div', {}, button({ label: 'Add regions…', onClick: () => send({ type: 'replication', action: 'add' }) }))]
      : []),
  ];
}

function entry({ region, status, message, key, lastRead }: ReplicaView, send: Send): HTMLElement {
  const failed = status === 'Failed';
  return element(
    'li',
    { class: failed ? 'failed' : '' },
    element(
      'div',
      { class: 'replica' },
      element('p', { class: 'replica-head' }, element('strong', { text: region }), icon(iconOf(status)), element('span', { text: status })),
      message === '' ? undefined : element('p', { class: 'replica-message', text: message }),
      element('p', {
        class: 'hint',
        text: `Key ${key} · ${lastRead === undefined ? 'never read there' : `last read there on ${lastRead}`}`,
      }),
    ),
    element(
      'div',
      { class: 'buttons' },
      failed
        ? action(send, { label: 'Try again', where: region, action: 'retry' })
        : action(send, { label: 'Open', where: region, action: 'open' }),
      failed ? undefined : action(send, { label: 'Promote…', where: region, action: 'promote' }),
      action(send, { label: 'Remove…', where: region, action: 'remove' }),
    ),
  );
}

function iconOf(status: string): string {
  return (Object.hasOwn(icons, status) ? icons[status] : undefined) ?? 'question';
}

interface Act {
  readonly label: string;
  readonly where: string;
  readonly action: 'open' | 'promote' | 'remove' | 'retry';
}

/** Several buttons of a kind are told apart by the region that a screen reader adds. */
function action(send: Send, { label, where, action: wanted }: Act): Button {
  const created = button({ label, onClick: () => send({ type: 'replication', action: wanted, region: where }) });
  created.setAttribute('aria-label', shownText(`${label} (${where})`));
  return created;
}
