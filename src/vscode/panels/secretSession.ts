import * as vscode from 'vscode';
import type { AccountMark } from '../../core/account.ts';
import type { SecretLocation } from '../../core/operation.ts';
import { plain } from '../../core/outputText.ts';
import type { FromSecretPage, ReadAgain, RotationView, SecretPart, SecretView, ToSecretPage } from '../../core/secretProtocol.ts';
import { CustodyError, toCustodyError } from '../../core/errors.ts';
import type { SecretDetail } from '../../core/secretsService.ts';
import type { Custody } from '../../custody.ts';
import { plainToast } from '../plainToast.ts';
import { createBinaryTransfer } from './binaryTransfer.ts';
import { createDetailsEdit } from './detailsEdit.ts';
import { createHeldFields } from './heldFields.ts';
import { actOnName, isNameAction } from './nameActions.ts';
import { createPolicyPart } from './policyPart.ts';
import { createSecretActions, isAction } from './secretActions.ts';
import { readSecret } from './readSecret.ts';
import { createReplicaActions } from './replicaActions.ts';
import { clearAfterMs, type SecretClipboard } from './secretClipboard.ts';
import { rotationView } from './rotationView.ts';
import { secretView } from './secretView.ts';
import { createUnsaved } from './unsaved.ts';
import { createValueEdit, isEditMessage } from './valueEdit.ts';
import { createValueRetrieval } from './valueRetrieval.ts';
import { createVersionTimeline } from './versionTimeline.ts';
import { createPage } from './webviewPage.ts';

const hideAfterMs = 30_000;

interface SecretSessionOptions {
  readonly extensionUri: vscode.Uri;
  readonly custody: () => Promise<Custody>;
  readonly clipboard: SecretClipboard;
  readonly location: SecretLocation;
  readonly requestedBy: string | undefined;
  readonly editPolicy: (location: SecretLocation) => Promise<void>;
  readonly onClosed: () => void;
  /** Opens the panel of another secret. */
  readonly open: (location: SecretLocation) => void;
}

export interface SecretSession {
  readonly account: string;
  readonly show: (requestedBy: string | undefined) => void;
  /** Opens a part of the page, as soon as there is a page. */
  readonly goTo: (part: SecretPart) => void;
  /** Shows what its account is marked as from now on. */
  readonly showMark: (mark: AccountMark) => void;
  readonly close: () => void;
}

type State = Extract<ToSecretPage, { type: 'busy' | 'failed' }>;

