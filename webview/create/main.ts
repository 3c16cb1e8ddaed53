import type { CreateFormView, FromCreatePage, ToCreatePage } from '../../src/core/protocol.ts';
import { busy, button } from '../controls.ts';
import { element, icon } from '../element.ts';
import { connectHost } from '../host.ts';
import { createForm, type Form } from './form.ts';

const root = document.querySelector('main') ?? document.body;
let form: Form | undefined;

const send = connectHost<ToCreatePage, FromCreatePage>((message) => {
  if (message.type === 'form') return showForm(message.form);
  if (message.type === 'noAccount') return showNoAccount();
  if (message.type === 'busy') return form?.showState(busy(message.doing), true);
  if (message.type === 'held') {
    form?.showState(undefined, false);
    return form?.showHeld(message.field, message.held);
  }
  const failure = element('div', { class: 'banner error', role: 'alert' }, icon('error'), element('p', { text: message.message }));
  if (form) return form.showState(failure, false);
  failure.append(button({ label: 'Try again', onClick: start }));
  root.replaceChildren(failure);
});

function showForm(view: CreateFormView): void {
  // Sent a second time, it would wipe what was typed.
  if (form) return;
  form = createForm(view, send);
  root.replaceChildren(form.root);
  form.focus();
}

function showNoAccount(): void {
  root.replaceChildren(
    element('h1', { text: 'Create a secret' }),
    element('p', { class: 'lead', text: 'There is no account to create it in yet.' }),
    element(
      'div',
      { class: 'buttons first-steps' },
      button({ label: 'Add account', kind: 'primary', icon: 'add', onClick: () => send({ type: 'addAccount', from: 'aws' }) }),
      button({ label: 'Try the sandbox', onClick: () => send({ type: 'addAccount', from: 'sandbox' }) }),
    ),
  );
}

function start(): void {
  root.replaceChildren(busy('Loading the accounts…'));
  send({ type: 'ready' });
}

start();
