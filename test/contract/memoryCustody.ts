import { createAgentSwitch, type AgentSwitch } from '../../src/core/agentSwitch.ts';
import { createApprovals, type ApprovalCard, type PresentCard } from '../../src/core/approval.ts';
import { createAudit } from '../../src/core/audit.ts';
import { createExecute, type Execute } from '../../src/core/execute.ts';
import type { GuessPause } from '../../src/core/guessPause.ts';
import type { ProgramsPort } from '../../src/core/programs.ts';
import { createRedactor, type Redactor } from '../../src/core/redact.ts';
import type { SecretsService } from '../../src/core/secretsService.ts';
import { memoryEnvFiles, type MemoryEnvFiles } from '../fakes/memoryEnvFiles.ts';
import { createFakePrograms } from '../fakes/fakePrograms.ts';
import { memorySecrets, type MemorySecrets } from '../fakes/memorySecrets.ts';

export const canary = 'c4n4ry-Value!7f3a9';

/** The real one path over secrets in memory. */
export interface MemoryCustody {
  readonly execute: Execute;
  readonly secrets: MemorySecrets;
  readonly envFiles: MemoryEnvFiles;
  readonly agents: AgentSwitch;
  readonly cards: ApprovalCard[];
  /** The audit log since the last look, with what was still held back. */
  readonly takeLog: () => Promise<string>;
}

/** What stands in the place of fakes and of the redactor. */
export interface OwnPorts {
  readonly redactor?: Redactor;
  readonly programs?: ProgramsPort;
  readonly envFiles?: MemoryEnvFiles;
  readonly guesses?: GuessPause;
}

const acceptAll: PresentCard = async (card) => ({ kind: 'accepted', id: card.id });

export function memoryCustody(
  present: PresentCard = acceptAll,
  now: () => number = Date.now,
  wrap: <Service extends SecretsService>(service: Service) => Service = (service) => service,
  { redactor = createRedactor(), programs = createFakePrograms(), envFiles = memoryEnvFiles(), guesses }: OwnPorts = {},
): MemoryCustody {
  const secrets = memorySecrets({ 'prod/db': JSON.stringify({ password: canary }), 'old/key': canary });
  const elsewhere = memorySecrets({ 'near/db': canary }, {}, 'eu-west-1');
  const agents = createAgentSwitch();
  const cards: ApprovalCard[] = [];
  const lines: string[] = [];
  const audit = createAudit(async (text) => void lines.push(text));
  const execute = createExecute({
    accounts: async () => [
      { kind: 'sandbox', name: 'memory', regions: ['eu-west-1', 'us-east-1'], access: 'destroy', host: 'here', accountId: '111122223333' },
    ],
    service: async (_, region) => wrap(region === 'eu-west-1' ? secrets : elsewhere),
    approvals: createApprovals((card, ...rest) => {
      cards.push(card);
      return present(card, ...rest);
    }),
    audit,
    redactor,
    programs,
    agents,
    envFiles,
    showSecret: () => true,
    settings: () => ({ maximumAccess: 'destroy', allowForceDelete: false }),
    assertTrusted: () => undefined,
    ...(guesses ? { guesses } : {}),
    now,
  });
  const takeLog = async (): Promise<string> => {
    await audit.flush();
    return lines.splice(0).join('');
  };
  return { execute, secrets, envFiles, agents, cards, takeLog };
}
