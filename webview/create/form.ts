import type { CreateFormView, FromCreatePage, HeldView } from '../../src/core/protocol.ts';
import { accountStripe, productionBadge } from '../accountMark.ts';
import { alertBanner } from '../banner.ts';
import { button, dropdown, setOptions, textArea, textField } from '../controls.ts';
import { element, icon, say } from '../element.ts';
import { createTagEditor } from '../tagEditor.ts';
import { createReplicasField } from './replicasField.ts';
import { createNameField } from './nameField.ts';
import { createValueSection } from './valueSection.ts';

export interface Form {
  readonly root: HTMLElement;
  readonly focus: () => void;
  /** Shows how it goes, and holds the form still meanwhile; what was typed stays. */
  readonly showState: (state: HTMLElement | undefined, working: boolean) => void;
  readonly showHeld: (field: string, held: HeldView | undefined) => void;
}

export function createForm(view: CreateFormView, send: (message: FromCreatePage) => void): Form {
  const { draft } = view;
  let working = false;
  let isBuilt = false;
  let told = '';
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
  const region = dropdown({ label: 'Region', options: first?.regions ?? [], chosen: view.region, onChange: changed });
  const name = createNameField(view.namePrefix, changed, draft?.name);
  const description = textArea({
    label: 'Description',
    rows: 2,
    maxLength: 2_048,
    placeholder: 'Optional. Not secret.',
    onInput: changed,
  });
  description.value = draft?.description ?? '';
  const kmsKey = textField({
    label: 'KMS key',
    placeholder: 'ARN, ID or alias. Empty for aws/secretsmanager.',
    maxLength: 2_048,
    onInput: changed,
  });
  kmsKey.value = draft?.kmsKeyId ?? '';
  const replicas = createReplicasField(() => region.value, changed, draft?.replicas);
  const secretType = textField({
    label: 'Partner type',
    placeholder: 'Only for a secret that a partner of AWS holds, such as SalesforceClientSecret.',
    maxLength: 256,
    onInput: changed,
  });
  secretType.value = draft?.secretType ?? '';
  const value = createValueSection(view, send, changed);
  const tags = createTagEditor(changed, draft?.tags);
  const create = button({ label: 'Create Secret', kind: 'primary', onClick: submit });
  const cancel = button({ label: 'Cancel', onClick: leave });
  const advanced = element(
    'details',
    { class: 'fold' },
    element('summary', { text: 'Advanced' }),
    element(
      'div',
      { class: 'stack' },
      kmsKey,
      replicas.root,
      secretType,
      element('section', { label: 'Tags' }, element('h2', { text: 'Tags' }), tags.root),
    ),
  );
  advanced.open = kmsKey.value !== '' || secretType.value !== '' || replicas.text() !== '' || tags.value().length > 0;
  const fields = element(
    'div',
    { class: 'form-fields' },
    element('div', { class: 'two' }, labelled('Account', account), labelled('Region', region)),
    mark,
    name.root,
    value.root,
    description,
    advanced,
  );

  function changeAccount(): void {
    const { regions = [] } = chosenAccount() ?? {};
    setOptions(region, regions, regions[0] ?? '');
    showMark(chosenAccount());
    changed();
  }

  function showMark(chosen: CreateFormView['accounts'][number] | undefined): void {
    mark.replaceChildren((chosen && productionBadge(chosen.mark)) ?? '');
    stripe.replaceChildren((chosen && accountStripe(chosen.mark)) ?? '');
  }

  function problem(): string | undefined {
    return name.problem() ?? value.problem() ?? replicas.problem() ?? tags.problem();
  }

  function changed(): void {
    // The parts tell of changes while they are being built, before there is a form.
    if (!isBuilt) return;
    refresh();
    keep();
  }

  function refresh(): void {
    create.disabled = working || problem() !== undefined;
    say(hint, working ? '' : (problem() ?? ''));
  }

  /** The host hears of what is no secret at once, because this page is thrown away when covered. */
  function keep(): void {
    const message: FromCreatePage = {
      type: 'draft',
      draft: {
        template: value.template(),
        ...place(),
        kmsKeyId: kmsKey.value,
        secretType: secretType.value,
        replicas: replicas.text(),
        fields: value.openFields(),
        hasSecrets: value.hasSecrets(),
      },
    };
    const now = JSON.stringify(message);
    if (now === told) return;
    told = now;
    send(message);
  }

  const place = () => ({
    account: chosenAccount()?.name ?? view.account,
    region: region.value,
    name: name.value(),
    description: description.value,
    tags: tags.value(),
  });

  function leave(): void {
    const drop = (): void => send({ type: 'cancel' });
    const isTyped =
      name.isTyped() ||
      value.isGiven() ||
      description.value !== '' ||
      kmsKey.value !== '' ||
      secretType.value !== '' ||
      replicas.text() !== '' ||
      tags.value().some((tag) => tag.key + tag.value !== '');
    if (working || !isTyped) return drop();
    const stay = button({
      label: 'Keep editing',
      onClick() {
        state.replaceChildren();
        cancel.focus();
      },
    });
    state.replaceChildren(alertBanner('warning', 'Drop what you typed?', stay, button({ label: 'Drop', onClick: drop })));
    stay.focus();
  }

  function submit(): void {
    send({
      type: 'create',
      ...place(),
      ...(kmsKey.value === '' ? {} : { kmsKeyId: kmsKey.value }),
      ...(secretType.value === '' ? {} : { secretType: secretType.value }),
      ...(replicas.regions().length === 0 ? {} : { replicaRegions: replicas.regions() }),
      template: value.template(),
      value: value.value(),
    });
  }

  isBuilt = true;
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
          element('p', {
            class: 'lead',
            text: 'The value goes to AWS and nowhere else. Secret values you type are lost if you leave this tab.',
          }),
        ),
      ),
      draft?.hasSecrets === true
        ? element(
            'div',
            { class: 'banner warning', role: 'status' },
            icon('warning'),
            element('p', { text: 'Keys and secret values you typed were dropped while this tab was hidden. Type them again.' }),
          )
        : undefined,
      fields,
      element('footer', { class: 'answer' }, state, element('div', { class: 'buttons' }, create, cancel), hint),
    ),
    focus: () => name.focus(),
    showState(shown, busyNow) {
      working = busyNow;
      fields.inert = busyNow;
      state.replaceChildren(...(shown ? [shown] : []));
      refresh();
    },
    showHeld(field, held) {
      value.showHeld(field, held);
      changed();
    },
  };
}

function labelled(text: string, control: HTMLElement): HTMLElement {
  return element('div', { class: 'field' }, element('span', { class: 'field-label', text }), control);
}
