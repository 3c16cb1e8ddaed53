import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import * as vscode from 'vscode';
import { canonicalJson } from '../../core/canonicalJson.ts';
import type { MachineUse } from '../../core/signIn.ts';
import { plainLabel } from '../plainLabel.ts';

/** What the person allowed. Kept as a hash of the very use on this machine, so that a command that changed is asked about again. */
export interface MachineUses {
  isAllowed(use: MachineUse): boolean;
  /** Asks the person, and keeps a yes. */
  ask(use: MachineUse): Promise<boolean>;
  /** Every profile that may use something, and what. */
  allowed(): readonly Allowed[];
  takeBack(use: Allowed): Thenable<void>;
}

type Allowed = Pick<MachineUse, 'kind' | 'profile'>;

const kinds = ['program', 'environment'] as const;

export function createMachineUses(state: vscode.Memento): MachineUses {
  return {
    isAllowed: (use) => state.get(keyOf(use)) === hashOf(use),
    async ask(use) {
      const { message, detail, refuse, allow } = questionOf(use);
      // The first answer has the keyboard, so that it is the safe one.
      const answer = await vscode.window.showWarningMessage(message, { modal: true, detail }, refuse, allow);
      if (answer !== allow) return false;
      await state.update(keyOf(use), hashOf(use));
      return true;
    },
    allowed: () =>
      kinds.flatMap((kind) => {
        const start = keyOf({ kind, profile: '' });
        const keys = state.keys().filter((key) => key.startsWith(start));
        return keys.map((key) => ({ kind, profile: key.slice(start.length) })).toSorted((a, b) => a.profile.localeCompare(b.profile));
      }),
    takeBack: (use) => state.update(keyOf(use), undefined),
  };
}

function keyOf({ kind, profile }: Allowed): string {
  return `allowed.${kind}.${profile}`;
}

function hashOf(use: MachineUse): string {
  return createHash('sha256')
    .update(canonicalJson({ ...use, host: hostname() }))
    .digest('hex');
}

function questionOf(use: MachineUse) {
  const profile = plainLabel(use.profile);
  switch (use.kind) {
    case 'program':
      return {
        message: `Run a program to sign in with profile ${profile}?`,
        detail: `${written(use.command)}\n\nYour AWS configuration names this command. It runs as you, without a shell, whenever the profile needs credentials. If the command changes, you are asked again.`,
        refuse: 'Do Not Run',
        allow: 'Run Command',
      };
    case 'environment':
      return {
        message: `Use the keys in the environment to sign in with profile ${profile}?`,
        detail: `${use.names.join(', ')}\n\nYour AWS configuration says that the profile uses the variables VS Code was started with.`,
        refuse: 'Do Not Use',
        allow: 'Use Environment',
      };
  }
}

/** Every character as it is, and those that are not seen by their number: what is allowed must be what is read. */
function written(command: string): string {
  return command.replace(
    /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2028\u2029]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
