import { checkCertificatePair, type CertificateFacts } from '../../core/certificatePair.ts';
import type { CreatedValue } from '../../core/protocol.ts';
import { SecretText } from '../../core/secretText.ts';
import { templates } from '../../core/templates.ts';
import { templateValue } from '../../core/templateValue.ts';
import type { HeldParts } from './heldParts.ts';
import { typedSecret } from './typedSecret.ts';

export interface ReadValue {
  readonly value: SecretText;
  /** Whose certificate it is, where it is one. */
  readonly certificate: CertificateFacts | undefined;
}

/** The value that a form describes, with what the host keeps for it; or the reason why there is none. */
export function createdSecret(
  templateId: string | undefined,
  sent: CreatedValue,
  held: HeldParts,
): ReadValue | { readonly problem: string } {
  if (sent.kind === 'file') {
    const file = held.get('');
    return file ? { value: file, certificate: undefined } : { problem: 'Choose a file.' };
  }
  if (sent.kind !== 'fields') {
    const value = typedSecret(sent);
    return 'problem' in value ? value : { value, certificate: undefined };
  }
  const template = templates.find(({ id, form }) => id === templateId && form === 'fields');
  if (!template) return { problem: 'That type of secret is not known. Choose another.' };
  const given = new Map(sent.fields.map(({ key, text }) => [key, SecretText.of(text)]));
  for (const { key } of template.fields) {
    const kept = held.get(key);
    if (kept) given.set(key, kept);
    const view = held.view(key);
    // The page only shows it; whatever it sends, the halves that are stored belong together.
    if (view?.kind === 'keyPair') given.set('public_key', SecretText.of(view.publicKey));
  }
  const value = templateValue(
    template,
    given,
    sent.more.map(({ key, value: text }) => ({ key, value: SecretText.of(text) })),
  );
  if ('problem' in value) return value;
  if (template.special !== 'certificate') return { value, certificate: undefined };
  const [certificate, privateKey, chain] = ['certificate', 'private_key', 'chain'].map((key) => given.get(key));
  if (!certificate || !privateKey) return { problem: 'Give the certificate and its private key.' };
  const checked = checkCertificatePair(certificate, privateKey, chain?.byteLength ? chain : undefined);
  return 'problem' in checked ? checked : { value, certificate: checked };
}
