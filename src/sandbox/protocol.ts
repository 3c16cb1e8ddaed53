import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { AwsError } from './awsError.ts';
import type { Refusal } from './signature.ts';

export type Reply = { status: number; headers: Record<string, string>; body: string };
export type Protocol = 'json' | 'query';

/** Secrets Manager speaks AWS JSON 1.1 and names its target; STS speaks Query. */
export function protocolOf(headers: IncomingHttpHeaders): Protocol {
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  return isForm && headers['x-amz-target'] === undefined ? 'query' : 'json';
}

export function jsonReply(status: number, body: unknown): Reply {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID() },
    body: JSON.stringify(body),
  };
}

export function xmlReply(status: number, body: string): Reply {
  return {
    status,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': randomUUID() },
    body,
  };
}

/** An error in the form the caller's protocol has for it. */
export function errorReply(protocol: Protocol, error: AwsError): Reply {
  if (protocol === 'json') {
    const reply = jsonReply(error.status, {
      __type: error.code,
      Message: error.message,
      message: error.message,
    });
    return { ...reply, headers: { ...reply.headers, 'x-amzn-errortype': error.code } };
  }
  return xmlReply(
    error.status,
    `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error>` +
      `<Type>Sender</Type><Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message>` +
      `</Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
  );
}

const refusalCodes: Record<Refusal, Record<Protocol, string>> = {
  missing: { json: 'MissingAuthenticationTokenException', query: 'MissingAuthenticationToken' },
  incomplete: { json: 'IncompleteSignatureException', query: 'IncompleteSignature' },
  unknownKey: { json: 'UnrecognizedClientException', query: 'InvalidClientTokenId' },
  skewed: { json: 'InvalidSignatureException', query: 'SignatureDoesNotMatch' },
  mismatch: { json: 'InvalidSignatureException', query: 'SignatureDoesNotMatch' },
  expiredToken: { json: 'ExpiredTokenException', query: 'ExpiredToken' },
};

export function refusalError(protocol: Protocol, refusal: Refusal, detail: string): AwsError {
  return new AwsError(refusalCodes[refusal][protocol], detail, 403);
}

export function escapeXml(text: string): string {
  return text.replaceAll(/[<>&'"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
