import type { CardView, FromApprovalPage, ToApprovalPage } from '../../src/core/protocol.ts';
import { button, type Button } from '../controls.ts';
import { element, say } from '../element.ts';
import { connectHost } from '../host.ts';
import { armWhenVisible } from './armWhenVisible.ts';
import { cardBody, exactArguments } from './cardBody.ts';
import { showCountdown } from './countdown.ts';
import { createProof } from './proof.ts';

interface OpenCard {
  readonly decline: () => void;
  readonly showWaiting: (waiting: number) => void;
  readonly showReferences: (text: string) => void;
  readonly fail: (message: string) => void;
  readonly close: () => void;
}

const root = document.querySelector('main') ?? document.body;
let open: OpenCard | undefined;

const send = connectHost<ToApprovalPage, FromApprovalPage>((message) => {
  if (message.type === 'waiting') return open?.showWaiting(message.waiting);
  if (message.type === 'references') return open?.showReferences(message.text);
  if (message.type === 'failed') return open?.fail(message.message);
  open?.close();
  open = openCard(message.card);
});

function openCard(card: CardView): OpenCard {
  let armed = false;
  let sent = false;
  const proof = createProof(card, () => refresh());
  const queue = element('span', { class: 'queue' });
  const timeLeft = element('span', { class: 'time-left', role: 'timer' });
  const problem = element('p', { class: 'problem', role: 'alert', hidden: true });
  const references = element('p', { class: 'references', live: 'polite', hidden: true });
  const hint = element('p', { class: 'hint', live: 'polite' });
  const declineButton = button({ label: 'Decline', kind: 'primary', onClick: () => decline() });
  const acceptButton = button({
    label: card.acceptLabel,
    kind: card.risk === 'destructive' ? 'danger' : 'secondary',
    onClick: () => accept(),
  });

  function refresh(): void {
    const missing = proof.missing();
    acceptButton.disabled = !armed || sent || missing !== undefined;
    say(hint, sent ? '' : (missing ?? 'Esc declines.'));
  }

  function accept(): void {
    if (acceptButton.disabled) return;
    sent = true;
    say(problem, '');
    refresh();
    send({ type: 'accept', id: card.id, ...proof.given() });
  }

  function decline(): void {
    send({ type: 'decline', id: card.id });
  }

  function showWaiting(waiting: number): void {
    say(queue, waiting === 0 ? '' : `1 of ${waiting + 1} requests`);
  }

  const stopCountdown = showCountdown(timeLeft, card.remainingMs);
  const disarm = armWhenVisible(card.armAfterMs, (now) => {
    armed = now;
    refresh();
  });
  proof.onEnter(accept);
  root.replaceChildren(
    element('header', { class: 'card-status' }, queue, timeLeft),
    cardBody(card),
    ...(proof.term ? [proof.term] : []),
    exactArguments(card),
    references,
    ...proof.parts,
    element('footer', { class: 'answer' }, problem, element('div', { class: 'buttons' }, declineButton, acceptButton), hint),
  );
  showWaiting(card.waiting);
  if (card.references !== undefined) say(references, card.references);
  restOn(declineButton);

  return {
    decline,
    showWaiting,
    showReferences: (text) => say(references, text),
    fail(message) {
      sent = false;
      say(problem, message);
      refresh();
    },
    close() {
      stopCountdown();
      disarm();
      proof.clear();
    },
  };
}

/** Where focus lies by default: on the safe answer, and only if the page has the person's keys already. */
function restOn(safe: Button): void {
  if (document.hasFocus()) safe.focus();
}

// Capture: no control on the page gets to see an Enter that was meant for another window.
window.addEventListener(
  'keydown',
  (event) => {
    if (event.key === 'Escape' && !event.isComposing) open?.decline();
    if (event.key === 'Enter' && !takesEnter(event)) {
      event.preventDefault();
      event.stopPropagation();
    }
  },
  { capture: true },
);

/** The typed name, and a value of several lines. */
function takesEnter(event: KeyboardEvent): boolean {
  return event.composedPath().some((node) => node instanceof Element && (node instanceof HTMLTextAreaElement || node.id === 'typed-name'));
}

send({ type: 'ready' });
