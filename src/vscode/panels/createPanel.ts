import * as vscode from 'vscode';
import { person } from '../../core/caller.ts';
import { toCustodyError } from '../../core/errors.ts';
import type { SecretLocation } from '../../core/operation.ts';
import type { CreateDraft, FromCreatePage, ToCreatePage } from '../../core/protocol.ts';
import { isSecretField, templates } from '../../core/templates.ts';
import type { Custody } from '../../custody.ts';
import { plainToast } from '../plainToast.ts';
import { createdSecret } from './createdValue.ts';
import { createHeldParts, type HeldParts } from './heldParts.ts';
import { createPage, type Page } from './webviewPage.ts';

const keptHiddenForMs = 15 * 60_000;

interface StartAt {
  readonly account?: string;
  readonly region?: string;
  readonly namePrefix?: string;
}

interface CreatePanelOptions {
  readonly extensionUri: vscode.Uri;
  readonly custody: () => Promise<Custody>;
  /** Opens the panel of a secret. */
  readonly open: (location: SecretLocation) => void;
}

export interface CreatePanel extends vscode.Disposable {
  /** Opens the form. One that is open with something typed in it is given up for another place only when the person says so. */
  open(at?: StartAt): void;
}

/** What one open form has come to. */
interface Session {
  readonly page: Page<ToCreatePage>;
  readonly held: HeldParts;
  readonly at: StartAt;
  draft: CreateDraft | undefined;
  /** Being created: what was typed is out of the person's hands. */
  isSent: boolean;
  hiding: NodeJS.Timeout | undefined;
}

