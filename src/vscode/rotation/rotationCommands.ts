import type { Operation } from '../../core/operation.ts';
import { rotationRefusal } from '../../core/rotationRefusal.ts';
import type { Custody } from '../../custody.ts';
import type { Commands } from '../commandIds.ts';
import { pickSource } from '../pickSource.ts';
import { runOperation, showingErrors } from '../operationCommands.ts';
import type { Node } from '../tree/nodes.ts';

type Arguments = Readonly<Record<string, unknown>>;
type Source = NonNullable<Awaited<ReturnType<typeof pickSource>>>;

interface Flow {
  readonly title: string;
  readonly operation: (operations: Custody['operations']) => Operation;
  /** Throws what would be refused anyway before it asks. */
  readonly ask: (source: Source, custody: Custody) => Promise<Arguments | undefined>;
}

const flows: Readonly<Record<string, Flow>> = {
  'custody.setUpRotation': {
    title: 'Set Up Rotation',
    operation: ({ rotateSecret }) => rotateSecret,
    async ask({ location, detail }) {
      // Any function will do: what is asked here is whether the secret could rotate at all.
      const lambdaArn = detail.owningService === undefined ? 'any' : undefined;
      const refusal = rotationRefusal(detail, { kind: 'rotate', lambdaArn }, location);
      if (refusal) throw refusal;
      return (await import('./askSetUp.ts')).askSetUp(detail);
    },
  },
  'custody.rotateNow': { title: 'Rotate Now', operation: ({ rotateSecret }) => rotateSecret, ask: async () => ({}) },
  'custody.rollBack': {
    title: 'Roll Back',
    operation: ({ updateSecretVersionStage }) => updateSecretVersionStage,
    ask: async ({ location, detail }, custody) =>
      (await import('./askMove.ts')).askRollBack({ secret: detail, where: location, custody, version: undefined }),
  },
  'custody.changeLabels': {
    title: 'Change Staging Labels',
    operation: ({ updateSecretVersionStage }) => updateSecretVersionStage,
    ask: async ({ location, detail }, custody) =>
      (await import('./askMove.ts')).askLabel({ secret: detail, where: location, custody, version: undefined }),
  },
};

/** The commands of rotation and staging labels that ask more than prompts of one operation can. */
export function rotationCommands(custody: () => Promise<Custody>): Commands {
  const start = ({ title, operation, ask }: Flow, node: Node | undefined): Promise<void> =>
    showingErrors(async () => {
      const ready = await custody();
      const source = await pickSource(title, node, ready);
      const given = source && (await ask(source, ready));
      if (!given) return;
      const { account, region, arn } = source.location;
      await runOperation(operation(ready.operations), { account, region, secret_id: arn, ...given }, ready);
    });
  return Object.fromEntries(Object.entries(flows).map(([id, flow]) => [id, (node?: Node) => start(flow, node)]));
}
