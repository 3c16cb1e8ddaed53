import { word } from '../../core/outputText.ts';
import type { Look } from './lookUp.ts';

/** The staging labels of a secret, each with the version it is on; what every secret has where it was not found. */
export function stagesOf(look: Look | undefined): readonly { readonly stage: string; readonly detail: string }[] {
  if (look?.kind !== 'found') return [{ stage: 'AWSCURRENT', detail: 'the current version' }];
  return look.secret.versions.flatMap(({ versionId, stages }) =>
    // One that a reference can't name would end it.
    stages.filter((stage) => /^[^\s:{}]+$/.test(stage)).map((stage) => ({ stage, detail: `version ${word(versionId)}` })),
  );
}
