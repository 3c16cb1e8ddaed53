import { person } from '../../core/caller.ts';
import { CustodyError } from '../../core/errors.ts';
import { formatReference, referencePrefix } from '../../core/reference.ts';
import { SecretText } from '../../core/secretText.ts';
import { jsonOf } from '../../core/valueSource.ts';
import type { Custody } from '../../custody.ts';

interface Target {
  readonly account: string;
  readonly region: string;
  /** Of the one secret, or what each secret's name begins with. */
  readonly name: string;
  readonly shape: 'json' | 'each';
}

/** Those of a file that hold something to store: neither nothing nor a reference to a secret. */
export function literalsOf(variables: ReadonlyMap<string, SecretText>): ReadonlyMap<string, SecretText> {
  // Looked at for how it begins, and dropped.
  return new Map([...variables].filter(([, value]) => value.byteLength > 0 && !value.reveal().startsWith(referencePrefix)));
}

/**
 * Stores variables as one JSON secret, or each as a secret of its own; the person is asked before one that is there gets
 * a new value. Gives the reference that may stand in each one's place.
 */
export async function storeVariables(
  custody: Custody,
  variables: ReadonlyMap<string, SecretText>,
  target: Target,
  signal: AbortSignal,
  progress: (text: string) => void = () => undefined,
): Promise<ReadonlyMap<string, SecretText>> {
  const { name, shape, ...place } = target;
  if (shape === 'json') {
    await store(custody, { ...place, name }, jsonOf(variables), signal, progress);
    return new Map([...variables.keys()].map((key) => [key, SecretText.of(formatReference(name, key))]));
  }
  const stored = new Map<string, SecretText>();
  for (const [variable, value] of variables) {
    const own = `${name}/${variable}`;
    try {
      await store(custody, { ...place, name: own }, value, signal, progress);
    } catch (thrown) {
      if (!(thrown instanceof CustodyError) || stored.size === 0) throw thrown;
      const before = `${stored.size} of ${variables.size} were stored before: ${[...stored.keys()].join(', ')}.`;
      // Having said no to one, the person still has to know of the others.
      throw new CustodyError(thrown.code === 'approval_declined' ? 'not_done' : thrown.code, `${thrown.message} ${before}`, thrown.next);
    }
    stored.set(variable, SecretText.of(formatReference(own)));
  }
  return stored;
}

async function store(
  { execute, operations }: Custody,
  { account, region, name }: Omit<Target, 'shape'>,
  value: SecretText,
  signal: AbortSignal,
  progress: (text: string) => void,
): Promise<void> {
  const call = { caller: person, value, signal, progress };
  const created = await execute(operations.createSecret, { ...call, input: { account, region, name, value: 'person' } });
  if (created.ok) return;
  if (created.error.code !== 'secret_exists') throw created.error;
  const put = await execute(operations.putSecretValue, { ...call, input: { account, region, secret_id: name, value: 'person' } });
  if (!put.ok) throw put.error;
}