/** The form for a new secret. */
export function createCreatePanel({ extensionUri, custody, open: openSecret }: CreatePanelOptions): CreatePanel {
  let open: Session | undefined;

  function openForm(at: StartAt): Session {
    const page = createPage<ToCreatePage, FromCreatePage>({
      extensionUri,
      viewType: 'custody.create',
      title: 'Create Secret',
      page: 'create',
      schema: async () => (await import('../../core/protocol.ts')).fromCreatePage,
      onMessage: (message) =>
        void receive(session, message).catch((thrown: unknown) => fail(session, toCustodyError(thrown, 'Creating the secret').sentence)),
      preserveFocus: false,
    });
    const session: Session = { page, held: createHeldParts(), at, draft: undefined, isSent: false, hiding: undefined };
    page.panel.onDidChangeViewState(() => {
      clearTimeout(session.hiding);
      if (!page.panel.visible) session.hiding = setTimeout(session.held.dropAll, keptHiddenForMs);
    });
    page.panel.onDidDispose(() => {
      clearTimeout(session.hiding);
      session.held.dropAll();
      session.draft = undefined;
      if (open === session) open = undefined;
    });
    return session;
  }

  /** A form that was closed meanwhile shows nothing any more, and whoever closed it must hear of it all the same. */
  function fail(session: Session, sentence: string): void {
    if (open === session) session.page.post({ type: 'failed', message: sentence });
    else void vscode.window.showErrorMessage(plainToast(sentence));
  }

  async function receive(session: Session, message: FromCreatePage): Promise<void> {
    const { page, held } = session;
    const tellHeld = (field: string): void => page.post({ type: 'held', field, held: held.view(field) });
    if (message.type === 'cancel') return page.panel.dispose();
    if (message.type === 'ready') return page.post(await firstMessage(session));
    if (message.type === 'create') return create(session, message);
    if (message.type === 'draft') {
      session.draft = withoutSecrets(message.draft);
      return;
    }
    if (message.type === 'addAccount') {
      await vscode.commands.executeCommand(message.from === 'aws' ? 'custody.addAccount' : 'custody.addSandbox');
      return page.post(await firstMessage(session));
    }
    if (!isPlace(message.field)) return;
    if (message.type === 'loadFile') {
      const refused = await held.loadFile(message.field, message.label);
      return refused ? page.post({ type: 'failed', message: refused.problem }) : tellHeld(message.field);
    }
    if (message.type === 'generateKeyPair') {
      page.post({ type: 'busy', doing: 'Generating the key pair…' });
      await held.generate(message.field, message.algorithm);
      return tellHeld(message.field);
    }
    if (message.type === 'dropHeld') {
      held.drop(message.field);
      return tellHeld(message.field);
    }
    const view = held.view(message.field);
    // Public halves alone: no secret goes to the clipboard from here.
    if (view?.kind === 'keyPair') await vscode.env.clipboard.writeText(view[message.part]);
  }

  async function create(session: Session, message: Extract<FromCreatePage, { type: 'create' }>): Promise<void> {
    const { page, held } = session;
    const { account, region, name, description, tags, kmsKeyId = '', secretType = '', replicaRegions = [] } = message;
    const read = createdSecret(message.template, message.value, held);
    if ('problem' in read) return page.post({ type: 'failed', message: read.problem });
    page.post({ type: 'busy', doing: `Creating ${name}…` });
    const { execute, operations } = await custody();
    session.isSent = true;
    const created = await execute(operations.createSecret, {
      input: {
        account,
        region,
        name,
        value: 'person',
        ...(description === '' ? {} : { description }),
        ...(kmsKeyId === '' ? {} : { kms_key_id: kmsKeyId }),
        ...(secretType === '' ? {} : { type: secretType }),
        ...(replicaRegions.length === 0 ? {} : { replica_regions: replicaRegions }),
        ...(tags.length === 0 ? {} : { tags: Object.fromEntries(tags.map((tag) => [tag.key, tag.value])) }),
      },
      caller: person,
      value: read.value,
    }).finally(() => (session.isSent = false));
    if (!created.ok) return fail(session, created.error.sentence);
    page.panel.dispose();
    const { certificate } = read;
    const pair = certificate ? ` Its key belongs to the certificate of ${certificate.subject}, valid until ${certificate.validTo}.` : '';
    const answered = vscode.window.showInformationMessage(plainToast(`Created ${name} in ${account} (${region}).${pair}`), 'Open');
    const { arn } = created.output;
    // It stays until it is read, and nothing waits for that.
    void answered.then((answer) => answer && openSecret({ account, region, arn, name }));
  }

  async function firstMessage({ at, draft, held }: Session): Promise<ToCreatePage> {
    const { execute, operations } = await custody();
    const listed = await execute(operations.listAccounts, { input: {}, caller: person });
    if (!listed.ok) return { type: 'failed', message: listed.error.sentence };
    const { markOf } = await import('../../core/account.ts');
    const accounts = listed.output.map((account) => ({ name: account.name, mark: markOf(account), regions: account.regions }));
    const account = accounts.find(({ name }) => name === (draft?.account ?? at.account)) ?? accounts[0];
    if (!account) return { type: 'noAccount' };
    const region = account.regions.find((name) => name === (draft?.region ?? at.region)) ?? account.regions[0] ?? '';
    const namePrefix = at.namePrefix ?? '';
    return { type: 'form', form: { accounts, account: account.name, region, namePrefix, templates, draft, held: held.all() } };
  }

  function startAnew(at: StartAt): void {
    open?.page.panel.dispose();
    open = openForm(at);
  }

  async function askToLeave(session: Session, at: StartAt): Promise<void> {
    session.page.panel.reveal();
    const [keep, discard] = ['Keep Editing', 'Discard and Start Anew'];
    const detail = `The form that is open is for another place. Discarded, it starts anew in ${[at.account, at.region, at.namePrefix].filter(Boolean).join(', ')}.`;
    // The first answer has the focus, so that an Enter drops nothing.
    const chosen = await vscode.window.showWarningMessage(
      'Discard what you typed for a new secret?',
      { modal: true, detail },
      keep,
      discard,
    );
    if (chosen === discard) startAnew(at);
  }

  return {
    open(at = {}) {
      if (!open) open = openForm(at);
      else if (open.isSent || isAt(open, at)) open.page.panel.reveal();
      else if (isUntouched(open)) startAnew(at);
      else void askToLeave(open, at);
    },
    dispose: () => open?.page.panel.dispose(),
  };
}

/** Whether a form is for this place already, as it was opened or as the person has changed it since. */
function isAt({ at, draft }: Session, { account, region, namePrefix = '' }: StartAt): boolean {
  const now = { ...at, ...draft };
  return (
    (account === undefined || account === now.account) &&
    (region === undefined || region === now.region) &&
    (draft?.name ?? at.namePrefix ?? '').startsWith(namePrefix)
  );
}

function isUntouched({ at, draft, held }: Session): boolean {
  if (held.all().length > 0) return false;
  if (!draft) return true;
  const { name, description, kmsKeyId, secretType, replicas, tags, fields, hasSecrets } = draft;
  const typed = description + kmsKeyId + secretType + replicas + tags.map(({ key, value }) => key + value).join('');
  return name === (at.namePrefix ?? '') && typed === '' && fields.length === 0 && !hasSecrets;
}

/** Fields of a template that may take a file or a key; `''` is the file that is the whole value. */
function isPlace(field: string): boolean {
  return field === '' || templates.some(({ fields }) => fields.some(({ key, kind }) => key === field && kind.startsWith('long')));
}

/** Whatever the page sends along, only fields known to be no secret are kept. */
function withoutSecrets(draft: CreateDraft): CreateDraft {
  const open = templates.find(({ id }) => id === draft.template)?.fields.filter((field) => !isSecretField(field)) ?? [];
  return { ...draft, fields: draft.fields.filter(({ key }) => open.some((field) => field.key === key)) };
}
