import { randomUUID } from 'node:crypto';
import { ask } from './authorize.ts';
import { AwsError } from './awsError.ts';
import { newRoleSession, newUserSession } from './credentials.ts';
import type { Identity, SessionIdentity } from './credentials.ts';
import type { MfaDevice } from './mfaDevice.ts';
import { escapeXml, xmlReply } from './protocol.ts';
import type { Reply } from './protocol.ts';
import { readSessionPolicy, type SessionPolicy } from './sessionPolicy.ts';

type Issuer = { now: number; issue: (identity: Identity) => unknown };
type Caller = Issuer & { identity: Identity; device: MfaDevice };

const roleForm = /^arn:aws:iam::(\d{12}):role\/(?:[\w+=,.@-]+\/)*([\w+=,.@-]{1,64})$/;

/**
 * Answers STS. Any role of any account can be assumed, so that several accounts
 * can be tried, with exceptions to try refusals with: a role whose name ends
 * in `-external` asks for an ExternalId, one in `-mfa` for a code of the user's
 * device, one in `-people` takes no session of an agent, one in `-packed` no session
 * policy, and one that ends in `-denied` refuses.
 */
export function answerSts(form: URLSearchParams, caller: Caller): Reply {
  if (form.get('Version') !== '2011-06-15') {
    throw new AwsError('InvalidAction', 'Could not find operation for the given version');
  }
  switch (form.get('Action')) {
    case 'GetCallerIdentity':
      return reply('GetCallerIdentity', [
        element('Arn', caller.identity.arn),
        element('UserId', caller.identity.userId),
        element('Account', caller.identity.account),
      ]);
    case 'AssumeRole':
      return assumeRole(form, caller);
    case 'GetSessionToken':
      return getSessionToken(form, caller);
    default:
      throw new AwsError('InvalidAction', 'Could not find operation for the given action');
  }
}

function assumeRole(form: URLSearchParams, caller: Caller): Reply {
  const roleArn = form.get('RoleArn') ?? '';
  const sessionName = form.get('RoleSessionName') ?? '';
  const [, account, name] = roleForm.exec(roleArn) ?? [];
  if (account === undefined || name === undefined) throw validation(`${roleArn} is invalid`);
  if (!/^[\w+=,.@-]{2,64}$/.test(sessionName)) {
    throw validation("Value at 'roleSessionName' failed to satisfy constraint: [\\w+=,.@-]{2,64}");
  }
  const duration = readDuration(form, caller.identity);
  const hasCode = caller.device.takeCode(form) || caller.identity.mfa === true;
  ask(caller.identity, { action: 'sts:AssumeRole', resource: roleArn }, 'AccessDenied');
  const lacks = (name.endsWith('-external') && !form.get('ExternalId')) || (name.endsWith('-mfa') && !hasCode);
  if (lacks || isBarred(name, sessionName)) {
    throw new AwsError(
      'AccessDenied',
      `User: ${caller.identity.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
      403,
    );
  }
  const policy = readPolicy(form, name);
  const identity = newRoleSession({ account, name, sessionName, expiresAt: caller.now + duration * 1000, policy });
  caller.issue(identity);
  return reply('AssumeRole', [...credentialsOf(identity), ...assumedRoleUser(identity)]);
}

/**
 * Whoever holds a token may be any role, without a signature. Of the token only its end
 * is judged; nobody signed it.
 */
export function assumeRoleWithWebIdentity(form: URLSearchParams, { now, issue }: Issuer): Reply {
  const [, account, name] = roleForm.exec(form.get('RoleArn') ?? '') ?? [];
  const sessionName = form.get('RoleSessionName') ?? '';
  if (account === undefined || name === undefined || !/^[\w+=,.@-]{2,64}$/.test(sessionName))
    throw validation('The role or its session is invalid');
  const [, payload] = /^[\w-]+\.([\w-]+)\.[\w-]*$/.exec(form.get('WebIdentityToken') ?? '') ?? [];
  const end = payload === undefined ? undefined : endOfToken(payload);
  if (end === undefined) throw new AwsError('InvalidIdentityToken', 'The ID Token provided is not a valid JWT.');
  if (end <= now) throw new AwsError('ExpiredTokenException', 'Token expired');
  if (isBarred(name, sessionName)) throw new AwsError('AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity', 403);
  const identity = newRoleSession({
    account,
    name,
    sessionName,
    expiresAt: now + readDuration(form) * 1000,
    policy: readPolicy(form, name),
  });
  issue(identity);
  return reply('AssumeRoleWithWebIdentity', [...credentialsOf(identity), ...assumedRoleUser(identity)]);
}

/** When a JWT ends, in milliseconds. */
function endOfToken(payload: string): number | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    return typeof claims === 'object' && claims && 'exp' in claims && typeof claims.exp === 'number' ? claims.exp * 1000 : undefined;
  } catch {
    return undefined;
  }
}

function getSessionToken(form: URLSearchParams, { identity, device, now, issue }: Caller): Reply {
  if (identity.session) throw new AwsError('AccessDenied', 'Cannot call GetSessionToken with session credentials', 403);
  const session = newUserSession(identity, { mfa: device.takeCode(form), expiresAt: now + readDuration(form) * 1000 });
  issue(session);
  return reply('GetSessionToken', credentialsOf(session));
}

function credentialsOf({ accessKeyId, secretAccessKey, session }: SessionIdentity): readonly string[] {
  return [
    `<Credentials>`,
    element('AccessKeyId', accessKeyId),
    element('SecretAccessKey', secretAccessKey),
    element('SessionToken', session.token),
    element('Expiration', new Date(session.expiresAt).toISOString()),
    `</Credentials>`,
  ];
}

function assumedRoleUser({ userId, arn }: Identity): readonly string[] {
  return [`<AssumedRoleUser>`, element('AssumedRoleId', userId), element('Arn', arn), `</AssumedRoleUser>`];
}

/** What a trust policy refuses. */
function isBarred(role: string, sessionName: string): boolean {
  return role.endsWith('-denied') || (role.endsWith('-people') && sessionName.startsWith('custody-agent-'));
}

function readPolicy(form: URLSearchParams, role: string): SessionPolicy | undefined {
  const text = form.get('Policy');
  if (text === null) return undefined;
  if (role.endsWith('-packed'))
    throw new AwsError('PackedPolicyTooLarge', 'Packed policy consumes 134% of allotted space, please use smaller policy.');
  return readSessionPolicy(text);
}

function readDuration(form: URLSearchParams, identity?: Identity): number {
  const text = form.get('DurationSeconds') ?? '3600';
  const duration = Number(text);
  if (!/^\d+$/.test(text) || duration < 900 || duration > 43_200) {
    throw validation("Value at 'durationSeconds' failed to satisfy constraint: between 900 and 43200");
  }
  if (identity?.session && identity.mfa === undefined && duration > 3600) {
    throw validation('The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining');
  }
  return duration;
}

function validation(message: string): AwsError {
  return new AwsError('ValidationError', message);
}

function element(name: string, text: string): string {
  return `<${name}>${escapeXml(text)}</${name}>`;
}

function reply(action: string, content: readonly string[]): Reply {
  return xmlReply(
    200,
    `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/">` +
      `<${action}Result>${content.join('')}</${action}Result>` +
      `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></${action}Response>`,
  );
}
