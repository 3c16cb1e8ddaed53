import type { EditNote, EditRowView, EditView, FromSecretPage } from '../../src/core/secretProtocol.ts';
import { button } from '../controls.ts';
import { alertBanner } from '../banner.ts';
import { element, say } from '../element.ts';
import { createGeneratorRule } from '../generatorRule.ts';
import { holdStill } from '../holdStill.ts';
import { createEditRow, type EditRow } from './editRow.ts';

const maxKeyLength = 128;

export interface EditSection {
  readonly root: HTMLElement;
  readonly isDirty: () => boolean;
  readonly show: (field: number, text: string, hideAfterMs: number) => void;
  readonly showTyped: (typed: number, text: string, hideAfterMs: number) => void;
  readonly hide: () => void;
  readonly setNote: (note: EditNote) => void;
  readonly holdStill: (isStill: boolean) => void;
  /** Asks whether the edits may go, and does so after a yes. */
  readonly confirm: (question: string, yes: string, onYes: () => void) => void;
  readonly focus: () => void;
}

/** A value being edited. The host hears of every change at once, because this page is thrown away when covered. */
export function createEditSection(edit: EditView, send: (message: FromSecretPage) => void): EditSection {
  const { shape, original } = edit;
  let rows: readonly EditRow[] = [];
  const body = element('div', { class: 'row-list' });
  const summary = element('p', { class: 'hint changes', live: 'polite' });
  const note = element('div');
  const generator = createGeneratorRule();
  const soon = element('p', { class: 'hint', live: 'polite', hidden: true });
  const add = button({ label: 'Add key', icon: 'add', onClick: () => append({ key: '', from: undefined, typed: undefined }).focus() });
  const save = button({ label: 'Save…', kind: 'primary', onClick: () => store('save') });
  const discard = button({ label: 'Discard edits', onClick: giveUp });
  const buttons = element('div', { class: 'buttons' }, save, discard);
  const parts = element(
    'div',
    { class: 'stack' },
    body,
    shape === 'object' ? element('div', {}, add) : undefined,
    generator.root,
    element('div', { class: 'edit-foot' }, summary, soon, note, buttons),
    element('p', {
      class: 'hint',
      text: 'What you type stays in memory until it is saved, also while the confirmation covers this page. It is lost when you close this tab, or leave it out of sight for 15 minutes.',
    }),
  );

  function append(view: EditRowView): EditRow {
    const row = createEditRow({
      view,
      original: view.from === undefined ? undefined : original[view.from],
      shape,
      send,
      generate: generator.draw,
      onChange: changed,
      onGone() {
        const place = rows.indexOf(row);
        rows = rows.filter((other) => other !== row);
        row.root.remove();
        (rows[place] ?? rows.at(-1) ?? add).focus();
        changed();
      },
    });
    rows = [...rows, row];
    body.append(row.root);
    if (view.from === undefined && view.typed === undefined) changed();
    return row;
  }

  const draft = () => rows.flatMap((row) => row.draft() ?? []);

  function changed(): void {
    refresh();
    send({ type: 'draft', draft: draft() });
  }

  function refresh(): void {
    const changes = changesOf(edit, rows);
    const problem = problemOf(shape, rows);
    summary.classList.toggle('problem', problem !== undefined);
    say(summary, problem ?? (changes.length === 0 ? 'Nothing is changed yet.' : `Save ${changes.join(', ')}.`));
    const warning = changes.length === 0 ? '' : soonAfter(edit.storedAt);
    // Set again it would be spoken again, at every key.
    if (soon.textContent !== warning) say(soon, warning);
    save.disabled = problem !== undefined || changes.length === 0;
  }

  function store(type: 'save' | 'saveOver'): void {
    if (problemOf(shape, rows) !== undefined) return;
    note.replaceChildren();
    send({ type, draft: draft() });
  }

  function giveUp(): void {
    const leave = (): void => send({ type: 'discard', reload: false });
    if (changesOf(edit, rows).length === 0) return leave();
    confirm('Discard what you changed?', 'Discard', leave);
  }

  function confirm(question: string, yes: string, onYes: () => void): void {
    const back = (): void => {
      note.replaceChildren();
      discard.focus();
    };
    const stay = button({ label: 'Keep editing', onClick: back });
    note.replaceChildren(alertBanner('warning', question, stay, button({ label: yes, onClick: onYes })));
    stay.focus();
  }

  edit.rows.forEach(append);
  // A key that the draft no longer has was removed on an earlier page.
  original.forEach(({ key }, from) => {
    if (!edit.rows.some((row) => row.from === from)) append({ key, from, typed: undefined }).remove();
  });
  refresh();
  return {
    root: parts,
    isDirty: () => changesOf(edit, rows).length > 0,
    show: (field, text, hideAfterMs) => rows.find(({ from, typed }) => from === field && typed() === undefined)?.show(text, hideAfterMs),
    showTyped: (place, text, hideAfterMs) => rows.find(({ typed }) => typed() === place)?.show(text, hideAfterMs),
    hide: () => rows.forEach((row) => row.hide()),
    setNote({ kind, message }) {
      note.replaceChildren(
        kind === 'problem'
          ? alertBanner('error', message)
          : alertBanner(
              'warning',
              message,
              button({ label: 'Reload', onClick: () => send({ type: 'discard', reload: true }) }),
              button({ label: 'Save over it…', onClick: () => store('saveOver') }),
            ),
      );
    },
    holdStill: holdStill(parts),
    confirm,
    focus: () => rows[0]?.focus(),
  };
}

