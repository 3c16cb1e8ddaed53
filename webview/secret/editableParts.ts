import type { DetailsDraft, FromSecretPage, SecretView } from '../../src/core/secretProtocol.ts';
import { button, iconButton, relabel, textArea, textField } from '../controls.ts';
import { element, say } from '../element.ts';
import { holdStill } from '../holdStill.ts';
import { createTagEditor } from '../tagEditor.ts';
import { detailRows, tagList } from './metadata.ts';

type PartName = keyof DetailsDraft;
type Details = NonNullable<DetailsDraft['details']>;
type Tags = NonNullable<DetailsDraft['tags']>;

export interface EditableParts {
  readonly root: HTMLElement;
  /** Shows what is stored; a form that is open keeps what was typed in it. */
  readonly show: (secret: SecretView) => void;
  /** Opens the forms that were open before this page started again. */
  readonly restore: (draft: DetailsDraft) => void;
  /** Holds a form still, also one that opens meanwhile: what is typed while it is stored would be lost when it closes. */
  readonly setSaving: (part: PartName, isSaving: boolean) => void;
  /** Ends the saving of a part: with its problem, or closed. */
  readonly close: (part: PartName, problem: string | undefined) => void;
  /** Opens the form of a part, or goes to it and says why it stays closed. */
  readonly goTo: (part: PartName) => void;
}

/** A form in place of what it changes. */
interface Form<Draft> {
  readonly fields: readonly HTMLElement[];
  readonly draft: () => Draft;
  readonly problem: () => string | undefined;
  readonly isChanged: () => boolean;
  readonly focus: () => void;
}

interface Part<Draft> {
  readonly root: HTMLElement;
  readonly show: (secret: SecretView) => void;
  readonly setSaving: (isSaving: boolean) => void;
  readonly close: (problem: string | undefined) => void;
  readonly open: (draft: Draft) => void;
  readonly goTo: () => void;
  /** What is typed; undefined while nothing differs from what is stored. */
  readonly draft: () => Draft | undefined;
}

/** Description, key and tags: nothing secret, each edited where it stands. */
export function createEditableParts(send: (message: FromSecretPage) => void): EditableParts {
  let told = false;
  const details = createPart({
    title: 'Details',
    labelFor: ({ primaryRegion }) => (primaryRegion === undefined ? 'Edit description and key' : "Edit this replica's KMS key"),
    whyClosed: ({ pendingDeletion }) => (pendingDeletion === undefined ? undefined : 'Restore the secret to change its details.'),
    draw: detailRows,
    formFor: detailsForm,
    messageOf: (draft) => ({ type: 'saveDetails', ...draft }),
    send,
    onChange,
  });
  const tags = createPart({
    title: 'Tags',
    labelFor: ({ primaryRegion }) => (primaryRegion === undefined ? 'Edit tags' : `Edit tags at the primary in ${primaryRegion}`),
    whyClosed({ pendingDeletion, primaryRegion }) {
      if (primaryRegion !== undefined) return `A replica: its tags are changed in ${primaryRegion}.`;
      return pendingDeletion === undefined ? undefined : 'Restore the secret to change its tags.';
    },
    draw: tagList,
    formFor: tagsForm,
    messageOf: (draft) => ({ type: 'saveTags', tags: draft }),
    send,
    onChange,
  });

  function onChange(): void {
    const [ofDetails, ofTags] = [details.draft(), tags.draft()];
    const isUnsaved = ofDetails !== undefined || ofTags !== undefined;
    // The host keeps it, because this page is thrown away when covered.
    if (isUnsaved || told) {
      send({ type: 'detailsDraft', draft: { ...(ofDetails ? { details: ofDetails } : {}), ...(ofTags ? { tags: ofTags } : {}) } });
    }
    told = isUnsaved;
  }

  const partOf = (part: PartName) => (part === 'tags' ? tags : details);

  return {
    root: element('div', {}, details.root, tags.root),
    show(secret) {
      details.show(secret);
      tags.show(secret);
    },
    restore(draft) {
      if (draft.details) details.open(draft.details);
      if (draft.tags) tags.open(draft.tags);
    },
    setSaving: (part, isSaving) => partOf(part).setSaving(isSaving),
    close(part, problem) {
      partOf(part).close(problem);
      onChange();
    },
    goTo: (part) => partOf(part).goTo(),
  };
}

interface PartOptions<Draft> {
  readonly title: string;
  readonly labelFor: (secret: SecretView) => string;
  /** Why nothing can be changed here; undefined where it can. */
  readonly whyClosed: (secret: SecretView) => string | undefined;
  readonly draw: (secret: SecretView) => HTMLElement;
  readonly formFor: (secret: SecretView, onInput: () => void, draft: Draft | undefined) => Form<Draft>;
  readonly messageOf: (draft: Draft) => FromSecretPage;
  readonly send: (message: FromSecretPage) => void;
  readonly onChange: () => void;
}

