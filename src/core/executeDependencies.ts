import type { AccessLevel, Account } from './account.ts';
import type { AgentSwitch } from './agentSwitch.ts';
import type { Approvals } from './approval.ts';
import type { Audit } from './audit.ts';
import type { Caller } from './caller.ts';
import type { EnvFilesPort } from './envFiles.ts';
import type { Grants } from './grants.ts';
import type { GuessPause } from './guessPause.ts';
import type { SecretLocation } from './operation.ts';
import type { ProgramsPort } from './programs.ts';
import type { Redactor } from './redact.ts';
import type { PinAccount } from './sameAccount.ts';
import type { SecretsService } from './secretsService.ts';
import type { SignInsPort } from './signInStatus.ts';
import type { TerminalsPort } from './terminals.ts';

/** What the one path stands on. */
export interface ExecuteDependencies {
  readonly accounts: () => Promise<readonly Account[]>;
  /** Each caller's own: an agent's session may be limited by IAM itself. */
  readonly service: (account: Account, region: string, caller: Caller) => Promise<SecretsService>;
  readonly signIns?: SignInsPort;
  readonly envFiles?: EnvFilesPort;
  readonly programs?: ProgramsPort;
  readonly terminals?: TerminalsPort;
  readonly pinAccount?: PinAccount;
  readonly approvals: Approvals;
  /** What the person allowed for longer than one call. */
  readonly grants?: Grants;
  readonly audit: Audit;
  readonly redactor: Redactor;
  readonly agents: AgentSwitch;
  /** Pauses agents that keep sending known values. */
  readonly guesses?: GuessPause;
  /** Opens the secret's panel for the person; false where there is no editor. */
  readonly showSecret: (location: SecretLocation, requestedBy: string) => boolean;
  /** Settings, which only tighten what an account allows. */
  readonly settings: () => { readonly maximumAccess: AccessLevel; readonly allowForceDelete: boolean };
  /** Throws while the workspace is not trusted. */
  readonly assertTrusted: () => void;
  /** Whether a sign-in is asking the person something right now, which a call of theirs waits for. */
  readonly isAskingPerson?: () => boolean;
  readonly now?: () => number;
  /** Waits between two looks at what became of a change. */
  readonly wait?: (ms: number) => Promise<void>;
}
