import type { EnvFile, EnvFilesPort, GitState } from '../../src/core/envFiles.ts';
import { SecretText } from '../../src/core/secretText.ts';

/** What a test may look at and change behind the port's back. */
export interface MemoryEnvFiles extends EnvFilesPort {
  /** Texts by path, as a person wrote them or a call left them. */
  readonly files: Map<string, string>;
  readonly variables: Map<string, string>;
  git: GitState;
  /** Everything that was written, in order. */
  readonly written: EnvFile[];
}

/** `.env` files of a folder that git ignores, in memory. */
export function memoryEnvFiles(variables: Readonly<Record<string, string>> = {}): MemoryEnvFiles {
  const textOf = (text: string | undefined): SecretText | undefined => (text === undefined ? undefined : SecretText.of(text));
  const memory: MemoryEnvFiles = {
    files: new Map(),
    variables: new Map(Object.entries(variables)),
    git: 'ignored',
    written: [],
    variable: (name) => textOf(memory.variables.get(name)),
    look: async (path) => ({ path: `/srv/${path}`, label: path, content: textOf(memory.files.get(path)), git: memory.git }),
    async write(file, content) {
      memory.written.push(file);
      memory.files.set(file.label, content.reveal());
    },
  };
  return memory;
}
