import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { lowerLevel, markOf, type Account } from './account.ts';
import { admitInput, scrubFor } from './admitInput.ts';
import { admitValue } from './admitValue.ts';
import { allowListOf } from './allowList.ts';
import type { AuditRecord } from './audit.ts';
import { bindingOf } from './bindingOf.ts';
import { chooseAccount, chooseRegion } from './callSite.ts';
import { describe, nameOf } from './callWords.ts';
import { isRecognizable, type Caller } from './caller.ts';
import { canonicalJson } from './canonicalJson.ts';
import { withDeadline } from './deadline.ts';
import { CustodyError, forPerson } from './errors.ts';
import type { ExecuteDependencies } from './executeDependencies.ts';
import { createFileGuesses } from './fileGuesses.ts';
import { createGrants, type Use } from './grants.ts';
import { createGuessPause } from './guessPause.ts';
import { joinSignals } from './joinSignals.ts';
import { knowValues } from './knowValues.ts';
import type { Operation, OperationContext, Precondition, Ran } from './operation.ts';
import { operationContext } from './operationContext.ts';
import { toOutcomeError } from './outcomeError.ts';
import { scrubBeforeCuts } from './outputText.ts';
import { decide, type PolicyQuestion } from './policy.ts';
import { productionEffect } from './productionEffect.ts';
import { createRateLimit } from './rateLimit.ts';
import { notAudited, refused, stopped, takenBack } from './refusals.ts';
import { collectRequestIds, requestIds } from './requestIds.ts';
import { assertSameAccount, pinFirst } from './sameAccount.ts';
import { assertSameLimits } from './sameLimits.ts';
import type { SecretText } from './secretText.ts';
import type { SecretsService } from './secretsService.ts';
import { settle, type Settled } from './settle.ts';
import { takeTurn } from './takeTurn.ts';
import { withTimeLimit } from './timeLimit.ts';
import { withAllowList } from './withAllowList.ts';

export interface Call {
  readonly input: unknown;
  /** What else a client sent with it, such as the address that the input was read from. It is searched for known values as the input is. */
  readonly sent?: unknown;
  readonly caller: Caller;
  readonly signal?: AbortSignal;
  /** A value the person typed in our form; never an argument. */
  readonly value?: SecretText;
  readonly progress?: (text: string) => void;
  /** Hears what a program writes, scrubbed, as it comes. */
  readonly tell?: (text: string) => void;
}

export type Outcome<Output> =
  | { readonly ok: true; readonly output: Output; readonly text: string }
  | { readonly ok: false; readonly error: CustodyError };

type Scrub = (text: string) => string;

/** Makes a call and never throws: every failure is an outcome. `text` is what a model may read. */
export type Execute = <Output>(operation: Operation<Output>, call: Call) => Promise<Outcome<Output>>;

