import * as z from 'zod';
import type { Account, AccessLevel } from './account.ts';
import type { AllowList } from './allowList.ts';
import type { Effect } from './approval.ts';
import type { Caller } from './caller.ts';
import type { Destination } from './destination.ts';
import type { EnvFilesPort } from './envFiles.ts';
import { CustodyError } from './errors.ts';
import type { Risk } from './policy.ts';
import type { ProgramsPort } from './programs.ts';
import type { SecretDetail, SecretsService } from './secretsService.ts';
import type { SecretText } from './secretText.ts';
import type { SignInsPort } from './signInStatus.ts';
import type { TerminalsPort } from './terminals.ts';
import type { Toolset } from './toolsets.ts';

/** Where in the tree an operation is offered. */
export type AppliesTo = 'account' | 'region' | 'secret' | 'deletedSecret';

/** A secret as the editor addresses it: always by its full ARN. */
export interface SecretLocation {
  readonly account: string;
  readonly region: string;
  readonly arn: string;
  readonly name: string;
}

/** What an operation works with. `service` belongs to the account and region the call names. */
export interface OperationContext {
  readonly caller: Caller;
  readonly accounts: readonly Account[];
  readonly signal: AbortSignal;
  /** A value the person typed in our form; never an argument. */
  readonly value: SecretText | undefined;
  readonly clientRequestToken: string;
  /** Opens the secret's panel for the person; false where there is no editor. */
  readonly showSecret: (location: SecretLocation, requestedBy: string) => boolean;
  readonly signIns: SignInsPort;
  readonly envFiles: EnvFilesPort;
  readonly programs: ProgramsPort;
  readonly terminals: TerminalsPort;
  /** Hears what a program writes, scrubbed, as it comes. */
  readonly tell: ((text: string) => void) | undefined;
  /** Keeps which AWS account the account signs in to, unless that is known. */
  readonly pin: (accountId: string) => Promise<void>;
  /** The account's name; empty for an operation without a target. */
  readonly account: string;
  readonly region: string;
  /** Which secrets the caller meets; nothing where it meets all of them. */
  readonly allow: AllowList | undefined;
  /**
   * Throws where the person took back meanwhile what lets this call run unasked. For a use: to be asked once the values
   * are at hand, just before they leave.
   */
  readonly assertAllowed: () => void;
  /** Counts a text that an agent compares with a field of a secret, whose name is for the error. Throws where there were too many. */
  readonly countGuess: (whose: string, field: SecretText, text: SecretText) => void;
  /** Throws for an operation without a target. */
  readonly service: SecretsService;
  /** The same account in another region, to look at what is there. */
  readonly serviceIn: (region: string) => Promise<SecretsService>;
  /** Another place to read from, chosen as the call's own is. An agent needs the operation's level there too. */
  readonly serviceOf: (account: string | undefined, region: string | undefined, secretId: string) => Promise<OtherPlace>;
}

export interface OtherPlace {
  readonly service: SecretsService;
  readonly account: string;
  readonly region: string;
}

/** What a call found before it ran. Read again just before the run; a difference refuses the call. */
export interface Precondition {
  /** Absent while there is nothing yet, as before a create. */
  readonly arn: string | undefined;
  /** What the call would change: version id, deletion date, tags, ... */
  readonly state: Readonly<Record<string, unknown>>;
  readonly secret: SecretDetail | undefined;
}

interface OperationFacts {
  /** The tool's name on the wire, `verb_noun`. */
  readonly name: string;
  /** Title case, as commands are written. */
  readonly title: string;
  /** One sentence that a person can approve. */
  readonly description: string;
  /** The operation of the AWS API it makes, as AWS spells it. */
  readonly api: string | undefined;
  readonly risk: Risk;
  /** The access level an agent must have in the account. */
  readonly needs: AccessLevel;
  readonly target: 'none' | 'account' | 'region' | 'secret';
  readonly appliesTo: readonly AppliesTo[];
  /** `form`: has a panel or prompts of its own, because those made from the arguments can't serve. `none`: not in the palette. */
  readonly palette: 'prompts' | 'form' | 'none';
}

