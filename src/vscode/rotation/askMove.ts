import * as vscode from 'vscode';
import { versionStage } from '../../core/limits.ts';
import type { SecretDetail } from '../../core/secretsService.ts';
import type { Custody } from '../../custody.ts';
import { plainLabel } from '../plainLabel.ts';
import { pickVersion, versionsOf } from './pickVersion.ts';

type Arguments = Readonly<Record<string, unknown>>;

interface Asked {
  readonly secret: SecretDetail;
  readonly where: { readonly account: string; readonly region: string };
  readonly custody: Custody;
  /** The version it is about, where the person chose one already. */
  readonly version: string | undefined;
}

/** Asks which version becomes current; undefined when the person leaves or there is no other. */
export async function askRollBack({ secret, where, custody, version }: Asked): Promise<Arguments | undefined> {
  const current = holderOf(secret, 'AWSCURRENT');
  const from = current === undefined ? {} : { remove_from_version_id: current };
  if (version !== undefined) return { version_stage: 'AWSCURRENT', move_to_version_id: version, ...from };
  const others = (await versionsOf(secret, where, custody)).filter(({ stages }) => !stages.includes('AWSCURRENT'));
  if (others.length === 0) {
    void vscode.window.showInformationMessage(`${secret.name} has no other version to go back to.`);
    return undefined;
  }
  const asked = { title: `Roll Back: ${secret.name}`, placeHolder: 'Which version becomes current?', first: 'AWSPREVIOUS' };
  const picked = await pickVersion(others, asked);
  return picked && { version_stage: 'AWSCURRENT', move_to_version_id: picked.versionId, ...from };
}

/** Asks which staging label to add to a version or remove from it; undefined when the person leaves. */
export async function askLabel({ secret, where, custody, version }: Asked): Promise<Arguments | undefined> {
  const title = `Change Staging Labels: ${secret.name}`;
  const versions = await versionsOf(secret, where, custody);
  const chosen =
    version === undefined
      ? await pickVersion(versions, { title, placeHolder: 'Which version?', first: 'AWSPENDING' })
      : (versions.find(({ versionId }) => versionId === version) ?? { versionId: version, stages: [] });
  if (!chosen) return undefined;
  const removable = chosen.stages.filter((stage) => stage !== 'AWSCURRENT');
  const items: readonly (vscode.QuickPickItem & { readonly stage?: string })[] = [
    ...removable.map((stage) => ({ label: `Remove ${plainLabel(stage)}`, description: meaningOf(stage), stage })),
    { label: 'Add a label…', description: 'a label that another version has moves here' },
  ];
  const placeHolder = `Version ${chosen.versionId}`;
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder, ignoreFocusOut: true });
  if (!picked) return undefined;
  if (picked.stage !== undefined) return { version_stage: picked.stage, remove_from_version_id: chosen.versionId };
  return addLabel(title, chosen.versionId, secret);
}

async function addLabel(title: string, versionId: string, secret: SecretDetail): Promise<Arguments | undefined> {
  const typed = await vscode.window.showInputBox({
    title,
    prompt: 'Staging label, up to 256 characters. Programs can ask for the version by it.',
    ignoreFocusOut: true,
    validateInput(text) {
      const label = text.trim();
      if (!versionStage.safeParse(label).success) return 'Type 1 to 256 characters';
      if (label === 'AWSCURRENT') return 'AWSCURRENT is moved with "Custody: Roll Back"';
      const holder = holderOf(secret, label);
      if (holder === versionId) return 'This version has that label';
      const message = `It moves here from version ${holder}`;
      return holder === undefined ? undefined : { message, severity: vscode.InputBoxValidationSeverity.Info };
    },
  });
  if (typed === undefined) return undefined;
  const label = typed.trim();
  const holder = holderOf(secret, label);
  return { version_stage: label, move_to_version_id: versionId, ...(holder === undefined ? {} : { remove_from_version_id: holder }) };
}

function holderOf({ versions }: SecretDetail, label: string): string | undefined {
  return versions.find(({ stages }) => stages.includes(label))?.versionId;
}

function meaningOf(stage: string): string {
  if (stage === 'AWSPENDING') return 'of a rotation that was cut off, so that the next can start';
  return stage === 'AWSPREVIOUS' ? 'then nothing marks the version to go back to' : '';
}
