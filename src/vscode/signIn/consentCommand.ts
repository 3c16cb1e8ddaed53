import * as vscode from 'vscode';
import type { Custody } from '../../custody.ts';
import type { Commands } from '../commandIds.ts';
import { plainLabel } from '../plainLabel.ts';
import { createMachineUses } from './machineUses.ts';

const kinds = { program: 'runs a command to sign in', environment: 'uses the keys in the environment' } as const;

/** Takes back what the person allowed profiles to use of this machine. */
export function consentCommand(state: vscode.Memento, custody: () => Promise<Custody>): Commands {
  return {
    'custody.takeBackConsent': async () => {
      const uses = createMachineUses(state);
      const rows = uses.allowed().map((use) => ({ label: plainLabel(use.profile), description: kinds[use.kind], picked: true, use }));
      if (rows.length === 0) {
        void vscode.window.showInformationMessage('No profile is allowed to run a command or to use the environment.');
        return;
      }
      const taken = await vscode.window.showQuickPick(rows, {
        title: 'Take back consent',
        placeHolder: 'Profiles that you will be asked about again',
        canPickMany: true,
      });
      if (!taken || taken.length === 0) return;
      await Promise.all(taken.map(({ use }) => uses.takeBack(use)));
      // What was signed in to with it ends as well.
      (await custody()).lock();
      void vscode.window.showInformationMessage(`Consent is taken back for ${taken.map(({ label }) => label).join(', ')}.`);
    },
  };
}
