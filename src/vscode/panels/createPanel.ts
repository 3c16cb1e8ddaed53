import type * as vscode from 'vscode';
import { person } from '../../core/caller.ts';
import { toCustodyError } from '../../core/errors.ts';
import type { CreateFormView, FromCreatePage, ToCreatePage } from '../../core/protocol.ts';
import type { Custody } from '../../custody.ts';
import { typedSecret } from './typedSecret.ts';
import { createPage, type Page } from './webviewPage.ts';

interface StartAt {
  readonly account?: string;
  readonly region?: string;
  readonly namePrefix?: string;
}

interface CreatePanelOptions {
  readonly extensionUri: vscode.Uri;
  readonly custody: () => Promise<Custody>;
}

export interface CreatePanel extends vscode.Disposable {
  /** Opens the form, or brings the open one to the front with what was typed in it. */
  open(at?: StartAt): void;
}

/** The form for a new secret. */
export function createCreatePanel({ extensionUri, custody }: CreatePanelOptions): CreatePanel {
  let open: Page<ToCreatePage> | undefined;

  function openForm(at: StartAt): Page<ToCreatePage> {
    const page = createPage<ToCreatePage, FromCreatePage>({
      extensionUri,
      viewType: 'custody.create',
      title: 'Create Secret',
      page: 'create',
      schema: async () => (await import('../../core/protocol.ts')).fromCreatePage,
      onMessage: (message) =>
        void receive(page, message, at).catch((thrown: unknown) =>
          page.post({ type: 'failed', message: toCustodyError(thrown, 'Creating the secret').sentence }),
        ),
      preserveFocus: false,
    });
    page.panel.onDidDispose(() => {
      open = undefined;
    });
    return page;
  }

  async function receive(page: Page<ToCreatePage>, message: FromCreatePage, at: StartAt): Promise<void> {
    if (message.type === 'cancel') return page.panel.dispose();
    if (message.type === 'ready') return page.post(await firstMessage(at));
    const { account, region, name, description, tags } = message;
    const value = typedSecret(message.value);
    if ('problem' in value) return page.post({ type: 'failed', message: value.problem });

    page.post({ type: 'busy', doing: `Creating ${name}…` });
    const { execute, operations } = await custody();
    const created = await execute(operations.createSecret, {
      input: {
        account,
        region,
        name,
        value: 'person',
        ...(description === '' ? {} : { description }),
        ...(tags.length === 0 ? {} : { tags: Object.fromEntries(tags.map((tag) => [tag.key, tag.value])) }),
      },
      caller: person,
      value,
    });
    if (!created.ok) return page.post({ type: 'failed', message: created.error.sentence });
    page.panel.dispose();
  }

  async function firstMessage(at: StartAt): Promise<ToCreatePage> {
    const { execute, operations } = await custody();
    const listed = await execute(operations.listAccounts, { input: {}, caller: person });
    if (!listed.ok) return { type: 'failed', message: listed.error.sentence };
    const { markOf } = await import('../../core/account.ts');
    const accounts = listed.output.map((account) => ({ name: account.name, mark: markOf(account), regions: account.regions }));
    const account = accounts.find(({ name }) => name === at.account) ?? accounts[0];
    if (!account) return { type: 'failed', message: 'There is no account to create a secret in. Add one with "Custody: Add Account".' };
    return { type: 'form', form: formFor(accounts, account, at) };
  }

  return {
    open(at = {}) {
      if (open) open.panel.reveal();
      else open = openForm(at);
    },
    dispose: () => open?.panel.dispose(),
  };
}

function formFor(accounts: CreateFormView['accounts'], account: CreateFormView['accounts'][number], at: StartAt): CreateFormView {
  const region = account.regions.find((name) => name === at.region) ?? account.regions[0] ?? '';
  return { accounts, account: account.name, region, namePrefix: at.namePrefix ?? '' };
}
