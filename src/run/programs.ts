import { tmpdir } from 'node:os';
import { CustodyError } from '../core/errors.ts';
import { faultOfVariable } from '../core/programVariables.ts';
import type { ProgramsPort, ProgramStart } from '../core/programs.ts';
import type { Redactor } from '../core/redact.ts';
import type { SecretText } from '../core/secretText.ts';
import { createStreamScrubbers } from '../core/streamScrubber.ts';
import { valueForms } from '../core/valueForms.ts';
import { childEnvironment } from './childEnvironment.ts';
import { openFolder } from './openFolder.ts';
import { createOutputTail } from './outputTail.ts';
import { runChild } from './runChild.ts';
import { makeValueFolder, sweepValueFolders } from './valueFolder.ts';

const mostOutputBytes = 64 * 1_024;
/** Shorter ones stand in ordinary commands. */
const minBytesInCommand = 8;

export interface ProgramsDependencies {
  readonly redactor: Pick<Redactor, 'know' | 'scrub' | 'forms'>;
  /** Absolute paths of the folders that are open; the first is where programs run that name none. */
  readonly folders: () => readonly string[];
  /** The variables that programs inherit, without those that sign in to AWS or are the editor's own. */
  readonly environment?: () => NodeJS.ProcessEnv;
  /** Where the folders for files with values are made and swept. */
  readonly temp?: string;
  /** Between asking a program to end and ending it. */
  readonly graceMs?: number;
  /** Removes a folder with all that is in it. */
  readonly removeFolder?: (folder: string) => Promise<void>;
}

/**
 * Starts programs with values in their variables, in files or in stdin, never in arguments. What they print is scrubbed
 * as it comes: of the values they were given, from 4 bytes on, and of every value the redactor knows at the start, in
 * every form of those. A program that turns a value into another form, such as its reverse, prints that form unhindered.
 */
export function createPrograms(deps: ProgramsDependencies): ProgramsPort {
  const { redactor, folders, environment = () => process.env, temp = tmpdir(), graceMs = 3_000 } = deps;
  // Here, since what another process left may be all there is, and no program be run by this one.
  void sweepValueFolders(temp);

  return {
    directory: (wanted) => openFolder(wanted, folders()),

    async run(start, signal, tell = () => undefined) {
      assertStartable(start);
      const directory = await openFolder(start.directory, folders());
      signal.throwIfAborted();
      const given = valuesOf(start);
      for (const value of start.parts ?? given) redactor.know(value);
      const scrubbers = createStreamScrubbers(given, redactor.forms());
      const tail = createOutputTail(mostOutputBytes);
      const folder = await makeValueFolder(temp, start.files, deps.removeFolder);
      try {
        signal.throwIfAborted();
        const end = await runChild({
          start: { ...start, directory },
          environment: childEnvironment(environment(), new Map([...folder.paths, ...[...start.variables].map(revealed)])),
          signal,
          graceMs,
          scrubbers: [scrubbers(), scrubbers()],
          show(text) {
            tail.add(text);
            try {
              tell(text);
            } catch {
              // Thrown from within an event of the stream, it would end the whole process.
            }
          },
        });
        // Once more as a whole: what stdout and stderr hold each a half of stands together here.
        const last = scrubbers();
        const output = redactor.scrub(last.push(Buffer.from(tail.text())) + last.end());
        const filesLeft = !(await folder.remove());
        return { ...end, output, redactions: end.redactions + last.redactions, ...(filesLeft ? { filesLeft } : {}) };
      } catch (thrown) {
        await folder.remove();
        throw thrown;
      }
    },
  };
}

function valuesOf({ variables, files, stdin, parts = [], plain = new Set() }: ProgramStart): readonly SecretText[] {
  const all = [...variables.values(), ...files.values(), ...(stdin === undefined ? [] : [stdin]), ...parts];
  return all.filter((each) => !plain.has(each));
}

function revealed([name, value]: readonly [string, SecretText]): readonly [string, string] {
  // Goes into a variable of the program that was allowed to have it; a binary value as base64.
  return [name, value.reveal()];
}

/** Refuses what would put a value where others see it, or would let a value choose what runs. */
function assertStartable(start: ProgramStart): void {
  const { command, variables, files } = start;
  const [program = ''] = command;
  if (program.trim() === '' || command.some((word) => word.includes('\0')))
    throw new CustodyError('invalid_input', 'The command is empty, or holds a character that no command can hold.');
  for (const name of [...variables.keys(), ...files.keys()]) {
    const fault = faultOfVariable(name);
    if (fault !== undefined) throw new CustodyError('invalid_input', fault, 'Give the variable another name.');
    if (variables.has(name) && files.has(name))
      throw new CustodyError('invalid_input', `${name} would hold both a value and the path of a file.`, 'Give one of them another name.');
  }
  for (const [name, value] of variables) {
    // Is looked at in memory. The error of the system's own would repeat the value.
    if (value.reveal().includes('\0'))
      throw new CustodyError('invalid_input', `The value for ${name} holds a zero byte, which no variable can.`, 'Pass it as a file.');
  }
  // Not every known value: the host that stands in a secret beside the password is an ordinary argument.
  if (valuesOf(start).some((value) => value.byteLength >= minBytesInCommand && standsIn(command, value))) {
    throw new CustodyError(
      'value_in_input',
      'The command holds a secret value, and every user of the machine can list the arguments of programs.',
      'Let the program read the value from its variable, a file or stdin.',
    );
  }
}

function standsIn(command: readonly string[], value: SecretText): boolean {
  // Is compared in memory with the words of the command.
  const forms = valueForms(value.reveal()).filter((form) => Buffer.byteLength(form) >= minBytesInCommand);
  return command.some((word) => forms.some((form) => word.includes(form)));
}
