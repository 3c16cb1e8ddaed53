import type { ErrorCode } from '../../src/core/errors.ts';
import type { Random } from '../wire/random.ts';
import type { Canned } from './cannedEndpoint.ts';
import { canary, other, RawJson, errorBody, validAnswers, wanted, write, type Asked, type Members } from './validAnswers.ts';

/** What must come of it: the right answer, or an error of that code. */
export type Expected = ErrorCode | 'right';

export interface Mutation {
  readonly kind: string;
  readonly make: (asked: Asked, random: Random) => Canned;
  readonly expected: Readonly<Partial<Record<Asked, Expected>>>;
}

const columns: readonly Asked[] = [
  'GetSecretValue',
  'DescribeSecret',
  'ListSecrets',
  'CreateSecret',
  'DeleteSecret',
  'RestoreSecret',
  'GetCallerIdentity',
];
const letters: Readonly<Record<string, Expected>> = {
  R: 'right',
  M: 'malformed_answer',
  O: 'outcome_unknown',
  U: 'unreachable',
  F: 'service_failed',
  D: 'access_denied',
};

const chunkedHead = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n';

// Reads, changes and the identity, in the order of the columns; a dash where there is no such mutation.
const table: readonly (readonly [kind: string, row: string, make: Mutation['make']])[] = [
  ['cut before its length', 'UUU OOO U', (asked, random) => ({ ...whole(part(asked, random)), framing: 'cut' })],
  ['cut between chunks', 'UUU OOO U', (asked, random) => ({ ...whole(part(asked, random)), framing: 'cutChunks' })],
  ['half of it, ended properly', 'MMM OOO M', (asked, random) => whole(part(asked, random))],
  ['half of it in chunks, ended properly', 'MMM OOO M', (asked, random) => ({ ...whole(part(asked, random)), framing: 'chunked' })],
  ['no HTTP at all', 'MMM OOO M', () => ({ ...whole(Buffer.from(`220 mail.example.com ${canary}\r\n`)), framing: 'raw' })],
  ['a chunk of no length', 'UUU OOO U', () => ({ ...whole(Buffer.from(`${chunkedHead}no length\r\n${canary}\r\n`)), framing: 'raw' })],
  [
    'headers without end',
    'MMM OOO M',
    () => ({ ...whole(Buffer.from(`${chunkedHead.trimEnd()}\r\nx: ${canary.repeat(3_000)}\r\n\r\n`)), framing: 'raw' }),
  ],
  ['nothing', 'MMM OOO M', (_, random) => ({ ...whole(Buffer.alloc(0)), framing: random.pick(['length', 'chunked'] as const) })],
  ['nothing, and 204', 'MMM OOO M', () => ({ ...whole(Buffer.alloc(0)), status: 204 })],
  ['white space', 'MMM OOO M', () => whole(Buffer.from(' \r\n'))],
  ['a page', 'MMM OOO M', () => ({ ...whole(Buffer.from(`<!doctype html><title>${canary}</title><p>Sign in<br>`)), type: 'text/html' })],
  ['a redirect', 'MMM OOO M', () => ({ ...whole(Buffer.from(canary)), status: 302 })],
  ['another type of body', 'MMM OOO M', (_, random) => whole(Buffer.from(random.pick(['null', '[]', '17', 'true', `"${canary}"`])))],
  ['no members', 'MMM OOO M', (asked) => whole(write(asked, []))],
  ['a required member missing', 'MMM OOO M', (asked, random) => without(asked, random.pick(validAnswers[asked].required))],
  ['another type for a member', 'MMM OOO M', (asked, random) => changed(asked, mistyped(asked, random))],
  ['another secret', 'MM- OOO -', (asked) => changed(asked, { ARN: other.arn, Name: other.name, SecretString: canary })],
  ['an ARN of another secret', 'MM- OOO -', (asked) => changed(asked, { ARN: other.arn })],
  ['an identifier that is none', 'MMM OOO M', (asked) => changed(asked, misnamed(asked))],
  ['a member twice, the last one wrong', 'MM- OOO M', (asked) => twice(asked, asked === 'GetCallerIdentity' ? '999900001111' : other.arn)],
  ['a member twice, both right', 'RR- RRR M', (asked) => twice(asked)],
  ['an unknown member', 'RRR RRR R', (asked) => changed(asked, { [`X-${canary}`]: canary })],
  ['an unknown member nested deep', 'RRR RRR R', (asked, random) => changed(asked, { Extra: nested(asked, random) })],
  ['a member nested deep', 'MMM --- -', (asked, random) => changed(asked, inSecret(asked, deep(nested(asked, random))))],
  ['an unknown huge number', 'RRR RRR R', (asked) => changed(asked, { Extra: new RawJson('1e999') })],
  [
    'a huge date',
    'MMM -O- -',
    (asked, random) => changed(asked, dated(asked, new RawJson(random.pick(['1e999', '-1e999', '1e300', '9e15'])))),
  ],
  ['a date that is none', 'MMM -O- -', (asked, random) => changed(asked, dated(asked, random.pick([canary, 'NaN', '', true, {}, []])))],
  [
    'bytes that are no UTF-8',
    'MMM OOO M',
    (asked) => whole(replaced(write(asked, members(asked)), '111122223333', Buffer.from([0xc3, 0x28, 0xff]))),
  ],
  ['a byte order mark', 'MMM OOO M', (asked) => whole(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), write(asked, members(asked))]))],
  ['an error in a 200', 'MMM OOO M', (asked) => whole(errorBody(asked, 'ResourceNotFoundException'))],
  ['an error named by no one', 'MMM OOO M', (asked) => ({ ...whole(errorBody(asked, canary.replaceAll('-', ''))), status: 400 })],
  ['a good answer with 400', 'MMM OOO M', (asked) => ({ ...whole(write(asked, members(asked))), status: 400 })],
  ['a good answer with 403', 'DDD DDD D', (asked) => ({ ...whole(write(asked, members(asked))), status: 403 })],
  [
    'a good answer with 500',
    'FFF OOO F',
    (asked, random) => ({ ...whole(write(asked, members(asked))), status: random.pick([500, 502, 503]) }),
  ],
  ['a good answer of another type', 'RRR RRR R', (asked) => ({ ...whole(write(asked, members(asked))), type: 'text/html' })],
];

