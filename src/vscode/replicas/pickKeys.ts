import * as vscode from 'vscode';
import { askKmsKey } from '../askKmsKey.ts';

/** A region with the KMS key that a replica is encrypted with there; the default key where none is named. */
export interface RegionKey {
  readonly region: string;
  readonly key: string | undefined;
}

/** Asks for no key, one for all regions or one for each; undefined when the person leaves. */
export async function pickKeys(title: string, regions: readonly string[]): Promise<readonly RegionKey[] | undefined> {
  const picked = await vscode.window.showQuickPick(
    [
      { label: 'The default key', description: 'aws/secretsmanager of each region', choice: 'default' },
      { label: 'One key…', description: 'an alias or a multi-Region key that is in each of the regions', choice: 'one' },
      ...(regions.length === 1 ? [] : [{ label: 'A key for each region…', description: '', choice: 'each' }]),
    ],
    { title, placeHolder: `Key for ${regions.join(', ')}`, ignoreFocusOut: true },
  );
  if (!picked) return undefined;
  if (picked.choice === 'default') return regions.map((region) => ({ region, key: undefined }));
  if (picked.choice === 'one') {
    const key = await askKmsKey(title, regions.join(', '));
    return key === undefined ? undefined : regions.map((region) => ({ region, key }));
  }
  const keys: RegionKey[] = [];
  for (const region of regions) {
    const key = await askKmsKey(title, region);
    if (key === undefined) return undefined;
    keys.push({ region, key });
  }
  return keys;
}
