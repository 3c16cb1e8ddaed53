/** What activation reads of the manifest. */
interface Manifest {
  readonly version: string;
  /** Every command's id. */
  readonly commands: readonly string[];
  /** Those of operations that prompts can serve, so that activation need not load the operations. */
  readonly operationIds: readonly string[];
}

interface Unread {
  readonly version?: unknown;
  readonly contributes?: { readonly commands?: unknown };
  readonly custodyOperationCommands?: unknown;
}

export function readManifest(packageJson: unknown): Manifest {
  const { version, contributes, custodyOperationCommands }: Unread = Object(packageJson);
  return {
    version: typeof version === 'string' ? version : '',
    commands: listIn(contributes?.commands).flatMap((entry) => stringIn(Object(entry).command)),
    operationIds: listIn(custodyOperationCommands).flatMap(stringIn),
  };
}

function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function stringIn(value: unknown): readonly string[] {
  return typeof value === 'string' ? [value] : [];
}