interface OperationSpec<Shape extends z.ZodRawShape, Output> extends OperationFacts {
  /** Everyone where left out. What is for a person only is no tool, and the one path refuses it to an agent. */
  readonly callers?: 'all' | 'person';
  /** The set of tools it is one of; `core` where left out. */
  readonly toolset?: Toolset;
  /** A read that drops what is held here: it waits for its line in the audit log, as a change does. */
  readonly isRecordedFirst?: boolean;
  readonly input: z.ZodObject<Shape, z.core.$strict>;
  /** Arguments that agents are not shown and may not give. */
  readonly personArguments?: readonly string[];
  /** The call deletes without a recovery window. */
  readonly force?: (input: z.infer<z.ZodObject<Shape>>) => boolean;
  /** The call replaces something that is there. */
  readonly overwrites?: (input: z.infer<z.ZodObject<Shape>>) => boolean;
  /** The person types the value on the card, or in the form before. */
  readonly wantsValue?: (input: z.infer<z.ZodObject<Shape>>) => boolean;
  readonly precondition?: (context: OperationContext, input: z.infer<z.ZodObject<Shape>>) => Promise<Precondition>;
  readonly effect?: (input: z.infer<z.ZodObject<Shape>>, before: Precondition, now: Date) => Effect;
  /** The secret it is about, where no argument is one. */
  readonly secret?: (input: z.infer<z.ZodObject<Shape>>) => string | undefined;
  /** How long it may run, where that is longer than any call of AWS takes. */
  readonly timeLimitMs?: (input: z.infer<z.ZodObject<Shape>>) => number;
  /** For a use: where the values would go, once it is known whose they are. */
  readonly destination?: (input: z.infer<z.ZodObject<Shape>>, before: Precondition) => Destination;
  readonly run: (context: OperationContext, input: z.infer<z.ZodObject<Shape>>, before: Precondition) => Promise<Output>;
  /**
   * For a change: looks up whether it happened, with reads alone. Gives what `run` would have given, or undefined
   * when it did not happen. Of `before` only the ARN is sure to be there.
   */
  readonly settle?: (context: OperationContext, input: z.infer<z.ZodObject<Shape>>, before: Precondition) => Promise<Output | undefined>;
  /** What the model reads: compact text, never a value. */
  readonly toAgent: (output: Output, context: OperationContext) => string;
}

/** What a call gave: what the editor draws, and the words a model reads. */
export interface Ran<Output> {
  readonly output: Output;
  readonly toText: () => string;
}

/** Arguments that were parsed, closed over by what can be done with them. */
export interface PreparedCall<Output> {
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly account: string | undefined;
  readonly region: string | undefined;
  /** The secret's name or ARN, where the call names one. */
  readonly secret: string | undefined;
  readonly force: boolean;
  readonly overwrites: boolean;
  readonly wantsValue: boolean;
  /** How long it may run; the deadline of every call where undefined. */
  readonly timeLimitMs: number | undefined;
  readonly precondition: (context: OperationContext) => Promise<Precondition>;
  readonly effect: (before: Precondition, now: Date) => Effect;
  /** Where values would go; nothing for a call that sends none anywhere but to AWS. */
  readonly destination: (before: Precondition) => Destination | undefined;
  readonly run: (context: OperationContext, before: Precondition) => Promise<Ran<Output>>;
  /** Looks up whether a change happened whose answer was lost; undefined when it did not. */
  readonly settle: (context: OperationContext, before: Precondition) => Promise<Ran<Output> | undefined>;
}

/** An operation as everything else sees it: facts, a schema, and arguments in `unknown`. */
export interface Operation<Output = unknown> extends OperationFacts {
  /** Who may call it. */
  readonly callers: 'all' | 'person';
  readonly toolset: Toolset;
  readonly isRecordedFirst: boolean;
  readonly input: z.ZodObject;
  /** Those of its arguments that agents may not give. */
  readonly personArguments: readonly string[];
  /** Parses arguments; throws CustodyError naming each argument at fault. */
  readonly prepare: (input: unknown, caller?: Caller['kind']) => PreparedCall<Output>;
}

/** How the palette asks for an argument: by typing, or by picking what sets one or several arguments. */
export interface PromptHint {
  readonly prompt: string;
  readonly choices?: readonly PromptChoice[];
}

/** Sets `arguments`, or leads to typing with a prompt of its own. */
export interface PromptChoice {
  readonly label: string;
  readonly description?: string;
  readonly arguments?: Readonly<Record<string, unknown>>;
  readonly prompt?: string;
}

