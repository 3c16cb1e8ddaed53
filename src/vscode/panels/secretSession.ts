import type * as vscode from 'vscode';
import type { AccountMark } from '../../core/account.ts';
import type { SecretLocation } from '../../core/operation.ts';
import { plain } from '../../core/outputText.ts';
import type { FromSecretPage, RotationView, SecretPart, ToSecretPage } from '../../core/secretProtocol.ts';
import { CustodyError, toCustodyError } from '../../core/errors.ts';
import type { SecretDetail } from '../../core/secretsService.ts';
import type { Custody } from '../../custody.ts';
import { createBinaryTransfer } from './binaryTransfer.ts';
import { createDetailsEdit } from './detailsEdit.ts';
import { createHeldFields } from './heldFields.ts';
import { actOnName, isNameAction } from './nameActions.ts';
import { createLeavePanel } from './leavePanel.ts';
import { createMovingLocation } from './movingLocation.ts';
import { createPolicyPart } from './policyPart.ts';
import { createSecretActions, isAction } from './secretActions.ts';
import { createSavedForms } from './savedForms.ts';
import { readSecret } from './readSecret.ts';
import { createReplicaActions } from './replicaActions.ts';
import type { SecretClipboard } from './secretClipboard.ts';
import { rotationView } from './rotationView.ts';
import { secretView } from './secretView.ts';
import { createShownSecret } from './shownSecret.ts';
import { createUnsaved } from './unsaved.ts';
import { createValueClicks } from './valueClicks.ts';
import { createValueEdit, isEditMessage } from './valueEdit.ts';
import { createValueRetrieval } from './valueRetrieval.ts';
import { createVersionTimeline } from './versionTimeline.ts';
import { createWantedPart } from './wantedPart.ts';
import { createPage } from './webviewPage.ts';

const hideAfterMs = 30_000;

interface SecretSessionOptions {
  readonly extensionUri: vscode.Uri;
  readonly custody: () => Promise<Custody>;
  readonly clipboard: SecretClipboard;
  readonly location: SecretLocation;
  readonly requestedBy: string | undefined;
  readonly editPolicy: (location: SecretLocation) => Promise<void>;
  readonly onClosed: (location: SecretLocation) => void;
  /** Opens the panel of another secret. */
  readonly open: (location: SecretLocation) => void;
}

export interface SecretSession {
  readonly location: SecretLocation;
  readonly show: (requestedBy: string | undefined) => void;
  /** Opens a part of the page, as soon as there is a page. */
  readonly goTo: (part: SecretPart) => void;
  /** Shows what its account is marked as from now on. */
  readonly showMark: (mark: AccountMark) => void;
  /** Goes on under the new name of its account. */
  readonly renameAccount: (name: string) => void;
  /** Its account is gone: closes, unless what was typed would be lost with it. */
  readonly leave: () => void;
  /** Forgets what was read, and reads it from the service that answers now; what was typed stays. */
  readonly readAnew: () => void;
  readonly close: () => void;
}

