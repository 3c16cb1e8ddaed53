import { randomUUID } from 'node:crypto';
import { AwsError } from './awsError.ts';
import { newRoleSession } from './credentials.ts';
import type { Identity } from './credentials.ts';
import { escapeXml, xmlReply } from './protocol.ts';
import type { Reply } from './protocol.ts';

type Issuer = { now: number; issue: (identity: Identity) => unknown };
type Caller = Issuer & { identity: Identity };

const roleForm = /^arn:aws:iam::(\d{12}):role\/(?:[\w+=,.@-]+\/)*([\w+=,.@-]{1,64})$/;

/**
 * Answers STS. Any role of any account can be assumed, so that several accounts
 * can be tried, with two exceptions to try refusals with: a role whose name ends
 * in `-external` asks for an ExternalId, and one that ends in `-denied` refuses.
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
  if (name.endsWith('-denied') || (name.endsWith('-external') && !form.get('ExternalId'))) {
    throw new AwsError(
      'AccessDenied',
      `User: ${caller.identity.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
      403,
    );
  }
  const expiresAt = caller.now + readDuration(form, caller.identity) * 1000;
  const identity = newRoleSession({ account, name, sessionName, expiresAt });
  caller.issue(identity);
  return reply('AssumeRole', credentialElements(identity, expiresAt));
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
  const expiresAt = now + readDuration(form) * 1000;
  const identity = newRoleSession({ account, name, sessionName, expiresAt });
  issue(identity);
  return reply('AssumeRoleWithWebIdentity', credentialElements(identity, expiresAt));
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

function credentialElements(identity: ReturnType<typeof newRoleSession>, expiresAt: number): readonly string[] {
  return [
    `<Credentials>`,
    element('AccessKeyId', identity.accessKeyId),
    element('SecretAccessKey', identity.secretAccessKey),
    element('SessionToken', identity.session.token),
    element('Expiration', new Date(expiresAt).toISOString()),
    `</Credentials><AssumedRoleUser>`,
    element('AssumedRoleId', identity.userId),
    element('Arn', identity.arn),
    `</AssumedRoleUser>`,
  ];
}

function readDuration(form: URLSearchParams, identity?: Identity): number {
  const text = form.get('DurationSeconds') ?? '3600';
  const duration = Number(text);
  if (!/^\d+$/.test(text) || duration < 900 || duration > 43_200) {
    throw validation("Value at 'durationSeconds' failed to satisfy constraint: between 900 and 43200");
  }
  if (identity?.session && duration > 3600) {
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
