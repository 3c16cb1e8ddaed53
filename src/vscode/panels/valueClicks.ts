import type { FromSecretPage, ToSecretPage } from '../../core/secretProtocol.ts';
import type { HeldFields } from './heldFields.ts';
import { clearAfterMs, type SecretClipboard } from './secretClipboard.ts';
import type { ValueEdit } from './valueEdit.ts';

type ClickMessage = Extract<FromSecretPage, { type: 'reveal' | 'copyValue' }>;

interface ValueClicksOptions {
  readonly held: HeldFields;
  readonly edit: Pick<ValueEdit, 'field'>;
  readonly clipboard: SecretClipboard;
  readonly post: (message: ToSecretPage) => void;
  readonly isVisible: () => boolean;
  readonly hideAfterMs: number;
}

/** What a click on one field of a retrieved value does. */
export function createValueClicks(options: ValueClicksOptions): (message: ClickMessage) => Promise<void> {
  const { held, edit, clipboard, post, isVisible, hideAfterMs } = options;
  return async ({ type, field: place }) => {
    const field = held.use(place) ?? (type === 'reveal' ? await edit.field(place) : undefined);
    if (!field) return;
    if (type === 'copyValue') {
      await clipboard.copy(field.value);
      return post({ type: 'copied', field: place, clearAfterMs });
    }
    // Goes to the panel's page, after the person's click on this field.
    if (isVisible()) post({ type: 'value', field: place, text: field.value.reveal(), hideAfterMs });
  };
}