/** One secret's panel. The value is fetched on a click, held in memory, and dropped when out of sight. */
export function openSecretSession(options: SecretSessionOptions): SecretSession {
  const { custody, clipboard } = options;
  const { name } = options.location;
  const { location, input, renameAccount } = createMovingLocation(options.location);
  const closing = new AbortController();
  let requestedBy = options.requestedBy;
  let detail: SecretDetail | undefined;
  /** The page told that it listens. */
  let isListening = false;
  /** Started anew: what was typed is not on it yet. */
  let isRestarted = false;
  let reading = 0;

  const { panel, post, restart } = createPage<ToSecretPage, FromSecretPage>({
    extensionUri: options.extensionUri,
    viewType: 'custody.secret',
    title: plain(name),
    page: 'secret',
    schema: async () => (await import('../../core/secretProtocol.ts')).fromSecretPage,
    onMessage: (message) => void receive(message).catch(failToShow),
    // An agent's request must not catch the keys of someone who is typing.
    preserveFocus: requestedBy !== undefined,
  });
  const held = createHeldFields(() => post({ type: 'hide', forget: true }));
  const unsaved = createUnsaved(post, (isUnsaved) => {
    if (!closing.signal.aborted) panel.title = `${isUnsaved ? '● ' : ''}${plain(name)}`;
  });
  const shown = createShownSecret(post, closing.signal);
  const { fail, setBusy } = shown;
  const saving = createSavedForms(post);
  const edit = createValueEdit({
    custody,
    input,
    held,
    post,
    isVisible: () => panel.visible,
    hideAfterMs,
    signal: closing.signal,
    setBusy,
    isSaving: () => saving.has('value'),
    setSaving: (isSaving) => saving.set('value', isSaving),
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
    setState: shown.setState,
    onUnreadable() {
      if (detail?.versions.every(({ stages }) => !stages.includes('AWSCURRENT'))) edit.beginFirst();
    },
    onRetrieved(current) {
      shown.endState();
      edit.setRetrieved(current);
    },
  });
  const changeDetails = createDetailsEdit({
    custody,
    input,
    post,
    signal: closing.signal,
    shown: shown.view,
    setBusy,
    setSaving: saving.set,
    fail,
    reload,
    onSaved: unsaved.dropPart,
  });
  const clickValue = createValueClicks({ held, edit, clipboard, post, isVisible: () => panel.visible, hideAfterMs });
  const part = createWantedPart({
    post,
    isReady: () => shown.view() !== undefined && isListening,
    async openEdit() {
      await retrieve();
      await edit.receive({ type: 'edit' });
    },
  });
  const transfer = createBinaryTransfer({ custody, input, name, held, post, setBusy, fail, reload, signal: closing.signal });
  const openPolicy = (): Promise<void> => options.editPolicy(location);
  const policy = createPolicyPart({ custody, input, post, signal: closing.signal, setBusy, fail, edit: openPolicy });
  const versions = createVersionTimeline({
    custody,
    input,
    signal: closing.signal,
    onChange: (timeline) => shown.change({ timeline, ...(detail ? { rotation: rotationOf(detail) } : {}) }),
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
    onChange: (found) => shown.change({ replicas: found }),
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
    options.onClosed(location);
  });

  async function receive(message: FromSecretPage): Promise<void> {
    if (isAction(message)) return act(message);
    if (isNameAction(message)) return actOnName(message, location);
    if (isEditMessage(message)) return edit.receive(message);
    switch (message.type) {
      case 'ready':
        isListening = true;
        if (!shown.view()) return load();
        shown.render();
        // Before the forms, which open held still.
        saving.render();
        unsaved.render();
        edit.render();
        await part.go();
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
      case 'reveal':
      case 'copyValue':
        return clickValue(message);
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
    setBusy('Reading the secret…');
    reading += 1;
    const mine = reading;
    const read = await readSecret(await custody(), input, closing.signal);
    // Read anew meanwhile, or closed.
    if (mine !== reading || closing.signal.aborted) return;
    if (read instanceof CustodyError) return shown.failToRead(read.sentence);
    ({ detail } = read);
    shown.set(secretView({ ...read, location, requestedBy, rotation: rotationOf(detail), timeline: versions.shown() }));
    replicas.follow(detail);
    // Draws what is known already; the dates may come later.
    versions.read(detail.versions).catch((thrown: unknown) => fail(toCustodyError(thrown, 'Reading the versions').sentence));
    const isToldAnew = isRestarted && isListening;
    isRestarted = false;
    await (isToldAnew ? receive({ type: 'ready' }) : part.go());
  }

  async function retrieve(version?: string): Promise<void> {
    // What is being edited stays what it began with.
    if (!edit.isOpen()) await retrieveValue(version);
  }

  function failToShow(thrown: unknown): void {
    const { code, sentence } = toCustodyError(thrown, 'Showing the secret');
    // Having cancelled, the person knows.
    if (code !== 'cancelled') fail(sentence);
  }

  return {
    location,
    show(asker) {
      requestedBy = asker ?? requestedBy;
      shown.change({ requestedBy });
      panel.reveal(undefined, asker !== undefined);
    },
    goTo(wanted) {
      part.want(wanted);
      part.go().catch(failToShow);
    },
    showMark(mark) {
      const before = shown.view()?.mark;
      if (before && (before.production !== mark.production || before.color !== mark.color)) shown.change({ mark });
    },
    renameAccount(to) {
      renameAccount(to);
      shown.change({ account: to });
    },
    leave: createLeavePanel({ location, held, unsaved, fail, close: () => panel.dispose() }),
    readAnew() {
      // What is still on its way is of the service before, and on the page stands more than is drawn anew.
      reading += 1;
      held.drop();
      detail = undefined;
      shown.clear();
      [isListening, isRestarted] = [false, true];
      restart();
    },
    close: () => panel.dispose(),
  };
}