export const mutations: readonly Mutation[] = table.map(([kind, row, make]) => ({ kind, make, expected: expectedOf(row) }));

function expectedOf(row: string): Mutation['expected'] {
  const cells = row.replaceAll(' ', '');
  return Object.fromEntries(
    columns.flatMap((asked, index) => {
      const expected = letters[cells[index] ?? ''];
      return expected ? [[asked, expected]] : [];
    }),
  );
}

function whole(body: Buffer): Canned {
  return { status: 200, body, framing: 'length' };
}

function members(asked: Asked): readonly (readonly [string, unknown])[] {
  return Object.entries(validAnswers[asked].members);
}

/** At least one byte and at least one too few, the last of which matters. */
function part(asked: Asked, random: Random): Buffer {
  const body = write(asked, members(asked));
  return body.subarray(0, 1 + random.below(body.length - 1));
}

function without(asked: Asked, member: string): Canned {
  return whole(
    write(
      asked,
      members(asked).filter(([key]) => key !== member),
    ),
  );
}

function changed(asked: Asked, changes: Members): Canned {
  return whole(write(asked, Object.entries({ ...validAnswers[asked].members, ...changes })));
}

function twice(asked: Asked, second?: string): Canned {
  const key = asked === 'GetCallerIdentity' ? 'Account' : 'ARN';
  const all = members(asked);
  return whole(write(asked, [...all, ...all.filter(([name]) => name === key).map(([name, value]) => [name, second ?? value] as const)]));
}

function mistyped(asked: Asked, random: Random): Members {
  const member = random.pick(validAnswers[asked].required);
  const types: readonly unknown[] = [[canary], { canary }];
  // XML knows no other types, and a date is a number.
  const more = asked === 'GetCallerIdentity' ? [] : [true, null, member === 'DeletionDate' ? canary : 17];
  return { [member]: random.pick([...types, ...more]) };
}

function misnamed(asked: Asked): Members {
  return asked === 'GetCallerIdentity' ? { Account: canary } : inSecret(asked, { ARN: canary });
}

function dated(asked: Asked, date: unknown): Members {
  if (asked === 'DeleteSecret') return { DeletionDate: date };
  return inSecret(asked, asked === 'ListSecrets' ? { LastChangedDate: date } : { CreatedDate: date });
}

/** Members of the secret, which a list holds one level down. */
function inSecret(asked: Asked, changes: Members): Members {
  return asked === 'ListSecrets' ? { SecretList: [{ ARN: wanted.arn, Name: wanted.name, ...changes }] } : changes;
}

function nested(asked: Asked, random: Random): RawJson {
  const isXml = asked === 'GetCallerIdentity';
  // The SDK's parser of XML gives up where that of JSON does not.
  const depth = isXml ? 50 + random.below(200) : 500 + random.below(2_000);
  const [open, close] = isXml ? ['<a>', '</a>'] : ['[', ']'];
  return new RawJson(open.repeat(depth) + close.repeat(depth));
}

function deep(value: RawJson): Members {
  return { Tags: value, VersionStages: value };
}

function replaced(body: Buffer, text: string, bytes: Buffer): Buffer {
  const at = body.lastIndexOf(text);
  return Buffer.concat([body.subarray(0, at), bytes, body.subarray(at + text.length)]);
}
