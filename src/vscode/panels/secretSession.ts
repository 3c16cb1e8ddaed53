import * as vscode from 'vscode';
import type { AccountMark } from '../../core/account.ts';
import { person } from '../../core/caller.ts';
import type { SecretLocation } from '../../core/operation.ts';
import { plain } from '../../core/outputText.ts';
import type { FromSecretPage, RotationView, SecretPart, SecretView, ToSecretPage } from '../../core/secretProtocol.ts';
import { editableFields } from '../../core/editFields.ts';
import { CustodyError, toCustodyError } from '../../core/errors.ts';
import type { SecretDetail } from '../../core/secretsService.ts';
import type { Custody } from '../../custody.ts';
import { consoleUrl } from '../consoleUrl.ts';
import { createBinaryTransfer } from './binaryTransfer.ts';
import { createDetailsEdit } from './detailsEdit.ts';
import { createHeldFields } from './heldFields.ts';
import { createPolicyPart } from './policyPart.ts';
import { createSecretActions, isAction } from './secretActions.ts';
import { readSecret } from './readSecret.ts';
import { createReplicaActions } from './replicaActions.ts';
import { clearAfterMs, type SecretClipboard } from './secretClipboard.ts';
import { rotationView } from './rotationView.ts';
import { secretView } from './secretView.ts';
import { shownFields } from './shownFields.ts';
import { createUnsaved } from './unsaved.ts';
import { createValueEdit } from './valueEdit.ts';
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

  const { panel, post } = createPage<ToSecretPage, FromSecretPage>({
    extensionUri: options.extensionUri,
    viewType: 'custody.secret',
    title: plain(name),
    page: 'secret',
    schema: async () => (await import('../../core/secretProtocol.ts')).fromSecretPage,
    onMessage: (message) =>
      void receive(message).catch((thrown: unknown) => setState(failure(toCustodyError(thrown, 'Showing the secret').sentence))),
    // An agent's request must not catch the keys of someone who is typing.
    preserveFocus: requestedBy !== undefined,
  });
  const held = createHeldFields(() => post({ type: 'hide', forget: true }));
  const unsaved = createUnsaved(post, (isUnsaved) => {
    if (!closing.signal.aborted) panel.title = `${isUnsaved ? '● ' : ''}${plain(name)}`;
  });
  const fail = (sentence: string): void => setState(failure(sentence));
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
  const changeDetails = createDetailsEdit({ custody, input, post, shown: () => view, setBusy, reload: load, onSaved: unsaved.dropPart });
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
      case 'copyName':
        return vscode.env.clipboard.writeText(name);
      case 'copyArn':
        return vscode.env.clipboard.writeText(secret_id);
      case 'openConsole':
        await vscode.env.openExternal(vscode.Uri.parse(consoleUrl(region, name)));
        return;
      case 'edit':
      case 'draft':
      case 'revealTyped':
      case 'save':
      case 'saveOver':
      case 'discard':
        return edit.receive(message);
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
    const read = await readSecret(await custody(), input, closing.signal);
    if (read instanceof CustodyError) {
      if (!view) return setState(failure(read.sentence));
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
    if (edit.isOpen()) return;
    setState({ type: 'busy', doing: version === undefined ? 'Retrieving the value…' : `Retrieving version ${version.slice(0, 8)}…` });
    const { execute, operations } = await custody();
    const asked = version === undefined ? input : { ...input, version_id: version };
    const got = await execute(operations.getSecretValue, { input: asked, caller: person, signal: closing.signal });
    if (!got.ok) {
      setState(failure(got.error.sentence));
      const isEmpty = got.error.code === 'invalid_state' && detail?.versions.every(({ stages }) => !stages.includes('AWSCURRENT'));
      return version === undefined && isEmpty ? edit.beginFirst() : undefined;
    }
    state = undefined;
    // Whoever looked away meanwhile asks again.
    if (!panel.visible || closing.signal.aborted) return;
    const isCurrent = version === undefined || got.output.stages.includes('AWSCURRENT');
    held.hold(editableFields(got.output.value));
    edit.setRetrieved(isCurrent ? got.output : undefined);
    post(shownFields(got.output, isCurrent));
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

function failure(message: string): State {
  return { type: 'failed', message };
}
