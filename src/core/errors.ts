/** Every way a call can fail, with the next step for whoever reads it. Closed: nothing else leaves `execute`. */
const nextSteps = {
  unknown_operation: 'List the tools again and call one of those.',
  unknown_argument: 'Leave out arguments that the tool does not list.',
  invalid_input: 'Correct the arguments and call again.',
  limit_exceeded: "Stay within Secrets Manager's limit and try again.",
  value_in_input: 'Never put a secret value into an argument; refer to the secret by its name.',
  paused: 'Wait a minute, then call again without secret values.',
  account_not_found: 'Use an account that list_accounts shows, or add one with "Custody: Add Account".',
  region_not_found: 'Use a region that list_accounts shows for the account, or add the region to the account.',
  access_level: 'The person can change this with "Custody: Set Access for Agents".',
  outside_allow_list: 'The person can change this with "Custody: Set Allow-List for Agents".',
  force_delete_off: 'Delete with a recovery window, or the person can switch on "custody.agents.allowForceDelete".',
  agents_stopped: 'The person can let agents continue with "Custody: Let Agents Continue" or from the status bar.',
  approval_declined: 'Do not repeat the call unless the person asks for it.',
  approval_expired: 'Ask the person to be at the window, then call again.',
  approval_busy: 'Wait until the open requests are answered, then call again.',
  approval_unavailable: 'Run this in VS Code, where a person can be asked.',
  changed_since: 'Read the secret again and, if it is still wanted, call again.',
  profile_missing: 'Check the name with "aws configure list-profiles", or edit the account.',
  credentials_missing: 'Sign in again (for example "aws sso login") and choose "Custody: Test Account".',
  credentials_expired: 'Sign in again (for example "aws sso login"), then try again.',
  not_allowed: 'The person can allow it with "Custody: Test Account".',
  person_needed: 'Ask the person to choose "Custody: Sign Out".',
  access_denied: 'Ask whoever manages the role for the permission named, or use another account.',
  decryption_failed: 'Check that the KMS key is enabled and the role may use it, then try again.',
  wrong_account: 'Check the profile: it now signs in to another AWS account than the one this account was added for.',
  secret_not_found: 'Check the name with list_secrets; names are case-sensitive.',
  secret_exists: 'Choose another name, or change the secret that is there.',
  secret_pending_deletion: 'Restore it first with restore_secret.',
  invalid_state: 'Describe the secret to see its state, then decide.',
  throttled: 'Wait a few seconds, then try again.',
  unreachable: 'Check the network and the region, then try again.',
  timeout: 'Check the network, then try again.',
  malformed_answer: 'Check what stands between this machine and AWS (proxy, endpoint), then try again.',
  outcome_unknown: 'Describe the secret to see whether it happened before trying again.',
  not_done: 'Call again if it is still wanted.',
  service_failed: 'Try again in a moment; AWS reported a fault of its own.',
  cancelled: 'Call again if it is still wanted.',
  program_not_started: 'Check that the program is installed and how it is spelled, then call again.',
  audit_failed: 'Make room or restore the rights on the audit log folder, then try again.',
  untrusted_workspace: 'Trust this workspace to use Custody in it.',
  storage_unavailable: "Unlock or install the system's keyring, then reload the window.",
  internal: 'Try again; if it persists, report it with the time it happened.',
} as const;

export type ErrorCode = keyof typeof nextSteps;

/** In the words of the editor, where the others are for a model: it reads of tools, and of the person as someone else. */
const nextStepsOfPeople: Readonly<Partial<Record<ErrorCode, string>>> = {
  invalid_input: 'Correct what was entered, then try again.',
  account_not_found: 'Choose another account, or add it with "Custody: Add Account".',
  region_not_found: 'Choose another region, or add it with "Custody: Edit Account".',
  approval_expired: 'Try again, and answer while the question is open.',
  approval_busy: 'Answer the open requests first, then try again.',
  approval_declined: 'Try again if it is still wanted.',
  changed_since: 'Choose Refresh to see it as it is now, then try again if it is still wanted.',
  not_allowed: 'Allow it with "Custody: Test Account".',
  secret_not_found: 'Choose Refresh in the Custody view to see which secrets there are; names are case-sensitive.',
  secret_pending_deletion: 'Choose Restore Secret first.',
  invalid_state: 'Open the secret to see its state, then decide.',
  outcome_unknown: 'Choose Refresh to see whether it happened before you try again.',
  not_done: 'Try again if it is still wanted.',
  cancelled: 'Try again if it is still wanted.',
  program_not_started: 'Check that the program is installed and how it is spelled, then try again.',
};

/** A failure a reader can act on. `message` says what happened to which secret in which account; it never holds a value. */
export class CustodyError extends Error {
  override readonly name = 'CustodyError';
  readonly code: ErrorCode;
  readonly next: string;

  constructor(code: ErrorCode, message: string, next: string = nextSteps[code]) {
    super(message);
    this.code = code;
    this.next = next;
  }

  /** What happened and what to do next, on one line. */
  get sentence(): string {
    return `${this.message} ${this.next}`;
  }
}

/** The same failure with the next step as the editor names it, unless it has one of its own. */
export function forPerson(error: CustodyError): CustodyError {
  const next = error.next === nextSteps[error.code] ? nextStepsOfPeople[error.code] : undefined;
  return next === undefined ? error : new CustodyError(error.code, error.message, next);
}

/** Turns anything thrown into a CustodyError. Foreign messages are dropped: they were seen to carry values. */
export function toCustodyError(thrown: unknown, doing: string): CustodyError {
  if (thrown instanceof CustodyError) return thrown;
  if (thrown instanceof Error && thrown.name === 'AbortError') {
    return new CustodyError('cancelled', `${doing} was cancelled.`);
  }
  return new CustodyError('internal', `${doing} failed inside Custody (${kindOf(thrown)}).`);
}

function kindOf(thrown: unknown): string {
  return thrown instanceof Error && /^\w{1,40}$/.test(thrown.name) ? thrown.name : typeof thrown;
}
