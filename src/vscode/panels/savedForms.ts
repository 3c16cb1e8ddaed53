import type { SecretForm, ToSecretPage } from '../../core/secretProtocol.ts';

export interface SavedForms {
  readonly has: (form: SecretForm) => boolean;
  readonly set: (form: SecretForm, isSaving: boolean) => void;
  /** Tells a page that starts again. */
  readonly render: () => void;
}

/** Which forms are being stored. Apart from what else is going on: a read that ends meanwhile must not let go of them. */
export function createSavedForms(post: (message: ToSecretPage) => void): SavedForms {
  const saving = new Set<SecretForm>();

  return {
    has: (form) => saving.has(form),
    set(form, isSaving) {
      if (isSaving) saving.add(form);
      else saving.delete(form);
      post({ type: 'saving', form, isSaving });
    },
    render: () => saving.forEach((form) => post({ type: 'saving', form, isSaving: true })),
  };
}
