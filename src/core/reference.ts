/** What a dynamic reference starts with. */
export const referencePrefix = '{{resolve:secretsmanager:';

/**
 * A dynamic reference in the form CloudFormation resolves. It names a secret and a key and holds no
 * value. Source: "Get a secret or secret value from Secrets Manager", CloudFormation user guide.
 */
export function formatReference(secretId: string, key?: string, more: Omit<ParsedReference, 'secretId' | 'key'> = {}): string {
  const { binary = false, stage = '', version = '' } = more;
  const parts = [secretId, binary ? 'SecretBinary' : 'SecretString', key ?? '', stage, version];
  return `${referencePrefix}${parts.join(':').replace(/:+$/, '')}}}`;
}

/** A secret's name, in the characters Secrets Manager allows; `!` stands in names that other AWS services give, as in `rds!db-...`. */
export const namePattern = /^[A-Za-z0-9/_+=.@!-]{1,512}$/;

/** An ARN with the name, which may lack the six characters AWS puts behind it. */
export const arnPattern = /^arn:aws[a-z-]{0,20}:secretsmanager:([a-z0-9-]{1,32}):(\d{12}):secret:[A-Za-z0-9/_+=.@!-]{1,519}$/;

/** Where an ARN says that the secret is; nothing for a name. */
export function placeOf(secretId: string): { readonly region?: string; readonly accountId?: string } {
  const [, region, accountId] = arnPattern.exec(secretId) ?? [];
  return region === undefined || accountId === undefined ? {} : { region, accountId };
}

/** What a reference asks for. */
export interface ParsedReference {
  readonly secretId: string;
  /** Asks for the bytes of a binary secret, which only a file can take. */
  readonly binary?: true;
  /** A key of the JSON, or a JSON pointer such as `/db/password` to one further in. */
  readonly key?: string;
  readonly stage?: string;
  readonly version?: string;
}

/** Whether a reference can name the key: one with a colon or closing braces would end there. */
export function canNameKey(key: string): boolean {
  return key !== '' && !key.includes(':') && !key.includes('}}') && !key.endsWith('}') && !('why' in parseReference(`a::${key}`));
}

/** Where in the body of a reference a fault is, and what it is. */
export interface ReferenceFault {
  readonly at: number;
  readonly why: string;
}

/** Reads what stands between `{{resolve:secretsmanager:` and `}}`. */
export function parseReference(body: string): ParsedReference | ReferenceFault {
  // An ARN holds six colons itself.
  const parts = body.split(':', 16);
  const length = body.startsWith('arn:') ? 7 : 1;
  const secretId = parts.slice(0, length).join(':');
  const idFault = faultOfId(secretId);
  if (idFault) return idFault;
  const [field = '', key = '', stage = '', version = '', extra] = parts.slice(length);
  const fieldAt = secretId.length + 1;
  const stageAt = fieldAt + field.length + 1 + key.length + 1;
  if (field !== '' && field !== 'SecretString' && field !== 'SecretBinary')
    return { at: fieldAt, why: 'Only SecretString or SecretBinary can stand after the secret, or nothing, which means SecretString.' };
  if (field === 'SecretBinary' && key !== '') return { at: fieldAt + field.length + 1, why: 'A binary value has no keys.' };
  const badEscape = key.startsWith('/') ? key.search(/~(?![01])/) : -1;
  if (badEscape !== -1) return { at: fieldAt + field.length + 1 + badEscape, why: 'In a JSON pointer, ~ is written ~0 and / in a key ~1.' };
  if (/\s/.test(stage)) return { at: stageAt, why: 'A staging label holds no space.' };
  const versionAt = stageAt + stage.length + 1;
  if (stage !== '' && version !== '') return { at: versionAt, why: 'A staging label and a version id exclude each other.' };
  if (/\s/.test(version)) return { at: versionAt, why: 'A version id holds no space.' };
  if (extra !== undefined) return { at: versionAt + version.length, why: 'Nothing can follow the version id.' };
  return {
    secretId,
    ...(field === 'SecretBinary' ? { binary: true } : {}),
    ...given('key', key),
    ...given('stage', stage),
    ...given('version', version),
  };
}

function faultOfId(id: string): ReferenceFault | undefined {
  if (id === '') return { at: 0, why: 'The name or ARN of a secret is missing.' };
  if (id.startsWith('arn:'))
    return arnPattern.test(id)
      ? undefined
      : { at: 0, why: 'This is not the ARN of a secret: arn:aws:secretsmanager:region:account:secret:name.' };
  const at = id.search(/[^A-Za-z0-9/_+=.@!-]/);
  if (at !== -1) return { at, why: 'A name holds only ASCII letters, digits and / _ + = . @ - !.' };
  return id.length > 512 ? { at: 512, why: 'A name has at most 512 characters.' } : undefined;
}

function given<Key extends string>(key: Key, text: string): { readonly [each in Key]?: string } | object {
  return text === '' ? {} : { [key]: text };
}
