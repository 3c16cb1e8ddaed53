import { includesLevel, type Account } from './account.ts';
import { chooseAccount, chooseRegion } from './callSite.ts';
import { noEnvFiles } from './envFiles.ts';
import { CustodyError } from './errors.ts';
import type { ExecuteDependencies } from './executeDependencies.ts';
import type { Operation, OperationContext } from './operation.ts';
import { noPrograms } from './programs.ts';
import { refused } from './refusals.ts';
import type { SecretsService } from './secretsService.ts';
import { noSignIns } from './signInStatus.ts';
import { noTerminals } from './terminals.ts';

type Ports = Pick<ExecuteDependencies, 'signIns' | 'envFiles' | 'programs' | 'terminals' | 'showSecret'>;

interface ContextParts
  extends
    Ports,
    Pick<
      OperationContext,
      'caller' | 'accounts' | 'clientRequestToken' | 'value' | 'tell' | 'pin' | 'allow' | 'assertAllowed' | 'countGuess' | 'signal'
    > {
  readonly operation: Operation;
  readonly account: Account | undefined;
  readonly region: string | undefined;
  readonly service: SecretsService | undefined;
  readonly open: (account: Account, region: string) => Promise<SecretsService>;
  /** Waits for a turn of the caller's in an account. */
  readonly awaitTurn: (account: Account, signal: AbortSignal) => Promise<void>;
}

/** What an operation works with, in one call; whatever port is missing refuses. */
export function operationContext(parts: ContextParts): OperationContext {
  const { operation, caller, accounts, account, region, service, open, signal } = parts;
  const { signIns = noSignIns, envFiles = noEnvFiles, programs = noPrograms, terminals = noTerminals } = parts;
  const { clientRequestToken, value, tell, pin, allow, assertAllowed, countGuess, showSecret } = parts;
  const nowhere = (): CustodyError => new CustodyError('internal', `${operation.name} has no account to work with.`);
  return {
    caller,
    accounts,
    clientRequestToken,
    value,
    tell,
    pin,
    allow,
    assertAllowed,
    countGuess,
    signal,
    showSecret,
    signIns,
    envFiles,
    programs,
    terminals,
    account: account?.name ?? '',
    region: region ?? '',
    get service() {
      if (!service) throw nowhere();
      return service;
    },
    async serviceIn(elsewhere) {
      if (!account) throw nowhere();
      return open(account, elsewhere);
    },
    async serviceOf(named, wanted, secretId) {
      const other = chooseAccount(accounts, named, caller, secretId);
      if (caller.kind === 'agent' && !includesLevel(other.access, operation.needs)) throw refused('access_level', operation, other);
      const elsewhere = chooseRegion(other, wanted, secretId);
      await parts.awaitTurn(other, signal);
      return { service: await open(other, elsewhere), account: other.name, region: elsewhere };
    },
  };
}