/** One secret's panel. The value is fetched on a click, held in memory, and dropped when out of sight. */
export function openSecretSession(options: SecretSessionOptions): SecretSession {
  const { custody, clipboard, location } = options;
  const { account, region, arn: secret_id, name } = location;
  const input = { account, region, secret_id };
  const closing = new AbortController();
  let requestedBy = options.requestedBy;
  let view: SecretView | undefined;
  let detail: SecretDetail | undefined;
  let state: State | undefined;
  /** The page told that it listens. */
  let isListening = false;
  let wanted: SecretPart | undefined;
  let reading = 0;

  const { panel, post } = createPage<ToSecretPage, FromSecretPage>({
    extensionUri: options.extensionUri,
    viewType: 'custody.secret',
    title: plain(name),
    page: 'secret',
    schema: async () => (await import('../../core/secretProtocol.ts')).fromSecretPage,
    onMessage: (message) => void receive(message).catch((thrown: unknown) => fail(toCustodyError(thrown, 'Showing the secret').sentence)),
    // An agent's request must not catch the keys of someone who is typing.
    preserveFocus: requestedBy !== undefined,
  });
  const held = createHeldFields(() => post({ type: 'hide', forget: true }));
  const unsaved = createUnsaved(post, (isUnsaved) => {
    if (!closing.signal.aborted) panel.title = `${isUnsaved ? '● ' : ''}${plain(name)}`;
  });
  /** Work runs on when the panel is closed, and its end must not go unsaid. */
  const fail = (sentence: string): void => {
    if (closing.signal.aborted) void vscode.window.showErrorMessage(plainToast(sentence));
    // Nothing was read yet: that can be asked for again.
    else setState(failure(sentence, view ? undefined : { type: 'refresh' }));
  };
  const setBusy = (doing: string | undefined): void => setState(doing === undefined ? undefined : { type: 'busy', doing });
  const edit = createValueEdit({
    custody,
    input,
    held,
    post,
    isVisible: () => panel.visible,
    hideAfterMs,
    signal: closing.signal,
    setBusy,
    fail,
    onDirty: unsaved.setValue,
    reload,
    onReload: async () => {
      await load();
      await retrieve();
    },
  });
  const retrieveValue = createValueRetrieval({
    custody,
    input,
    held,
    post,
    signal: closing.signal,
    mayShow: () => panel.visible && !closing.signal.aborted && !edit.isOpen(),
    setState,
    onRetrieved(current) {
      state = undefined;
      edit.setRetrieved(current);
    },
  });
  const changeDetails = createDetailsEdit({
    custody,
    input,
    post,
    signal: closing.signal,
    shown: () => view,
    setBusy,
    fail,
    reload,
    onSaved: unsaved.dropPart,
  });
  const transfer = createBinaryTransfer({ custody, input, name, held, post, setBusy, fail, reload, signal: closing.signal });
  const openPolicy = (): Promise<void> => options.editPolicy(location);
  const policy = createPolicyPart({ custody, input, post, signal: closing.signal, setBusy, fail, edit: openPolicy });
  const versions = createVersionTimeline({
    custody,
    input,
    signal: closing.signal,
    onChange(timeline) {
      if (view && detail) view = { ...view, timeline, rotation: rotationOf(detail) };
      render();
    },
  });

  const act = createSecretActions({ custody, location, detail: () => detail, setBusy, fail, reload });

  function rotationOf(of: SecretDetail): RotationView {
    return rotationView({ detail: of, where: location, now: Date.now(), madeAt: versions.madeAt });
  }

  const replicas = createReplicaActions({
    custody,
    location,
    setBusy,
    fail,
    reload,
    open: options.open,
    signal: closing.signal,
    isVisible: () => panel.visible,
    onChange(shown) {
      if (view) view = { ...view, replicas: shown };
      render();
    },
  });

  async function reload(): Promise<void> {
    if (!closing.signal.aborted) await load();
  }

  panel.onDidChangeViewState(() => {
    edit.setVisible(panel.visible);
    if (panel.visible) return;
    held.drop();
    isListening = false;
  });
  panel.onDidDispose(() => {
    closing.abort();
    edit.drop();
    held.drop();
    options.onClosed();
  });

  async function receive(message: FromSecretPage): Promise<void> {
    if (isAction(message)) return act(message);
    if (isNameAction(message)) return actOnName(message, location);
    if (isEditMessage(message)) return edit.receive(message);
    switch (message.type) {
      case 'ready':
        isListening = true;
        if (!view) return load();
        render();
        unsaved.render();
        edit.render();
        await go();
        return policy.render();
      case 'refresh':
        return load();
      case 'retrieve':
        return retrieve(message.version);
      case 'olderVersions':
        return versions.readOlder();
      case 'download':
        return transfer.download();
      case 'upload':
        return transfer.upload(edit.retrieved());
      case 'reveal': {
        const field = held.use(message.field) ?? (await edit.field(message.field));
        // Goes to the panel's page, after the person's click on this field.
        if (field && panel.visible) post({ type: 'value', field: message.field, text: field.value.reveal(), hideAfterMs });
        return;
      }
      case 'copyValue': {
        const field = held.use(message.field);
        if (!field) return;
        await clipboard.copy(field.value);
        return post({ type: 'copied', field: message.field, clearAfterMs });
      }
      case 'hidden':
        return;
      case 'detailsDraft':
        return unsaved.setDraft(message.draft);
      case 'policy':
        return policy.receive(message);
      case 'saveDetails':
      case 'saveTags':
        return changeDetails(message);
      case 'replication':
        return replicas.receive(message);
    }
  }

  async function load(): Promise<void> {
    held.drop();
    setState({ type: 'busy', doing: 'Reading the secret…' });
    reading += 1;
    const mine = reading;
    const read = await readSecret(await custody(), input, closing.signal);
    // Read anew meanwhile, or closed.
    if (mine !== reading || closing.signal.aborted) return;
    if (read instanceof CustodyError) {
      if (!view) return fail(read.sentence);
      // What was read before is worth more than nothing, as long as it says so.
      view = { ...view, stale: read.sentence };
      return setState(undefined);
    }
    ({ detail } = read);
    view = secretView({ ...read, location, requestedBy, rotation: rotationOf(detail), timeline: versions.shown() });
    state = undefined;
    replicas.follow(detail);
    // Draws what is known already; the dates may come later.
    versions.read(detail.versions).catch((thrown: unknown) => fail(toCustodyError(thrown, 'Reading the versions').sentence));
    await go();
  }

  /** Does what a command asked for before there was a page to do it in. */
  async function go(): Promise<void> {
    const part = wanted;
    if (part === undefined || !view || !isListening) return;
    wanted = undefined;
    if (part === 'value') {
      await retrieve();
      await edit.receive({ type: 'edit' });
    }
    post({ type: 'goTo', part });
  }

  async function retrieve(version?: string): Promise<void> {
    // What is being edited stays what it began with.
    if (!edit.isOpen()) await retrieveValue(version);
  }

  function setState(next: State | undefined): void {
    state = next;
    if (next) post(next);
    else render();
  }

  /** All a page that starts again needs to know; sent alone, the secret also says that nothing is going on. */
  function render(): void {
    if (view) post({ type: 'secret', secret: view });
    if (state) post(state);
  }

  return {
    account,
    show(asker) {
      requestedBy = asker ?? requestedBy;
      if (view) view = { ...view, requestedBy };
      render();
      panel.reveal(undefined, asker !== undefined);
    },
    goTo(part) {
      wanted = part;
      go().catch((thrown: unknown) => fail(toCustodyError(thrown, 'Showing the secret').sentence));
    },
    showMark(mark) {
      if (!view || (view.mark.production === mark.production && view.mark.color === mark.color)) return;
      view = { ...view, mark };
      render();
    },
    close: () => panel.dispose(),
  };
}

function failure(message: string, again: ReadAgain | undefined): State {
  return { type: 'failed', message, ...(again ? { again } : {}) };
}
