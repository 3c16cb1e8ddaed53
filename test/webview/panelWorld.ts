import type { ApprovalAnswer, ApprovalCard } from '../../src/core/approval.ts';
import type { Account } from '../../src/core/account.ts';
import { createCustody, type Custody } from '../../src/custody.ts';
import { memoryEnvFiles, type MemoryEnvFiles } from '../fakes/memoryEnvFiles.ts';
import { memorySecrets, type MemorySecrets } from '../fakes/memorySecrets.ts';

export const location = {
  account: 'memory',
  region: 'eu-west-1',
  name: 'prod/db',
  arn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-a1B2c3',
};

export const account: Account = { name: 'memory', kind: 'profile', profile: 'memory', regions: ['eu-west-1'], access: 'off', host: 'here' };

export interface PanelWorld {
  readonly custody: () => Promise<Custody>;
  readonly secrets: MemorySecrets;
  /** What is in every region but the first. */
  readonly elsewhere: MemorySecrets;
  readonly envFiles: MemoryEnvFiles;
  readonly cards: ApprovalCard[];
  answer: 'accepted' | 'declined';
}

/** The whole one path over secrets in memory, as the panels use it. */
export function panelWorld(accounts: readonly Account[] = [account]): PanelWorld {
  const secrets = memorySecrets({ 'prod/db': '{"username":"app","password":"correct-horse-battery"}' });
  const elsewhere = memorySecrets({});
  const envFiles = memoryEnvFiles();
  const world: PanelWorld = { custody: async () => custody, secrets, elsewhere, envFiles, cards: [], answer: 'accepted' };
  const custody = createCustody({
    envFiles,
    accounts: async () => accounts,
    service: async (_, region) => (region === location.region ? secrets : elsewhere),
    showSecret: () => false,
    settings: () => ({ maximumAccess: 'destroy', allowForceDelete: false }),
    assertTrusted: () => undefined,
    append: async () => undefined,
    wait: async () => undefined,
    present: async (card): Promise<ApprovalAnswer> => {
      world.cards.push(card);
      return world.answer === 'accepted' ? { kind: 'accepted', id: card.id } : { kind: 'declined' };
    },
  });
  return world;
}
