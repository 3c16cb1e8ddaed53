import * as vscode from 'vscode';
import type { Account } from '../../core/account.ts';
import { prefixesIn, variablesOf } from '../../core/environmentNames.ts';
import { partitionOfArn, type Partition } from '../../core/partitions.ts';
import { sourcesFor } from '../../core/sourceAccount.ts';
import type { TypedCredential } from '../../core/typedCredential.ts';
import { askRole, askRoleField, pickBase } from './accountPrompts.ts';
import { askText } from './askText.ts';
import { askCredential } from './credentialPrompts.ts';

type WithoutCommon<Some> = Some extends unknown ? Omit<Some, 'name' | 'regions' | 'access' | 'host' | 'endpoints'> : never;
/** What makes an account one of its kind. */
export type KindParts = WithoutCommon<Exclude<Account, { kind: 'sandbox' }>>;

/** Where an account gets its credentials, as the person answered. */
export interface Source {
  readonly parts: KindParts;
  readonly credential?: TypedCredential;
  readonly suggestedName: string;
  /** The region it names itself. */
  readonly region?: string | undefined;
  readonly partition?: Partition | undefined;
}

/** Asks for all that one kind of account needs; undefined when the person leaves. */
export async function askSource(title: string, kind: KindParts['kind'], accounts: readonly Account[]): Promise<Source | undefined> {
  switch (kind) {
    case 'profile': {
      const base = await pickBase(title, []);
      if (base?.profile === undefined) return undefined;
      const { profile, region, partition } = base;
      return { parts: { kind, profile }, suggestedName: profile, region, partition };
    }
    case 'role': {
      const base = await pickBase(title, sourcesFor(undefined, accounts));
      const role = base && (await askRole(title, base));
      if (!base || !role) return undefined;
      const from = base.profile === undefined ? { source: base.source } : { profile: base.profile };
      const partition = partitionOfArn(role.roleArn);
      return { parts: { kind, ...from, ...role }, suggestedName: base.profile ?? base.source, region: base.region, partition };
    }
    case 'keys': {
      const credential = await askCredential(title, 'keys');
      return credential && { parts: { kind }, credential, suggestedName: 'keys' };
    }
    case 'environment': {
      const prefix = await askPrefix(title);
      return prefix === undefined ? undefined : { parts: { kind, prefix }, suggestedName: 'environment' };
    }
    case 'webIdentity':
      return askWebIdentity(title);
    case 'vault':
      return askVault(title);
  }
}

/** Offers the variables that are there, by name, once the person chose to use some. */
export async function askPrefix(title: string, value = ''): Promise<string | undefined> {
  const { environmentAccount } = await import('../../core/account.ts');
  const found = prefixesIn(Object.keys(process.env)).map((prefix) => {
    const { accessKeyId, secretAccessKey } = variablesOf(prefix);
    return { label: accessKeyId, description: `with ${secretAccessKey}`, prefix };
  });
  const typed = { label: '$(edit) Type how their names begin…', description: '', prefix: undefined };
  const picked = await vscode.window.showQuickPick([...found, typed], {
    title,
    placeHolder: 'Variables of the process that the editor runs in',
    ignoreFocusOut: true,
  });
  if (!picked || picked.prefix !== undefined) return picked?.prefix;
  return askText({
    title,
    prompt: 'How the names of the variables begin, such as AWS_ or PROD_AWS_',
    value,
    schema: environmentAccount.shape.prefix,
    explain: (prefix) => `Reads ${Object.values(variablesOf(prefix)).join(', ')}`,
  });
}

async function askWebIdentity(title: string): Promise<Source | undefined> {
  const tokenFile = await askTokenFile(title);
  const roleArn = tokenFile && (await askRoleField({ title, field: 'roleArn' }));
  const sessionName = roleArn && (await askRoleField({ title, field: 'sessionName' }));
  const duration = sessionName === undefined || !roleArn ? undefined : await askRoleField({ title, field: 'durationSeconds' });
  if (!tokenFile || !roleArn || duration === undefined) return undefined;
  const more = { ...(sessionName ? { sessionName } : {}), ...(duration ? { durationSeconds: Number(duration) } : {}) };
  const parts: KindParts = { kind: 'webIdentity', tokenFile, roleArn, ...more };
  return { parts, suggestedName: roleArn.split('/').at(-1) ?? 'web-identity', partition: partitionOfArn(roleArn) };
}

