import * as vscode from 'vscode';
import { person } from '../../core/caller.ts';
import type { Operation, SecretLocation } from '../../core/operation.ts';
import type { FromSecretPage } from '../../core/secretProtocol.ts';
import type { SecretDetail } from '../../core/secretsService.ts';
import type { Custody } from '../../custody.ts';
import { plainToast } from '../plainToast.ts';

const types = ['delete', 'restore', 'setUpRotation', 'rotateNow', 'cancelRotation', 'rollBack', 'changeLabels'] as const;
type ActionMessage = Extract<FromSecretPage, { type: (typeof types)[number] }>;

export function isAction(message: FromSecretPage): message is ActionMessage {
  return types.some((type) => type === message.type);
}

interface SecretActionsOptions {
  readonly custody: () => Promise<Custody>;
  readonly location: SecretLocation;
  /** What was read of the secret last. */
  readonly detail: () => SecretDetail | undefined;
  readonly setBusy: (doing: string | undefined) => void;
  readonly fail: (sentence: string) => void;
  readonly reload: () => Promise<void>;
}

interface Chosen {
  readonly operation: Operation;
  readonly given: Readonly<Record<string, unknown>>;
}

/** What a button of the page does to the whole secret. Runs on even if the panel is closed: the card that asks is a panel of its own. */
export function createSecretActions(options: SecretActionsOptions): (message: ActionMessage) => Promise<void> {
  const { custody, location, detail, setBusy, fail, reload } = options;
  let isAsking = false;

  async function choose(message: ActionMessage, ready: Custody): Promise<Chosen | undefined> {
    const { operations } = ready;
    const secret = detail();
    switch (message.type) {
      case 'delete':
        return { operation: operations.deleteSecret, given: {} };
      case 'restore':
        return { operation: operations.restoreSecret, given: {} };
      case 'rotateNow':
        return { operation: operations.rotateSecret, given: {} };
      case 'cancelRotation':
        return { operation: operations.cancelRotateSecret, given: {} };
      case 'setUpRotation': {
        const { askSetUp } = await import('../rotation/askSetUp.ts');
        const given = secret && (await askSetUp(secret));
        return given && { operation: operations.rotateSecret, given };
      }
      case 'rollBack':
      case 'changeLabels': {
        const { askLabel, askRollBack } = await import('../rotation/askMove.ts');
        const ask = message.type === 'rollBack' ? askRollBack : askLabel;
        const given = secret && (await ask({ secret, where: location, custody: ready, version: message.version }));
        return given && { operation: operations.updateSecretVersionStage, given };
      }
    }
  }

  return async (message) => {
    // A second click must not open a second row of prompts.
    if (isAsking) return;
    isAsking = true;
    try {
      const ready = await custody();
      const chosen = await choose(message, ready);
      if (!chosen) return;
      setBusy(message.type === 'restore' ? 'Restoring the secret…' : 'Waiting for your answer in the confirmation…');
      const { account, region, arn: secret_id } = location;
      const input = { account, region, secret_id, ...chosen.given };
      const done = await ready.execute(chosen.operation, { input, caller: person });
      if (!done.ok) return done.error.code === 'approval_declined' ? setBusy(undefined) : fail(done.error.sentence);
      const [said] = done.text.split('\n');
      if (chosen.operation.toolset === 'rotation' && said !== undefined) void vscode.window.showInformationMessage(plainToast(said));
      await reload();
    } finally {
      isAsking = false;
    }
  };
}
