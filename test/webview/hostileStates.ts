import type { ToAuditPage } from '../../src/core/auditProtocol.ts';
import type { HeldView, ToApprovalPage, ToCreatePage } from '../../src/core/protocol.ts';
import type { ToSecretPage } from '../../src/core/secretProtocol.ts';
import type { PageName } from './bundlePages.ts';
import { auditView, createCard, deleteCard, draft, edit, fields, form, secret } from './samples.ts';

/** Stands where a hostile text goes. */
export const marker = 'MARKED-TEXT';

/** What chooses a shape rather than being shown. */
const chosen = new Set(['type', 'kind', 'shape', 'risk', 'encoding', 'part']);

/**
 * The same view with the marker in every string, however deep, so that a field that is added later is covered by
 * itself. `told` puts one into what the sample leaves out, too.
 */
export function marked<View>(view: View, { told = false } = {}): View {
  const walk = (key: string, inner: unknown): unknown => {
    if (chosen.has(key)) return inner;
    if (typeof inner === 'string' || (inner === undefined && told)) return marker;
    // Two of a kind show what a hundred would.
    if (Array.isArray(inner)) return inner.slice(0, 2).map((each) => walk('', each));
    if (typeof inner !== 'object' || inner === null) return inner;
    return Object.fromEntries(Object.entries(inner).map(([name, value]) => [name, walk(name, value)]));
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- strings for strings
  return walk('', view) as View;
}

const hideAfterMs = 30_000;
const value = (field: number): ToSecretPage => ({ type: 'value', field, text: marker, hideAfterMs });
const busy = { type: 'busy', doing: marker } as const;
const failed = { type: 'failed', message: marker } as const;

const cards: readonly (readonly ToApprovalPage[])[] = [
  [{ type: 'card', card: marked({ ...deleteCard, armAfterMs: 0 }, { told: true }) }, failed],
  [
    { type: 'card', card: marked({ ...createCard, armAfterMs: 0 }) },
    { type: 'waiting', waiting: 3 },
  ],
];

const secrets: readonly (readonly ToSecretPage[])[] = [
  [{ type: 'secret', secret: marked({ ...secret, rotation: { ...secret.rotation, warnings: [''] } }, { told: true }) }, busy],
  [
    { type: 'secret', secret: marked({ ...secret, requestedBy: '' }) },
    { type: 'fields', fields: marked(fields), encoding: 'binary', kind: marker, version: marker },
    value(0),
    value(1),
    { type: 'copied', field: 0, clearAfterMs: hideAfterMs },
    failed,
  ],
  [
    // Keys of their own, as in any object: one was removed, one added and its text typed.
    {
      type: 'edit',
      edit: {
        shape: 'object',
        original: edit.original.slice(0, 2).map((each, index) => ({ ...each, key: `${marker}${index}` })),
        rows: [
          { key: `${marker}0`, from: 0, typed: undefined },
          { key: marker, from: undefined, typed: 0 },
        ],
      },
    },
    value(0),
    { type: 'typed', typed: 0, text: marker, hideAfterMs },
    { type: 'editNote', note: marked({ kind: 'conflict', message: '' }) },
  ],
  [
    { type: 'editClosed', saved: true },
    {
      type: 'detailsDraft',
      draft: marked({
        details: { description: '', kmsKeyId: '' },
        tags: secret.tags.map(({ label: key, value: of }) => ({ key, value: of })),
      }),
    },
    { type: 'changed', part: 'details', problem: marker },
    { type: 'changed', part: 'tags', problem: marker },
  ],
  [
    { type: 'changed', part: 'details', problem: undefined },
    { type: 'changed', part: 'tags', problem: undefined },
    { type: 'policy', policy: { state: 'set', sentences: [marker, marker], isOpenToEveryone: true } },
  ],
  [{ type: 'policy', policy: { state: 'failed', problem: marker } }],
];

/** The form with some texts as its choices, and the first of them in what was typed before the page started again. */
export function hostileForm(choices: readonly string[]): ToCreatePage {
  const [first = ''] = choices;
  // Templates are ours: their names choose what is shown.
  const typed = { ...draft, template: 'ssh-key', name: first, description: first, kmsKeyId: first, tags: [{ key: first, value: first }] };
  const accounts = choices.map((name) => ({ name, mark: { production: true, color: 'red' as const }, regions: choices.slice(0, 5) }));
  const place = { account: first, region: choices[1] ?? first, namePrefix: choices.join(' ') };
  return { type: 'form', form: { ...form, ...place, accounts, draft: { ...typed, ...place, hasSecrets: true } } };
}

function held(view: HeldView): ToCreatePage {
  return { type: 'held', field: 'private_key', held: marked(view, { told: true }) };
}

/** What comes to the form once it is open. */
const forms: readonly (readonly ToCreatePage[])[] = [
  [held({ kind: 'keyPair', publicKey: '', fingerprint: '' })],
  [held({ kind: 'file', name: '', bytes: 7, note: undefined })],
  [busy],
  [failed],
];

const audits: readonly (readonly ToAuditPage[])[] = [
  [
    { type: 'calls', view: marked(auditView) },
    { type: 'verdict', sentence: marker, problems: [marker, marker] },
    { type: 'said', message: marker },
  ],
];

/** Per page, the states it is brought to one after the other, each by some messages. */
export const hostileStates: Readonly<Record<PageName, readonly (readonly object[])[]>> = {
  approval: cards,
  secret: secrets,
  create: forms,
  audit: audits,
};