/** What AWS advises against, as long as it is near; nothing otherwise. */
function soonAfter(storedAt: number | undefined): string {
  const minutes = storedAt === undefined ? 10 : Math.floor((Date.now() - storedAt) / 60_000);
  // Clocks differ a little: what was stored in the future was stored just now.
  if (minutes >= 10 || minutes < -1) return '';
  const ago = minutes < 1 ? 'less than a minute' : minutes === 1 ? '1 minute' : `${minutes} minutes`;
  return `Changed ${ago} ago: AWS advises against changing a value more often than once every ten minutes.`;
}

/** What saving would change: names alone. */
function changesOf({ shape, original }: EditView, rows: readonly EditRow[]): readonly string[] {
  return rows.flatMap((row) => {
    const old = row.from === undefined ? undefined : original[row.from]?.key;
    const name = cut(row.key());
    if (shape === 'text') return row.isTyped() ? ['the new value'] : [];
    if (old === undefined) return [`${name} (new)`];
    if (row.isRemoved()) return [`without ${cut(old)}`];
    const renamed = old === row.key() ? [] : [`${cut(old)} renamed to ${name}`];
    return row.isTyped() ? [...renamed, `${name} (changed)`] : renamed;
  });
}

function problemOf(shape: EditView['shape'], rows: readonly EditRow[]): string | undefined {
  const kept = rows.filter((row) => !row.isRemoved());
  if (shape === 'object') {
    const keys = kept.map((row) => row.key());
    if (keys.length === 0) return 'Keep at least one key.';
    if (keys.includes('')) return 'Give every key a name.';
    const repeated = keys.find((key, index) => keys.indexOf(key) !== index);
    if (repeated !== undefined) return `Two keys are called ${cut(repeated)}.`;
    const faulty = kept.find((row) => row.problem() !== undefined);
    // The host refuses it as well: the key held a number or a nested value, and would come to hold a text.
    return faulty && `${cut(faulty.key())} is not valid JSON.`;
  }
  const empty = kept.some((row) => row.draft()?.text === '');
  return empty ? 'Give the value.' : undefined;
}

function cut(name: string): string {
  return name.length > maxKeyLength ? `${name.slice(0, maxKeyLength)}…` : name;
}
