import type { CreateFormView, FromCreatePage, ToCreatePage } from '../../src/core/protocol.ts';
import { busy } from '../controls.ts';
import { element, icon } from '../element.ts';
import { connectHost } from '../host.ts';
import { createForm, type Form } from './form.ts';

const root = document.querySelector('main') ?? document.body;
let form: Form | undefined;

const send = connectHost<ToCreatePage, FromCreatePage>((message) => {
  if (message.type === 'form') return showForm(message.form);
  if (message.type === 'busy') return form?.showState(busy(message.doing), true);
  const failure = element('div', { class: 'banner error', role: 'alert' }, icon('error'), element('p', { text: message.message }));
  if (form) return form.showState(failure, false);
  root.replaceChildren(failure);
});

function showForm(view: CreateFormView): void {
  // Sent a second time, it would wipe what was typed.
  if (form) return;
  form = createForm(view, send);
  root.replaceChildren(form.root);
  form.focus();
}

send({ type: 'ready' });