/** Hints for the palette's prompts. Kept out of the schemas' own metadata, which agents would be shown. */
export const promptHints = z.registry<PromptHint>();

const nothing: Precondition = { arn: undefined, state: {}, secret: undefined };

export function defineOperation<Shape extends z.ZodRawShape, Output>(spec: OperationSpec<Shape, Output>): Operation<Output> {
  const personArguments: readonly string[] = spec.personArguments ?? [];
  return {
    name: spec.name,
    title: spec.title,
    description: spec.description,
    api: spec.api,
    risk: spec.risk,
    needs: spec.needs,
    target: spec.target,
    appliesTo: spec.appliesTo,
    palette: spec.palette,
    callers: spec.callers ?? 'all',
    toolset: spec.toolset ?? 'core',
    isRecordedFirst: spec.isRecordedFirst ?? false,
    input: spec.input,
    personArguments,
    prepare(raw, caller = 'person') {
      const barred = caller === 'agent' ? personArguments : [];
      const takes = Object.keys(spec.input.shape).filter((name) => !barred.includes(name));
      const kept = barred.filter((name) => name in Object(raw));
      if (kept.length > 0) throw unknownArgument(spec.name, takes, kept);
      const parsed = spec.input.safeParse(raw ?? {});
      if (!parsed.success) throw inputError(spec.name, takes, parsed.error.issues);
      const input = parsed.data;
      const named: Named = input;
      const secret = spec.secret?.(input) ?? named.secret_id ?? named.name;
      return {
        arguments: named,
        account: named.account,
        region: named.region ?? regionOfArn(spec.secret ? secret : named.secret_id),
        secret,
        force: spec.force?.(input) ?? false,
        overwrites: spec.overwrites?.(input) ?? false,
        wantsValue: spec.wantsValue?.(input) ?? false,
        timeLimitMs: spec.timeLimitMs?.(input),
        precondition: async (context) => (await spec.precondition?.(context, input)) ?? nothing,
        effect: (before, now) =>
          spec.effect?.(input, before, now) ?? {
            headline: `${spec.title} ${named.secret_id ?? ''}`,
            consequences: [],
            acceptLabel: 'Allow',
          },
        destination: (before) => spec.destination?.(input, before),
        run: async (context, before) => {
          const output = await spec.run(context, input, before);
          return { output, toText: () => spec.toAgent(output, context) };
        },
        settle: async (context, before) => {
          if (!spec.settle) throw new CustodyError('outcome_unknown', `${spec.name} has no way to look its outcome up.`);
          const output = await spec.settle(context, input, before);
          return output === undefined ? undefined : { output, toText: () => spec.toAgent(output, context) };
        },
      };
    },
  };
}

/** The arguments that mean the same in every operation. */
interface Named {
  readonly [argument: string]: unknown;
  readonly account?: string;
  readonly region?: string;
  readonly secret_id?: string;
  readonly name?: string;
}

function regionOfArn(secretId: string | undefined): string | undefined {
  return secretId?.startsWith('arn:') ? secretId.split(':')[3] : undefined;
}

/** The keys of a map come from the caller, at any length and with any character. */
function shownKey(key: PropertyKey): string {
  return /^[\w.:/=+@ -]{1,128}$/.test(String(key)) ? String(key) : 'one with an unusual name';
}

function unknownArgument(operation: string, takes: readonly string[], unknown: readonly string[]): CustodyError {
  // Names only, shortened: an unknown key may be anything, a value included.
  const names = unknown.map((key) => (/^\w{1,40}$/.test(key) ? key : 'one with an unusual name')).join(', ');
  return new CustodyError('unknown_argument', `${operation} takes no argument ${names}; it takes ${takes.join(', ') || 'none'}.`);
}

function inputError(operation: string, takes: readonly string[], issues: readonly z.core.$ZodIssue[]): CustodyError {
  const unknown = issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : []));
  if (unknown.length > 0) return unknownArgument(operation, takes, unknown);
  const faults = issues.map(
    (issue) => `${issue.path.map(shownKey).join('.') || 'input'}: ${issue.message.replace(/^Invalid input: /, '')}`,
  );
  return new CustodyError('invalid_input', `${operation} can't take these arguments (${faults.join('; ')}).`);
}
