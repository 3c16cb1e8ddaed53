import type { FromSecretPage, SecretForm, SecretPart, SecretView, ToSecretPage } from '../../src/core/secretProtocol.ts';
import { busy, button } from '../controls.ts';
import { alertBanner } from '../banner.ts';
import { element } from '../element.ts';
import { connectHost } from '../host.ts';
import { keepFocus } from '../keepFocus.ts';
import { createEditableParts } from './editableParts.ts';
import { createPolicySection } from './policySection.ts';
import { replicasOf } from './replicas.ts';
import { rotationSection } from './rotation.ts';
import { secretHeader } from './secretHeader.ts';
import { createTimeline } from './timeline.ts';
import { createValueSection } from './valueSection.ts';

const root = document.querySelector('main') ?? document.body;
const notice = element('div', { class: 'notice', live: 'polite' });
const top = element('div');
const staleness = element('div');
const rotation = element('div');
const replicas = element('div');
let secret: SecretView | undefined;

const post = connectHost<ToSecretPage, FromSecretPage>(receive);
const values = createValueSection(send);
const parts = createEditableParts(send);
const timeline = createTimeline(send);
const policy = createPolicySection(send);

/** What would drop an edit is asked about first. */
function send(message: FromSecretPage): void {
  const edit = values.edit();
  if (edit && (message.type === 'refresh' || message.type === 'retrieve')) {
    const leave = (): void => {
      post({ type: 'discard', reload: false });
      post(message);
    };
    const isRefresh = message.type === 'refresh';
    if (edit.isDirty()) {
      return isRefresh
        ? edit.confirm('Refreshing drops what you changed.', 'Refresh', leave)
        : edit.confirm('Showing a version drops what you changed.', 'Show it', leave);
    }
    if (!isRefresh) return leave();
  }
  post(message);
}

function receive(message: ToSecretPage): void {
  switch (message.type) {
    case 'secret':
      return showSecret(message.secret);
    case 'busy':
      return showBusy(message.doing);
    case 'failed':
      return showFailure(message);
    case 'fields':
      setNotice();
      setBusy(false);
      return values.showFields(message);
    case 'edit':
      return values.openEdit(message.edit);
    case 'typed':
      return values.edit()?.showTyped(message.typed, message.text, message.hideAfterMs);
    case 'saving':
      return setSaving(message.form, message.isSaving);
    case 'editNote':
      return values.setNote(message.note);
    case 'editClosed':
      return values.closeEdit(message);
    case 'detailsDraft':
      return parts.restore(message.draft);
    case 'changed':
      return parts.close(message.part, message.problem);
    case 'value':
      return values.reveal(message.field, message.text, message.hideAfterMs);
    case 'copied':
      return values.sayCopied(message.field, message.clearAfterMs);
    case 'policy':
      return policy.show(message.policy);
    case 'goTo':
      return goTo(message.part);
    case 'hide':
      if (message.forget) values.forget();
      else values.hide();
      return;
  }
}

function showSecret(shown: SecretView): void {
  secret = shown;
  setNotice();
  values.setReadable(shown.pendingDeletion === undefined, shown.primaryRegion);
  keepFocus(top, () => top.replaceChildren(secretHeader(shown, send)));
  showStaleness(shown.stale);
  parts.show(shown);
  keepFocus(rotation, () => rotation.replaceChildren(rotationSection(shown.rotation, send)));
  keepFocus(timeline.root, () => timeline.show(shown.timeline, shown.pendingDeletion === undefined));
  policy.setReadable(shown.pendingDeletion === undefined);
  keepFocus(replicas, () => replicas.replaceChildren(replicasOf(shown, send)));
  setBusy(false);
  const all = [top, staleness, notice, values.root, parts.root, rotation, timeline.root, replicas, policy.root];
  if (!top.isConnected) keepFocus(root, () => root.replaceChildren(...all));
}

/** Drawn anew only when it changes, or a screen reader would say it with every answer. */
function showStaleness(why: string | undefined): void {
  const text = why === undefined ? '' : `Not up to date. ${why}`;
  if (staleness.querySelector('p')?.textContent === text) return;
  const again = button({ label: 'Try again', onClick: () => send({ type: 'refresh' }) });
  const shown = text === '' ? [] : [alertBanner('warning', text, again)];
  keepFocus(staleness, () => staleness.replaceChildren(...shown), top.querySelector<HTMLElement>('h1'));
}

function goTo(part: SecretPart): void {
  if (part === 'details' || part === 'tags') parts.goTo(part);
  else if (part === 'versions') timeline.focus();
  else if (part === 'policy') showPolicy();
  else values.focus();
}

function showPolicy(): void {
  policy.focus();
  send({ type: 'policy', wanted: 'show' });
}

/** What is read with the button of a banner that goes is read from the top on. */
function setNotice(...shown: readonly HTMLElement[]): void {
  keepFocus(notice, () => notice.replaceChildren(...shown), top.querySelector<HTMLElement>('h1'));
}

/** Before anything was read. Put there a second time, it would lose the keyboard. */
function showAlone(): void {
  if (!secret && !root.contains(notice)) root.replaceChildren(notice);
}

function setSaving(form: SecretForm, isSaving: boolean): void {
  if (form === 'value') values.setSaving(isSaving);
  else parts.setSaving(form, isSaving);
}

function setBusy(isBusy: boolean): void {
  root.setAttribute('aria-busy', String(isBusy));
}

function showBusy(doing: string): void {
  setNotice(busy(doing));
  setBusy(true);
  showAlone();
}

function showFailure({ message, again }: Extract<ToSecretPage, { type: 'failed' }>): void {
  setBusy(false);
  const retry = again ? [button({ label: 'Try again', onClick: () => send(again) })] : [];
  setNotice(alertBanner('error', message, ...retry));
  showAlone();
}

function hideAll(): void {
  if (values.hide()) send({ type: 'hidden' });
}

window.addEventListener('blur', hideAll);
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') hideAll();
});

post({ type: 'ready' });
