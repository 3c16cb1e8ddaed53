import type { FromSecretPage, RotationView } from '../../src/core/secretProtocol.ts';
import { button } from '../controls.ts';
import { element, icon } from '../element.ts';
import { rowsOf } from '../rowsOf.ts';

/** How a secret rotates, what is wrong with that, and what can be done. */
export function rotationSection(rotation: RotationView, send: (message: FromSecretPage) => void): HTMLElement {
  const { rows, warnings, isOn, pendingVersion, canSetUp, canRotate, canCancel, why } = rotation;
  const act = (label: string, name: string, message: FromSecretPage): HTMLElement => {
    const created = button({ label, onClick: () => send(message) });
    created.setAttribute('aria-label', name);
    return created;
  };
  const buttons = [
    canSetUp ? act(isOn ? 'Change…' : 'Set Up…', isOn ? 'Change rotation…' : 'Set up rotation…', { type: 'setUpRotation' }) : undefined,
    canRotate ? act('Rotate Now', 'Rotate now', { type: 'rotateNow' }) : undefined,
    canCancel ? act('Cancel Rotation', 'Cancel rotation', { type: 'cancelRotation' }) : undefined,
    pendingVersion === undefined
      ? undefined
      : act('Remove AWSPENDING…', 'Remove AWSPENDING…', { type: 'changeLabels', version: pendingVersion }),
  ].filter((each) => each !== undefined);
  return element(
    'section',
    { class: 'rotation', label: 'Rotation' },
    element('h2', { text: 'Rotation' }),
    ...warnings.map((text) => element('div', { class: 'banner warning' }, icon('warning'), element('p', { text }))),
    rowsOf(rows),
    why === undefined ? undefined : element('p', { class: 'hint', text: why }),
    buttons.length === 0
      ? undefined
      : element('div', { class: 'version-actions', role: 'toolbar', label: 'Actions for its rotation' }, ...buttons),
  );
}
