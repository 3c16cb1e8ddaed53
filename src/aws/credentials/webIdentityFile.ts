import { open } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { CustodyError } from '../../core/errors.ts';

// STS takes no longer one.
const maxBytes = 20_000;

/** The token in the file a profile names, read anew each time because its issuer replaces it. */
export async function readWebIdentityToken(profile: string, path: string): Promise<string> {
  const unusable = (what: string, next: string): CustodyError =>
    new CustodyError('credentials_missing', `The token file of profile ${profile} ${what}.`, next);
  // Where a relative one leads depends on the folder VS Code was started in.
  if (!isAbsolute(path)) throw unusable('is not named by its full path', 'Correct web_identity_token_file in the AWS configuration.');
  const token = await readUpTo(path, maxBytes).catch(() => undefined);
  if (!token) throw unusable("can't be read", 'Have its issuer write it again, then choose "Custody: Test Account".');
  return token;
}

async function readUpTo(path: string, most: number): Promise<string | undefined> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    return size > most ? undefined : (await file.readFile('utf8')).trim();
  } finally {
    await file.close();
  }
}
