import type { CreateFormView, FromCreatePage } from '../../src/core/protocol.ts';
import { accountStripe, productionBadge } from '../accountMark.ts';
import { button, dropdown, setOptions, textArea } from '../controls.ts';
import { element, say } from '../element.ts';
import { createTagEditor } from '../tagEditor.ts';
import { createValueEditor } from '../valueEditor.ts';
import { createNameField } from './nameField.ts';

export interface Form {
  readonly root: HTMLElement;
  readonly focus: () => void;
  /** Shows how it goes, and holds the form still meanwhile; what was typed stays. */
  readonly showState: (state: HTMLElement, working: boolean) => void;
}

export function createForm(view: CreateFormView, send: (message: FromCreatePage) => void): Form {
  const state = element('div', { class: 'notice' });
  const hint = element('p', { class: 'hint', live: 'polite' });
  const mark = element('div', { class: 'account-mark', live: 'polite' });
  const stripe = element('div');
  // The dropdown gives back the text of its choice, and no name holds what is added here.
  const labelOf = ({ name, mark: { production } }: CreateFormView['accounts'][number]): string =>
    `${name}${production ? ' · production' : ''}`;
  const chosenAccount = () => view.accounts.find((each) => labelOf(each) === account.value);
  const first = view.accounts.find(({ name }) => name === view.account);
  const account = dropdown({
    label: 'Account',
    options: view.accounts.map(labelOf),
    chosen: first ? labelOf(first) : view.account,
    onChange: changeAccount,
  });
  const region = dropdown({ label: 'Region', options: first?.regions ?? [], chosen: view.region });
  const name = createNameField(view.namePrefix, refresh);
  const description = textArea({ label: 'Description', rows: 2, maxLength: 2_048, placeholder: 'Optional. Not secret.' });
  const value = createValueEditor({ start: 'pairs', onChange: refresh });
  const tags = createTagEditor(refresh);
  const create = button({ label: 'Create Secret', kind: 'primary', onClick: submit });
  const cancel = button({ label: 'Cancel', onClick: () => send({ type: 'cancel' }) });
  const fields = element(
    'div',
    { class: 'form-fields' },
    element('div', { class: 'two' }, labelled('Account', account), labelled('Region', region)),
    mark,
    name.root,
    description,
    element('section', { label: 'Value' }, element('h2', { text: 'Value' }), value.root),
    element('section', { label: 'Tags' }, element('h2', { text: 'Tags' }), tags.root),
  );
  let working = false;

  function changeAccount(): void {
    const { regions = [] } = chosenAccount() ?? {};
    setOptions(region, regions, regions[0] ?? '');
    showMark(chosenAccount());
  }

  function showMark(chosen: CreateFormView['accounts'][number] | undefined): void {
    mark.replaceChildren((chosen && productionBadge(chosen.mark)) ?? '');
    stripe.replaceChildren((chosen && accountStripe(chosen.mark)) ?? '');
  }

  function problem(): string | undefined {
    return name.problem() ?? value.problem() ?? tags.problem();
  }

  function refresh(): void {
    create.disabled = working || problem() !== undefined;
    say(hint, working ? '' : (problem() ?? ''));
  }

  function submit(): void {
    send({
      type: 'create',
      account: chosenAccount()?.name ?? view.account,
      region: region.value,
      name: name.value(),
      description: description.value,
      tags: tags.value(),
      value: value.value(),
    });
  }

  refresh();
  showMark(first);
  return {
    root: element(
      'div',
      {},
      stripe,
      element(
        'header',
        { class: 'page-head' },
        element(
          'div',
          { class: 'title' },
          element('h1', { text: 'Create a secret' }),
          element('p', { class: 'lead', text: 'The value goes to AWS and nowhere else. It is lost if you leave this tab.' }),
        ),
      ),
      fields,
      element('footer', { class: 'answer' }, state, element('div', { class: 'buttons' }, create, cancel), hint),
    ),
    focus: () => name.focus(),
    showState(shown, busyNow) {
      working = busyNow;
      fields.inert = busyNow;
      state.replaceChildren(shown);
      refresh();
    },
  };
}

function labelled(text: string, control: HTMLElement): HTMLElement {
  return element('div', { class: 'field' }, element('span', { class: 'field-label', text }), control);
}