/** Builds the one path every call takes, whoever calls. */
export function createExecute(deps: ExecuteDependencies): Execute {
  const { approvals, audit, redactor } = deps;
  const { now = Date.now, wait = delay, pinAccount = async () => undefined } = deps;
  const { grants = createGrants(now), guesses = createGuessPause(now) } = deps;
  const reserve = createRateLimit(now);
  const countGuess = createFileGuesses();

  /** Put into words when they are asked for: the tree reads 100,000 secrets and never asks. */
  const doneWith = <Output>({ output, toText }: Ran<Output>, scrub: Scrub): Outcome<Output> => ({
    ok: true,
    output,
    get text() {
      return scrub(scrubBeforeCuts(scrub, toText));
    },
  });

  async function run<Output>(operation: Operation<Output>, call: Call, signal: AbortSignal, scrub: Scrub): Promise<Outcome<Output>> {
    // A client names itself as it likes, after a value too, and its name stands in the log and on the card.
    const caller: Caller =
      call.caller.kind === 'agent' ? { ...call.caller, claimedName: redactor.scrub(call.caller.claimedName) } : call.caller;
    const isAgent = caller.kind === 'agent';
    const open = async (account: Account, region: string): Promise<SecretsService> =>
      withAllowList(
        knowValues(await deps.service(account, region, caller), redactor),
        isAgent ? allowListOf(account) : undefined,
        account.name,
      );
    const changes = operation.risk === 'write' || operation.risk === 'destructive';
    const isNoted = operation.risk === 'read' && !operation.isRecordedFirst;
    const person = { isAsking: deps.isAskingPerson, isPersons: !isAgent };
    const clientRequestToken = randomUUID();
    const { name, risk } = operation;
    let record: Omit<AuditRecord, 'phase'> = { call: randomUUID(), operation: name, risk, caller: nameOf(caller) };
    let approval = 'none';
    let doing = operation.name;
    let granted: Use | undefined;
    let lookUp: (() => Promise<Settled<Output>>) | undefined;
    // A line that can't be written after the fact undoes nothing.
    const note = async (more: Pick<AuditRecord, 'phase' | 'result'>): Promise<void> => {
      const line = { ...record, ...more, approval, ...requestIds() };
      if (isNoted) audit.note(line);
      else await audit.write(line).catch(() => undefined);
    };

    try {
      deps.assertTrusted();
      if (isAgent && deps.agents.stopped) throw stopped();
      // No tool leads here. Were one to by mistake, what the output holds must still not come near an agent.
      if (isAgent && operation.callers === 'person') throw new CustodyError('unknown_operation', `${operation.name} is for people only.`);

      // Before the schema has a look: what it refuses it quotes, and a quote that was scrubbed confirms a guess as well.
      if (call.caller.kind === 'agent') admitInput(name, { ...call, caller: call.caller }, { guesses, redactor });
      const prepared = operation.prepare(call.input, caller.kind);
      admitValue(call.value, prepared, redactor);

      const readLimits = async () => {
        const configured = await withDeadline({ signal, changes: false, doing }, deps.accounts);
        return { configured, ...deps.settings() };
      };
      const limits = await readLimits();
      const { configured, maximumAccess, allowForceDelete } = limits;
      // An agent meets accounts as it may use them, so that one the settings turn off is as invisible as any that is off.
      const accounts = isAgent ? configured.map((each) => ({ ...each, access: lowerLevel(each.access, maximumAccess) })) : configured;
      const account = operation.target === 'none' ? undefined : chooseAccount(accounts, prepared.account, caller, prepared.secret);
      const region = account && chooseRegion(account, prepared.region, prepared.secret);
      const allow = isAgent && account ? allowListOf(account) : undefined;
      doing = describe(operation, prepared, account);
      record = {
        ...record,
        ...(account && region ? { account: account.name, region } : {}),
        ...(prepared.secret === undefined ? {} : { secret: redactor.scrub(prepared.secret) }),
        arguments: redactor.scrub(canonicalJson(prepared.arguments)),
      };

      const question: PolicyQuestion = {
        risk: operation.risk,
        caller: caller.kind,
        level: account?.access ?? 'list',
        needs: operation.needs,
        overwrites: prepared.overwrites,
        force: prepared.force,
        forceAllowed: allowForceDelete,
        knownDestination: false,
      };
      const verdict = decide(question);
      if (verdict.kind === 'refuse') throw refused(verdict.code, operation, account);

      // A read needs no trace to be allowed, so it does not wait for the disk either.
      if (isNoted) audit.note({ ...record, phase: 'intent' });
      else await audit.write({ ...record, phase: 'intent' }).catch(() => Promise.reject(notAudited(doing)));
      // Before its turn as a change, a call reads: its precondition.
      if (isAgent && account) await takeTurn(reserve(account.name, changes ? 'read' : operation.risk), doing, signal);

      let service =
        account && region ? await withDeadline({ signal, changes: false, doing, ...person }, () => open(account, region)) : undefined;
      if (changes && service && account && region) {
        const pinned = await pinFirst(service, account, { signal, ...person }, pinAccount);
        if (pinned !== account) service = await open(pinned, region);
      }
      const assertAllowed = (): void => {
        if (granted && !grants.covers(granted)) throw takenBack(doing);
      };
      const contextWith = (given: SecretText | undefined, within: AbortSignal): OperationContext =>
        operationContext({
          ...deps,
          operation,
          caller,
          accounts,
          account,
          region,
          service,
          clientRequestToken,
          allow,
          assertAllowed,
          countGuess,
          open,
          value: given,
          tell: call.tell,
          pin: async (accountId) => {
            if (account && account.accountId === undefined) await pinAccount(account, accountId);
          },
          awaitTurn: async (other, until) => {
            if (isAgent) await takeTurn(reserve(other.name, risk), doing, until);
          },
          signal: within,
        });
      const read = async (): Promise<Precondition> => {
        if (changes && service && account) await assertSameAccount(service, account, { signal, ...person });
        return withDeadline({ signal, changes: false, doing, ...person }, (within) =>
          prepared.precondition(contextWith(undefined, within)),
        );
      };

      let before = await read();
      let value = call.value;
      const destination = prepared.destination(before);
      const asConfigured = configured.find((each) => each.name === account?.name);
      // A grant stands for a use alone: whatever else a call would do is asked about each time.
      const isKeepable = risk === 'use' && isRecognizable(caller);
      const use = isKeepable && destination && asConfigured && region ? { caller, account: asConfigured, region, destination } : undefined;
      if (use && grants.covers(use) && grants.replacesOwn(use) && decide({ ...question, knownDestination: true }).kind === 'allow') {
        granted = use;
        approval = 'granted';
      }

      if ((verdict.kind === 'ask' && !granted) || (prepared.wantsValue && !value)) {
        const hash = bindingOf(caller, operation, prepared, before);
        const secret = before.secret?.name ?? prepared.secret ?? '';
        const answer = await approvals.ask(
          {
            ...productionEffect(prepared.effect(before, new Date(now())), operation.risk, account, secret),
            hash,
            caller,
            operation: operation.title,
            risk: operation.risk,
            account: account?.name ?? '',
            mark: markOf(account),
            region: region ?? '',
            secret,
            arn: before.arn,
            ...(destination ? { destination } : {}),
            arguments: prepared.arguments,
            wantsValue: prepared.wantsValue && !value,
          },
          signal,
          call.progress ?? (() => undefined),
        );
        approval = 'accepted';
        granted = undefined;
        // At once, so that a lock that comes while the secret is read again takes this away too.
        if (use && answer.grant) grants.add(use, answer.grant);
        value = value ?? answer.value;
        admitValue(value, prepared, redactor);
        if (isAgent && account && changes) await takeTurn(reserve(account.name, operation.risk), doing, signal);
        const after = await readLimits();
        const stillConfigured = after.configured.find((each) => each.name === account?.name);
        try {
          assertSameLimits({ ...limits, account: asConfigured }, { ...after, account: stillConfigured }, caller, doing);
        } catch (thrown) {
          if (use) grants.drop(use);
          throw thrown;
        }
        before = await read();
        // What the person said yes to is no longer what would happen.
        if (bindingOf(caller, operation, prepared, before) !== hash) {
          throw new CustodyError('changed_since', `${doing} was not run, because the secret changed after the question was asked.`);
        }
      }

      if (changes) {
        record = { ...record, clientRequestToken, ...(before.arn === undefined ? {} : { arn: before.arn }) };
        // From here on a crash leaves a line that says what to look up.
        await audit.write({ ...record, phase: 'sending', approval }).catch(() => Promise.reject(notAudited(doing)));
        lookUp = () => settle({ call: prepared, contextWithin: (within) => contextWith(undefined, within), before, doing, wait });
      }
      assertAllowed();
      const deadline = { signal, changes, doing, ...person };
      const ran = await withTimeLimit(prepared.timeLimitMs, deadline, call.progress, (within) =>
        prepared.run(contextWith(value, within), before),
      );
      if (use) grants.done(use);
      await note({ phase: 'outcome', result: 'ok' });
      return doneWith(ran, scrub);
    } catch (thrown) {
      const error = toOutcomeError(thrown, operation, signal, isAgent && deps.agents.stopped, scrub);
      await note({ phase: 'outcome', result: error.code });
      // A fault of our own after sending says as little about the change as a lost answer.
      if (!lookUp || (error.code !== 'outcome_unknown' && error.code !== 'internal')) return { ok: false, error };
      call.progress?.('No answer came. Checking whether it happened…');
      const settled = await lookUp();
      await note({ phase: 'settled', result: settled.kind });
      if (settled.kind === 'done') return doneWith(settled, scrub);
      if (settled.kind === 'not_done')
        return { ok: false, error: new CustodyError('not_done', `${doing} was cut off before it happened.`) };
      const unknown = new CustodyError('outcome_unknown', `${doing} failed after it was sent, so its outcome is unknown.`);
      return { ok: false, error: error.code === 'internal' ? unknown : error };
    }
  }

  return async (operation, call) => {
    const { signal, release } = joinSignals([call.signal, call.caller.kind === 'agent' ? deps.agents.signal : undefined]);
    try {
      const scrub = scrubFor(call, { redactor, guesses });
      const outcome = await scrubBeforeCuts(scrub, () => collectRequestIds(() => run(operation, call, signal, scrub)));
      return outcome.ok || call.caller.kind === 'agent' ? outcome : { ok: false, error: forPerson(outcome.error) };
    } finally {
      release();
    }
  };
}
