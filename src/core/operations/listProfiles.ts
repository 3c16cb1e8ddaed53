import * as z from 'zod';
import { sourceProfiles, type Profile } from '../signInStatus.ts';
import { defineOperation } from '../operation.ts';
import { word } from '../outputText.ts';

export const listProfiles = defineOperation({
  name: 'list_profiles',
  title: 'List Profiles',
  description: 'Lists AWS profiles by name, how each signs in, and region.',
  api: undefined,
  risk: 'read',
  needs: 'list',
  target: 'none',
  appliesTo: [],
  palette: 'none',
  toolset: 'credentials',
  input: z.strictObject({}),
  /** An agent learns of the profiles that accounts open to it use, and of no other. */
  async run({ signIns, accounts, caller }) {
    const profiles = await signIns.profiles();
    if (caller.kind === 'person') return profiles;
    const open = accounts.filter(({ access }) => access !== 'off').flatMap(sourceProfiles);
    return profiles.filter(({ name }) => open.includes(name));
  },
  toAgent: (profiles) => (profiles.length === 0 ? 'No account open to agents uses a profile.' : profiles.map(lineOf).join('\n')),
});

function lineOf({ name, kind, region = '' }: Profile): string {
  return `${word(name)}|${kind}|${region && word(region)}`;
}
