import type { VaultAccount } from '../../../core/account.ts';
import { endpointOrigin } from '../../../core/endpointOrigin.ts';
import { CustodyError } from '../../../core/errors.ts';
import type { SecretText } from '../../../core/secretText.ts';
import { retypeNext } from '../retypeNext.ts';
import { readRefusal, type VaultRefusal } from './vaultAnswers.ts';

/** Where a Vault is and for which account of ours it is asked. */
export type VaultPlace = Pick<VaultAccount, 'name' | 'address' | 'namespace'>;

export interface VaultCall {
  readonly method: 'GET' | 'POST';
  /** Below `/v1/`, each part as it is. */
  readonly path: readonly string[];
  /** Sent as JSON; what in it is secret is revealed in here alone. */
  readonly body?: Readonly<Record<string, string | SecretText>>;
}

const timeoutMs = 10_000;
const maxAnswerBytes = 65_536;

/** Asks Vault once. The token goes to the named address and nowhere else: a redirect is refused. */
export async function askVault(place: VaultPlace, token: SecretText, { method, path, body }: VaultCall): Promise<unknown> {
  const origin = endpointOrigin(place.address);
  if (origin === undefined) {
    throw new CustodyError(
      'unreachable',
      `The address of Vault for account ${place.name} is neither https nor on this machine.`,
      'Correct it with "Custody: Edit Account".',
    );
  }
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${origin}/v1/${path.map(encodeURIComponent).join('/')}`, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        // To the Vault that the person named.
        'X-Vault-Token': token.reveal(),
        'X-Vault-Request': 'true',
        ...(place.namespace === undefined ? {} : { 'X-Vault-Namespace': place.namespace }),
        ...(body ? { 'Content-Type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(revealed(body)) } : {}),
    });
    text = await readAnswer(response);
  } catch (thrown) {
    throw notAnswered(thrown, place);
  }
  if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)) {
    throw new CustodyError(
      'unreachable',
      `Vault sends account ${place.name} on to another address, which Custody does not follow with a token.`,
      'Name the address of Vault\'s active node with "Custody: Edit Account".',
    );
  }
  const answer = parseJson(text);
  if (!response.ok) throw refused(readRefusal(response.status, answer), place);
  return answer;
}

/** To Vault, in the body of the one request. */
function revealed(body: NonNullable<VaultCall['body']>): Record<string, string> {
  return Object.fromEntries(Object.entries(body).map(([key, value]) => [key, typeof value === 'string' ? value : value.reveal()]));
}

async function readAnswer(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.length;
    if (size > maxAnswerBytes) throw new RangeError('too long');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function notAnswered(thrown: unknown, { name }: VaultPlace): CustodyError {
  const kind = thrown instanceof Error ? thrown.name : '';
  if (kind === 'TimeoutError') return new CustodyError('timeout', `Vault did not answer for account ${name} within 10 seconds.`);
  if (kind === 'RangeError') return new CustodyError('malformed_answer', `What answered for account ${name} does not read like Vault.`);
  return new CustodyError(
    'unreachable',
    `Vault can't be reached for account ${name}.`,
    'Check its address, its certificate and the network, then try again.',
  );
}

function refused(why: VaultRefusal, { name }: VaultPlace): CustodyError {
  switch (why) {
    case 'sealed':
      return new CustodyError(
        'service_failed',
        `The Vault of account ${name} is sealed.`,
        'Ask whoever runs it to unseal it, then try again.',
      );
    case 'expired':
      return new CustodyError('credentials_expired', `The Vault token of account ${name} is not valid any more.`, retypeNext);
    case 'denied':
      return new CustodyError(
        'credentials_missing',
        `Vault refuses account ${name}: its token has ended, or its policies do not allow this role.`,
        'Type the token again with "Custody: Type Credential Again", or ask whoever runs Vault for the policy.',
      );
    case 'missing':
      return new CustodyError(
        'credentials_missing',
        `Vault knows no such mount or role as account ${name} names.`,
        'Correct mount, role and namespace with "Custody: Edit Account".',
      );
    case 'throttled':
      return new CustodyError('throttled', `Vault throttled account ${name}.`);
    case 'failed':
      return new CustodyError(
        'service_failed',
        `Vault failed at the credentials of account ${name}.`,
        'Try again in a moment; its own log says why.',
      );
  }
}