function createPart<Draft>({ title, labelFor, whyClosed, draw, formFor, messageOf, send, onChange }: PartOptions<Draft>): Part<Draft> {
  let secret: SecretView | undefined;
  let form: Form<Draft> | undefined;
  let isSaving = false;
  const body = element('div');
  const hold = holdStill(body);
  const said = element('p', { class: 'problem', role: 'alert', hidden: true });
  const edit = iconButton({ label: `Edit ${title.toLowerCase()}`, icon: 'edit', onClick: () => open() });
  const save = button({
    label: 'Save',
    kind: 'primary',
    onClick() {
      if (!form) return;
      say(said, '');
      // At once: the host's word that it is at work comes a moment later.
      setSaving(true);
      send(messageOf(form.draft()));
    },
  });
  const cancel = button({ label: 'Cancel', onClick: () => shut() });

  function open(draft?: Draft): void {
    if (!secret) return;
    form = formFor(secret, check, draft);
    edit.hidden = true;
    body.replaceChildren(element('div', { class: 'stack' }, ...form.fields, said, element('div', { class: 'buttons' }, save, cancel)));
    check();
    form.focus();
    hold(isSaving);
  }

  function setSaving(next: boolean): void {
    isSaving = next;
    // What has no form loses nothing, and keeps the keyboard.
    hold(isSaving && form !== undefined);
  }

  function check(): void {
    const problem = form?.problem();
    say(said, problem ?? '');
    save.disabled = problem !== undefined || form?.isChanged() !== true;
    onChange();
  }

  function shut(): void {
    form = undefined;
    say(said, '');
    edit.hidden = false;
    if (secret) body.replaceChildren(draw(secret));
    edit.focus();
    onChange();
  }

  const heading = element('h2', { text: title });
  heading.tabIndex = -1;
  const closed = element('p', { class: 'hint', live: 'polite', hidden: true });
  const root = element('section', { label: title }, element('div', { class: 'section-head' }, heading, edit), closed, body);
  return {
    root,
    goTo() {
      const why = secret && whyClosed(secret);
      if (form) form.focus();
      else if (why === undefined) open();
      else {
        say(closed, why);
        heading.focus();
      }
      root.scrollIntoView({ block: 'nearest' });
    },
    show(shown) {
      secret = shown;
      const why = whyClosed(shown);
      edit.disabled = why !== undefined;
      if (closed.textContent !== why) say(closed, '');
      relabel(edit, labelFor(shown), 'edit');
      if (!form) body.replaceChildren(draw(shown));
    },
    setSaving,
    close(problem) {
      setSaving(false);
      if (problem === undefined) shut();
      else say(said, problem);
    },
    open,
    draft: () => (form?.isChanged() === true ? form.draft() : undefined),
  };
}

function detailsForm(secret: SecretView, onInput: () => void, typed: Details | undefined): Form<Details> {
  const description = textArea({ label: 'Description', rows: 3, maxLength: 2_048, onInput });
  const { primaryRegion } = secret;
  const key = textField({
    label: primaryRegion === undefined ? 'KMS key' : "This replica's KMS key",
    placeholder: "ARN, ID or alias; empty for the account's default key",
    maxLength: 2_048,
    onInput,
  });
  description.value = typed?.description ?? secret.description ?? '';
  key.value = typed?.kmsKeyId ?? secret.kmsKeyId;
  return {
    fields:
      primaryRegion === undefined
        ? [description, key]
        : [key, element('p', { class: 'hint', text: `A replica: its description is changed in ${primaryRegion}.` })],
    draft: () => ({ description: description.value, kmsKeyId: key.value.trim() }),
    problem: () => undefined,
    isChanged: () => description.value !== (secret.description ?? '') || key.value.trim() !== secret.kmsKeyId,
    focus: () => (primaryRegion === undefined ? description : key).focus(),
  };
}

function tagsForm(secret: SecretView, onInput: () => void, typed: Tags | undefined): Form<Tags> {
  const start = secret.tags.filter(({ label }) => !isOfAws(label)).map(({ label: key, value }) => ({ key, value }));
  const kept = secret.tags.filter(({ label }) => isOfAws(label)).map(({ label }) => label);
  const editor = createTagEditor(onInput, typed ?? start);
  const byKey = (tags: readonly { readonly key: string; readonly value: string }[]): string =>
    JSON.stringify(tags.map(({ key, value }) => [key, value]).toSorted(([one = ''], [other = '']) => (one < other ? -1 : 1)));
  return {
    fields: [
      editor.root,
      ...(kept.length === 0 ? [] : [element('p', { class: 'hint', text: `Set by AWS and kept: ${kept.join(', ')}.` })]),
    ],
    draft: editor.value,
    problem: editor.problem,
    isChanged: () => byKey(editor.value()) !== byKey(start),
    focus: () => editor.root.querySelector<HTMLElement>('vscode-text-field, vscode-button')?.focus(),
  };
}

function isOfAws(key: string): boolean {
  return key.toLowerCase().startsWith('aws:');
}