export async function askTokenFile(title: string, value = ''): Promise<string | undefined> {
  const { webIdentityAccount } = await import('../../core/account.ts');
  const schema = webIdentityAccount.shape.tokenFile;
  return askText({ title, prompt: 'Absolute path of the file that holds the token', value, schema });
}

async function askVault(title: string): Promise<Source | undefined> {
  const address = await askVaultField(title, 'address');
  const namespace = address && (await askVaultField(title, 'namespace'));
  const mount = namespace === undefined ? undefined : await askVaultField(title, 'mount', 'aws');
  const path = mount && (await pickVaultPath(title));
  const role = path && (await askVaultField(title, 'role'));
  const ttl = role && path === 'sts' ? await askVaultField(title, 'ttlSeconds') : '';
  if (!address || !mount || !path || !role || ttl === undefined) return undefined;
  const credential = await askCredential(title, 'vault');
  if (!credential) return undefined;
  const more = { ...(namespace ? { namespace } : {}), ...(ttl ? { ttlSeconds: Number(ttl) } : {}) };
  return { parts: { kind: 'vault', address, mount, path, role, ...more }, credential, suggestedName: role };
}

const vaultPrompts = {
  address: 'Address of Vault, such as https://vault.example.com:8200',
  namespace: 'Namespace of Vault; empty if it has none',
  mount: 'Where the AWS secrets engine is mounted',
  role: 'Role of the AWS secrets engine',
  ttlSeconds: "Seconds that a session lives, 900 to 129600; empty means the role's own default",
} as const;

export async function askVaultField(title: string, field: keyof typeof vaultPrompts, value = ''): Promise<string | undefined> {
  const { vaultAccount } = await import('../../core/account.ts');
  const optional = field === 'namespace' || field === 'ttlSeconds';
  return askText({
    title,
    prompt: vaultPrompts[field],
    value,
    schema: vaultAccount.shape[field],
    optional,
    number: field === 'ttlSeconds',
  });
}

export async function pickVaultPath(title: string): Promise<'sts' | 'creds' | undefined> {
  const picked = await vscode.window.showQuickPick(
    [
      { label: 'Session', description: 'sts: a role assumed or a federated user, for a limited time', path: 'sts' as const },
      {
        label: 'Whatever the role gives',
        description: 'creds: often an IAM user made for you, which takes seconds to work',
        path: 'creds' as const,
      },
    ],
    { title, placeHolder: 'What Vault is asked for', ignoreFocusOut: true },
  );
  return picked?.path;
}

export interface NamedEndpoints {
  readonly secretsmanager: string;
  readonly sts?: string;
}

/** The addresses of Secrets Manager and of STS; `none` where the person chose AWS's own, which is offered when there are some to take away. */
export async function askEndpoints(
  title: string,
  known?: { readonly secretsmanager: string; readonly sts?: string | undefined },
): Promise<NamedEndpoints | 'none' | undefined> {
  const { endpointAddress } = await import('../../core/account.ts');
  const secretsmanager = await askText({
    title,
    prompt: `Address of Secrets Manager, such as http://localhost:4566${known ? "; empty means AWS's own" : ''}`,
    value: known?.secretsmanager ?? '',
    schema: endpointAddress,
    optional: known !== undefined,
  });
  if (!secretsmanager) return secretsmanager === '' ? 'none' : undefined;
  const prompt = 'Address of STS; empty means the same';
  const sts = await askText({ title, prompt, value: known?.sts ?? '', schema: endpointAddress, optional: true });
  return sts === undefined ? undefined : { secretsmanager, ...(sts ? { sts } : {}) };
}
