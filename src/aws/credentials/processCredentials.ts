import type { AwsCredentialIdentity } from '@smithy/types';
import * as z from 'zod';
import { CustodyError } from '../../core/errors.ts';
import type { SignInPrompts } from '../../core/signIn.ts';
import { runProgram, type Printed, type ProgramLimits } from './runProgram.ts';
import { splitCommand } from '../../core/splitCommand.ts';

const usual: ProgramLimits = { ms: 20_000, bytes: 65_536 };
const next = 'Run the command of credential_process in a terminal to see what is wrong, then choose "Custody: Test Account".';

const printed = z.object({
  Version: z.literal(1),
  AccessKeyId: z.string().min(1),
  SecretAccessKey: z.string().min(1),
  SessionToken: z.string().min(1).optional(),
  Expiration: z.iso.datetime({ offset: true }).optional(),
});

export interface ProcessSource {
  readonly profile: string;
  readonly command: string;
  readonly prompts: SignInPrompts;
  readonly limits?: ProgramLimits;
}

/** Credentials a program prints. It runs only with the person's yes to this very command, and nothing it says is repeated. */
export async function processCredentials({ profile, command, prompts, limits = usual }: ProcessSource): Promise<AwsCredentialIdentity> {
  const split = splitCommand(command);
  if ('problem' in split)
    throw new CustodyError(
      'credentials_missing',
      `The credential_process of profile ${profile} is not run: ${split.problem}, and Custody starts no shell.`,
      'Put the command into a script and name its full path in the AWS configuration.',
    );
  if (!(await prompts.allows({ kind: 'program', profile, command })))
    throw new CustodyError('not_allowed', `Profile ${profile} gets its credentials from a program, which nobody allowed yet.`);
  return read(profile, await runProgram(split.program, split.args, limits), limits);
}

function read(profile: string, answer: Printed, limits: ProgramLimits): AwsCredentialIdentity {
  const failed = (what: string): CustodyError =>
    new CustodyError('credentials_missing', `The program of profile ${profile} ${what}.`, next);
  if ('failed' in answer) {
    switch (answer.failed) {
      case 'not_started':
        throw failed('could not be started');
      case 'exit':
        throw failed('failed');
      case 'too_long':
        throw failed(`did not end within ${limits.ms / 1_000} seconds and was stopped`);
      case 'too_much':
        throw failed('printed far more than credentials and was stopped');
    }
  }
  const found = printed.safeParse(jsonOf(answer.output));
  if (!found.success) throw failed('did not print credentials of version 1');
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = found.data;
  const expiration = Expiration === undefined ? undefined : new Date(Expiration);
  if (expiration && expiration.getTime() <= Date.now())
    throw new CustodyError('credentials_expired', `The program of profile ${profile} printed credentials that have expired.`, next);
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...(SessionToken === undefined ? {} : { sessionToken: SessionToken }),
    ...(expiration ? { expiration } : {}),
  };
}

function jsonOf(output: Buffer): unknown {
  try {
    return JSON.parse(output.toString('utf8'));
  } catch {
    return undefined;
  }
}
