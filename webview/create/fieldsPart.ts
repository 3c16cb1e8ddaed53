import { element } from '../element.ts';
import { createPairRow } from '../pairRow.ts';
import { createRowList } from '../rowList.ts';
import { createFieldControl } from './fieldControl.ts';
import type { ValuePart, ValuePartOptions } from './valuePart.ts';

/** The fields of a template, and more keys where someone wants them. */
export function createFieldsPart({ template, generate, send, onChange }: ValuePartOptions): ValuePart {
  const controls = template.fields.map((field) =>
    createFieldControl({ field, canGenerateKey: template.special === 'keyPair' && field.kind === 'longSecret', generate, send, onChange }),
  );
  const foldedControls = controls.filter(({ field }) => field.folded === true);
  const more = createRowList({
    create: () => createPairRow(generate, onChange),
    addLabel: 'Add key',
    removeLabel: (name) => (name === '' ? 'Remove this key' : `Remove ${name}`),
    start: 0,
    max: 400,
    onChange,
  });
  const fixedKeys = Object.keys(template.fixed ?? {});

  function keyProblem(): string | undefined {
    const keys = more.rows().map(({ key }) => key.value);
    if (keys.includes('')) return 'Give every key a name.';
    const taken = [...fixedKeys, ...template.fields.map(({ key }) => key)];
    const repeated = keys.find((key, place) => taken.includes(key) || keys.indexOf(key) !== place);
    return repeated === undefined ? undefined : `Two keys are called ${repeated}.`;
  }

  return {
    root: element(
      'div',
      { class: 'stack value-editor' },
      element('div', { class: 'template-fields' }, ...controls.filter(({ field }) => field.folded !== true).map(({ root }) => root)),
      foldedControls.length === 0
        ? undefined
        : element(
            'details',
            { class: 'fold' },
            element('summary', { text: 'Fields for rotation' }),
            element('div', { class: 'template-fields' }, ...foldedControls.map(({ root }) => root)),
          ),
      more.root,
    ),
    value: () => ({
      kind: 'fields',
      fields: controls.flatMap(({ field, text }) => (text() === '' ? [] : [{ key: field.key, text: text() }])),
      more: more.rows().map(({ key, field }) => ({ key: key.value, value: field.value() })),
    }),
    problem: () => controls.map((control) => control.problem()).find((found) => found !== undefined) ?? keyProblem(),
    typed: () => [
      ...controls.flatMap(({ field, text }) =>
        text() === '' || text() === field.start
          ? []
          : [{ key: field.key, value: text(), isSecret: field.kind === 'secret' || field.kind === 'longSecret' }],
      ),
      ...more.rows().map(({ key, field }) => ({ key: key.value, value: field.value(), isSecret: true })),
    ],
    heldFields: () => controls.flatMap(({ field, held }) => (held() ? [field.key] : [])),
    takes: (key) => template.fields.some((field) => field.key === key),
    fill(texts) {
      for (const { key, value } of texts) controls.find(({ field }) => field.key === key)?.fill(value);
    },
    showHeld(place, held) {
      controls.find(({ field }) => field.key === place)?.showHeld(held);
      // The public half of a generated key is shown with it, and stored from there.
      const isGenerated = controls.some((control) => control.held()?.kind === 'keyPair');
      for (const { field, root } of controls) if (template.special === 'keyPair' && field.key === 'public_key') root.hidden = isGenerated;
    },
  };
}
