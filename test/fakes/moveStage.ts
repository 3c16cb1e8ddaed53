import { CustodyError } from '../../src/core/errors.ts';
import type { SecretVersion, StageMove } from '../../src/core/secretsService.ts';

/** Versions after a label was moved; AWSPREVIOUS follows AWSCURRENT, as at AWS. */
export function moveStage(
  versions: readonly SecretVersion[],
  { versionStage, moveToVersionId: to, removeFromVersionId: from }: StageMove,
): SecretVersion[] {
  const holder = versions.find(({ stages }) => stages.includes(versionStage))?.versionId;
  if (to !== undefined && !versions.some(({ versionId }) => versionId === to))
    throw new CustodyError('secret_not_found', 'There is no such version.');
  if (holder !== from && holder !== to) throw new CustodyError('invalid_input', 'The label is on another version.');
  const without = (stages: readonly string[], stage: string): readonly string[] => stages.filter((each) => each !== stage);
  const isCurrent = versionStage === 'AWSCURRENT';
  return versions.map(({ versionId, stages }) => {
    const kept = isCurrent ? without(without(stages, versionStage), 'AWSPREVIOUS') : without(stages, versionStage);
    const gained = [...(versionId === to ? [versionStage] : []), ...(isCurrent && versionId === from ? ['AWSPREVIOUS'] : [])];
    return { versionId, stages: [...kept, ...gained] };
  });
}
