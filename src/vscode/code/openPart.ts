import { arnPattern, namePattern } from '../../core/reference.ts';

/** The part of a reference that is being typed, and what of it stands there already. */
export type OpenPart =
  | { readonly kind: 'name'; readonly typed: string }
  | { readonly kind: 'field'; readonly typed: string }
  | { readonly kind: 'stage'; readonly typed: string; readonly secretId: string };

/** Reads what stands between `{{resolve:secretsmanager:` and the cursor; undefined where nothing can be offered. */
export function openPart(text: string): OpenPart | undefined {
  if (text.length > 2_048) return undefined;
  if (text === '' || namePattern.test(text)) return { kind: 'name', typed: text };
  const parts = text.split(':');
  // An ARN holds six colons itself.
  const length = text.startsWith('arn:') ? 7 : 1;
  const secretId = parts.slice(0, length).join(':');
  if (!namePattern.test(secretId) && !arnPattern.test(secretId)) return undefined;
  const [field, key, stage, version] = parts.slice(length);
  if (field === undefined || version !== undefined || !/^[A-Za-z]*$/.test(field)) return undefined;
  if (key === undefined) return { kind: 'field', typed: field };
  // Keys stand in the value, so none is offered.
  return stage === undefined || /[\s{}]/.test(stage) ? undefined : { kind: 'stage', typed: stage, secretId };
}
