import type { Account } from '../../core/account.ts';
import { variablesOf } from '../../core/environmentNames.ts';
import { sourcesFor } from '../../core/sourceAccount.ts';
import { askRoleField, pickBase } from './accountPrompts.ts';
import type { Change, Part } from './accountParts.ts';
import { askEndpoints, askPrefix, askTokenFile, askVaultField, pickVaultPath } from './sourcePrompts.ts';

type Of<Kind extends Account['kind']> = Extract<Account, { kind: Kind }>;

/** Where an account's credentials come from, part by part. */
export function sourceParts(account: Account): readonly Part[] {
  switch (account.kind) {
    case 'sandbox':
      return [];
    case 'profile':
      return [profilePart(account), endpointPart(account)];
    case 'role':
      return [rolePart(account), endpointPart(account)];
    case 'keys':
      return [credentialPart('Access keys'), endpointPart(account)];
    case 'environment':
      return [environmentPart(account), endpointPart(account)];
    case 'webIdentity':
      return [...webIdentityParts(account), endpointPart(account)];
    case 'vault':
      return [...vaultParts(account), credentialPart('Vault token'), endpointPart(account)];
  }
}

function ofKind<Kind extends Account['kind']>(kind: Kind, change: (account: Of<Kind>) => Account): Change {
  const isOne = (account: Account): account is Of<Kind> => account.kind === kind;
  return (account) => (isOne(account) ? change(account) : account);
}

/** What was typed is never shown, and is asked for anew as a whole. */
function credentialPart(label: string): Part {
  return { label, value: 'typed, never shown', isSignIn: true, isCredential: true, ask: async () => undefined };
}

function profilePart(account: Of<'profile'>): Part {
  return {
    label: 'Profile',
    value: account.profile,
    isSignIn: true,
    async ask({ title }) {
      const profile = (await pickBase(title, []))?.profile;
      return profile === undefined || profile === account.profile ? undefined : ofKind('profile', (each) => ({ ...each, profile }));
    },
  };
}

function rolePart({ name, profile, source = '' }: Of<'role'>): Part {
  return {
    label: profile === undefined ? 'Assumed from' : 'Profile',
    value: profile ?? `account ${source}`,
    isSignIn: true,
    async ask({ title, accounts }) {
      const base = await pickBase(title, sourcesFor(name, accounts));
      if (!base || (base.profile === profile && base.source === (source || undefined))) return undefined;
      return ofKind('role', (each) => ({ ...each, profile: base.profile, source: base.source }));
    },
  };
}

function environmentPart({ prefix }: Of<'environment'>): Part {
  return {
    label: 'Variables',
    value: Object.values(variablesOf(prefix)).join(', '),
    isSignIn: true,
    async ask({ title }) {
      const chosen = await askPrefix(title, prefix);
      return chosen === undefined ? undefined : ofKind('environment', (each) => ({ ...each, prefix: chosen }));
    },
  };
}

function webIdentityParts(account: Of<'webIdentity'>): readonly Part[] {
  const { tokenFile, roleArn, sessionName, durationSeconds } = account;
  const change = (make: (each: Of<'webIdentity'>) => Account): Change => ofKind('webIdentity', make);
  return [
    {
      label: 'Token file',
      value: tokenFile,
      isSignIn: true,
      async ask({ title }) {
        const file = await askTokenFile(title, tokenFile);
        return file ? change((each) => ({ ...each, tokenFile: file })) : undefined;
      },
    },
    {
      label: 'Role ARN',
      value: roleArn,
      isSignIn: true,
      async ask({ title }) {
        const arn = await askRoleField({ title, field: 'roleArn', value: roleArn });
        return arn ? change((each) => ({ ...each, roleArn: arn })) : undefined;
      },
    },
    {
      label: 'Session name',
      value: sessionName ?? 'custody-vscode',
      isSignIn: true,
      async ask({ title }) {
        const text = await askRoleField({ title, field: 'sessionName', value: sessionName });
        return text === undefined ? undefined : change((each) => ({ ...each, sessionName: text || undefined }));
      },
    },
    {
      label: 'Duration',
      value: durationSeconds === undefined ? '3600 seconds, the default' : `${durationSeconds} seconds`,
      isSignIn: true,
      async ask({ title }) {
        const text = await askRoleField({ title, field: 'durationSeconds', value: durationSeconds });
        return text === undefined ? undefined : change((each) => ({ ...each, durationSeconds: text ? Number(text) : undefined }));
      },
    },
  ];
}

function vaultParts(account: Of<'vault'>): readonly Part[] {
  const { address, namespace, mount, path, role, ttlSeconds } = account;
  const part = (
    label: string,
    field: Parameters<typeof askVaultField>[1],
    now: string | number | undefined,
    make: (each: Of<'vault'>, text: string) => Account,
  ): Part => ({
    label,
    value: now === undefined ? 'none' : String(now),
    isSignIn: true,
    async ask({ title }) {
      const text = await askVaultField(title, field, now === undefined ? '' : String(now));
      return text === undefined ? undefined : ofKind('vault', (each) => make(each, text));
    },
  });
  return [
    part('Address', 'address', address, (each, text) => ({ ...each, address: text })),
    part('Namespace', 'namespace', namespace, (each, text) => ({ ...each, namespace: text || undefined })),
    part('Mount', 'mount', mount, (each, text) => ({ ...each, mount: text })),
    {
      label: 'Asked for',
      value: path === 'sts' ? 'a session' : 'whatever the role gives',
      isSignIn: true,
      async ask({ title }) {
        const chosen = await pickVaultPath(title);
        return chosen && ofKind('vault', (each) => ({ ...each, path: chosen }));
      },
    },
    part('Role', 'role', role, (each, text) => ({ ...each, role: text })),
    ...(path === 'sts'
      ? [part('Duration', 'ttlSeconds', ttlSeconds, (each, text) => ({ ...each, ttlSeconds: text ? Number(text) : undefined }))]
      : []),
  ];
}

function endpointPart({ endpoints }: Exclude<Account, { kind: 'sandbox' }>): Part {
  const { secretsmanager, sts } = endpoints ?? {};
  return {
    label: 'Endpoint',
    value: secretsmanager === undefined ? "AWS's own" : [secretsmanager, ...(sts === undefined ? [] : [`STS: ${sts}`])].join(', '),
    isSignIn: true,
    async ask({ title }) {
      const named = await askEndpoints(title, endpoints);
      if (named === undefined) return undefined;
      return (each) => (each.kind === 'sandbox' ? each : { ...each, endpoints: named === 'none' ? undefined : named });
    },
  };
}
