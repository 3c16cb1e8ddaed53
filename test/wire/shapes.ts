import { createRandom, type Random } from './random.ts';
import { chunk, fill, goodBody, requestOf, rpcCall, type Address, type WireCase } from './requests.ts';

const head = [
  'POST /mcp HTTP/1.1',
  'Host: 127.0.0.1:PORT',
  'Accept: application/json, text/event-stream',
  'Authorization: Bearer TOKEN',
  'Content-Type: application/json',
  'Connection: close',
];
const length = `Content-Length: ${goodBody.length}`;
const chunked = 'Transfer-Encoding: chunked';
const asChunks = `${chunk(goodBody)}0\r\n\r\n`;
const half = Math.floor(goodBody.length / 2);

function message(lines: readonly string[], body = goodBody): string {
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

function insert(line: string, at = 2): readonly string[] {
  return head.toSpliced(at, 0, line);
}

/** A good head with one line written otherwise. */
function rewrite(name: string, line: string): readonly string[] {
  return head.map((each) => (each.startsWith(name) ? line : each));
}

/** Smuggling, desynchronising and malformed messages, each by its name. The good ones among them must come through. */
const shapes: Readonly<Record<string, string>> = {
  'both a length and chunks': message([...head, length, chunked], asChunks),
  'chunks, then a length': message([...head, chunked, length], asChunks),
  'a length of zero and chunks': message([...head, 'Content-Length: 0', chunked], asChunks),
  'a length that hides a second request behind chunks': message(
    [...head, 'Content-Length: 5', chunked],
    `0\r\n\r\n${message([...head, length])}`,
  ),
  'the same length twice': message([...head, length, length]),
  'two lengths': message([...head, length, 'Content-Length: 0']),
  'a list of lengths': message([...head, `Content-Length: ${goodBody.length}, ${goodBody.length}`]),
  'a length with a plus': message([...head, `Content-Length: +${goodBody.length}`]),
  'a negative length': message([...head, 'Content-Length: -1']),
  'a length in hex': message([...head, 'Content-Length: 0x50']),
  'a length with a blank inside': message([...head, 'Content-Length: 1 0']),
  'an empty length': message([...head, 'Content-Length:']),
  'a length beyond all numbers': message([...head, 'Content-Length: 99999999999999999999999999']),
  'a length with zeros in front': message([...head, `Content-Length: 000${goodBody.length}`]),
  'a length that is too long': message([...head, `Content-Length: ${goodBody.length + 10}`]),
  'a length that is too short': message([...head, `Content-Length: ${goodBody.length - 1}`]),
  'a length of a gigabyte': message([...head, 'Content-Length: 1073741824']),
  'no length at all': message(head),
  'chunks twice': message([...head, chunked, chunked], asChunks),
  'chunks of chunks': message([...head, 'Transfer-Encoding: chunked, chunked'], asChunks),
  'gzip, then chunks': message([...head, 'Transfer-Encoding: gzip, chunked'], asChunks),
  'chunks, then identity': message([...head, 'Transfer-Encoding: chunked, identity'], asChunks),
  'identity alone': message([...head, 'Transfer-Encoding: identity'], asChunks),
  'identity beside a length': message([...head, 'Transfer-Encoding: identity', length]),
  'an unknown coding': message([...head, 'Transfer-Encoding: xchunked'], asChunks),
  'a coding in quotes': message([...head, 'Transfer-Encoding: "chunked"'], asChunks),
  'a coding with a vertical tab': message([...head, 'Transfer-Encoding: \x0bchunked'], asChunks),
  'a coding in capitals': message([...head, 'Transfer-Encoding: CHUNKED'], asChunks),
  'a coding after a tab': message([...head, 'Transfer-Encoding:\tchunked'], asChunks),
  'a blank before the colon of the coding': message([...head, 'Transfer-Encoding : chunked', length], asChunks),
  'a folded coding': message([...head, 'Transfer-Encoding:\r\n chunked'], asChunks),
  'a chunk size in capitals': message(
    [...head, chunked],
    asChunks.replace(/^[0-9a-f]+/, (size) => size.toUpperCase()),
  ),
  'a chunk size with zeros in front': message([...head, chunked], `000${asChunks}`),
  'a chunk size with 0x': message([...head, chunked], `0x${asChunks}`),
  'a chunk size with a plus': message([...head, chunked], `+${asChunks}`),
  'a chunk size with a minus': message([...head, chunked], `-${asChunks}`),
  'a chunk size after a blank': message([...head, chunked], ` ${asChunks}`),
  'a chunk size that is no number': message([...head, chunked], `xyz\r\n${goodBody}\r\n0\r\n\r\n`),
  'an empty chunk size': message([...head, chunked], `\r\n${goodBody}\r\n0\r\n\r\n`),
  'a chunk size that overflows': message([...head, chunked], `fffffffffffffffff\r\n${goodBody}\r\n0\r\n\r\n`),
  'a chunk size that wraps around': message(
    [...head, chunked],
    `1${goodBody.length.toString(16).padStart(16, '0')}\r\n${goodBody}\r\n0\r\n\r\n`,
  ),
  'a chunk longer than its size': message([...head, chunked], `5\r\n${goodBody}\r\n0\r\n\r\n`),
  'a chunk shorter than its size': message([...head, chunked], `fff\r\n${goodBody}\r\n0\r\n\r\n`),
  'a chunk that ends in a bare line feed': message([...head, chunked], asChunks.replaceAll('\r\n', '\n')),
  'a chunk extension with a bare line feed': message([...head, chunked], `${goodBody.length.toString(16)};a\n${goodBody}\r\n0\r\n\r\n`),
  'a chunk extension of 20 KiB': message([...head, chunked], `${goodBody.length.toString(16)};${'a'.repeat(20_480)}\r\n${goodBody}\r\n`),
  'no last chunk': message([...head, chunked], chunk(goodBody)),
  'a trailer that brings the token': message(
    rewrite('Authorization', 'Authorization: Bearer wrong').concat(chunked),
    `${chunk(goodBody)}0\r\nAuthorization: Bearer TOKEN\r\n\r\n`,
  ),
  'a trailer that brings another Host': message([...head, chunked], `${chunk(goodBody)}0\r\nHost: evil.example\r\n\r\n`),
  'bare line feeds': message([...head, length]).replaceAll('\r\n', '\n'),
  'bare carriage returns': message([...head, length]).replaceAll('\r\n', '\r'),
  'a bare carriage return in a value': message([...insert('X-A: a\rX-B: b'), length]),
  'a bare line feed in a value': message([...insert('X-A: a\nX-B: b'), length]),
  'a null byte in a value': message([...insert('X-A: a\0b'), length]),
  'a null byte in a name': message([...insert('X\0A: a'), length]),
  'a null byte in the target': message([...head, length]).replace('/mcp ', '/mcp\0 '),
  'a null byte in the Host': message([...rewrite('Host', 'Host: 127.0.0.1:PORT\0.evil.example'), length]),
  'a null byte first': `\0${message([...head, length])}`,
  'a folded header': message([...insert('X-A: a\r\n b'), length]),
  'a folded Host': message([...rewrite('Host', 'Host:\r\n 127.0.0.1:PORT'), length]),
  'a folded token': message([...rewrite('Authorization', 'Authorization: Bearer\r\n TOKEN'), length]),
  'a first header that begins with a blank': message([...insert(' X-A: a', 1), length]),
  'a blank before a colon': message([...rewrite('Host', 'Host : 127.0.0.1:PORT'), length]),
  'a header without a colon': message([...insert('X-A'), length]),
  'a header without a name': message([...insert(': a'), length]),
  'a name outside of ASCII': message([...insert('X-\xe9: a'), length]),
  'a value outside of ASCII': message([...insert('X-A: \xe9\xff'), length]),
  'an empty header': message([...insert('X-A:'), length]),
  'a value within tabs': message([...rewrite('Host', 'Host:\t127.0.0.1:PORT\t'), length]),
  'no Host': message([...rewrite('Host', 'X-Host: 127.0.0.1:PORT'), length]),
  'two tokens, the right one first': message([...insert('Authorization: Bearer TOKEN'), length]),
  'two tokens, the right one last': message([...insert('Authorization: Bearer wrong'), length]),
  'a token for a proxy alone': message([...rewrite('Authorization', 'Proxy-Authorization: Bearer TOKEN'), length]),
  'the token in a cookie': message([...rewrite('Authorization', 'Cookie: authorization=Bearer TOKEN'), length]),
  'another Host behind a proxy': message([...rewrite('Host', 'Host: evil.example'), 'X-Forwarded-Host: 127.0.0.1:PORT', length]),
  'another method by a header': message(['GET /mcp HTTP/1.1', ...head.slice(1), 'X-HTTP-Method-Override: POST', length]),
  'another path by a header': message(['POST / HTTP/1.1', ...head.slice(1), 'X-Original-URL: /mcp', length]),
  'a header of 20 KiB': message([...insert(`X-A: ${'a'.repeat(20_480)}`), length]),
  'a header name of 20 KiB': message([...insert(`${'a'.repeat(20_480)}: a`), length]),
  'a target of 20 KiB': message([`POST /mcp${'a'.repeat(20_480)} HTTP/1.1`, ...head.slice(1), length]),
  'a target of a mebibyte': message([`POST /${'a'.repeat(1_048_576)} HTTP/1.1`, ...head.slice(1), length]),
  'a method of 20 KiB': message([`${'P'.repeat(20_480)} /mcp HTTP/1.1`, ...head.slice(1), length]),
  '5,000 headers': message([...head, ...Array<string>(5_000).fill('X-A: a'), length]),
  'a target in absolute form': message(['POST http://127.0.0.1:PORT/mcp HTTP/1.1', ...head.slice(1), length]),
  'a target in absolute form of another host': message(['POST http://evil.example/mcp HTTP/1.1', ...head.slice(1), length]),
  'a target in authority form': message(['CONNECT 127.0.0.1:PORT HTTP/1.1', ...head.slice(1), length]),
  'a blank in the target': message(['POST /mcp x HTTP/1.1', ...head.slice(1), length]),
  'two blanks before the target': message(['POST  /mcp HTTP/1.1', ...head.slice(1), length]),
  'a tab before the target': message(['POST\t/mcp HTTP/1.1', ...head.slice(1), length]),
  'no target': message(['POST HTTP/1.1', ...head.slice(1), length]),
  'no version': message(['POST /mcp', ...head.slice(1), length]),
  'version 1.0': message(['POST /mcp HTTP/1.0', ...head.slice(1), length]),
  'version 0.9': message(['POST /mcp HTTP/0.9', ...head.slice(1), length]),
  'version 1.2': message(['POST /mcp HTTP/1.2', ...head.slice(1), length]),
  'version 2.0': message(['POST /mcp HTTP/2.0', ...head.slice(1), length]),
  'version 1.1 in small letters': message(['POST /mcp http/1.1', ...head.slice(1), length]),
  'the preface of HTTP/2': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'a TLS hello': '\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03\r\n\r\n',
  'empty lines first': `\r\n\r\n${message([...head, length])}`,
  'an upgrade to a WebSocket': message(
    [
      'GET /mcp HTTP/1.1',
      ...head.slice(1, -1),
      'Connection: Upgrade, close',
      'Upgrade: websocket',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    ],
    '',
  ),
  'an unknown expectation': message([...head, 'Expect: 200-ok', length]),
  'an expectation that is met': message([...head, 'Expect: 100-continue', length]),
  'a request cut in its head': message([...head, length]).slice(0, 60),
  'a request cut in its body': message([...head, length]).slice(0, -half),
  'a content type twice': message([...insert('Content-Type: application/json'), length]),
  'two content types': message([...insert('Content-Type: text/plain', 5), length]),
  'two content types, the right one last': message([...insert('Content-Type: text/plain'), length]),
};

/** Requests one behind the other on one connection. */
function pipelines(address: Address): readonly WireCase[] {
  const good = requestOf({}, address, true);
  const last = requestOf({}, address);
  const guess = requestOf({ token: 'Bearer wrong' }, address, true);
  const smuggled = requestOf({ token: 'Bearer wrong', body: last }, address);
  const named: Readonly<Record<string, string>> = {
    'two good requests at once': good + last,
    'five good requests at once': good.repeat(4) + last,
    'a refused method before a good request': requestOf({ method: 'GET', body: '', framing: 'none' }, address, true) + last,
    'a request inside the body of a guess': smuggled,
    'a request inside the body of another page': requestOf({ origin: 'http://evil.example', body: last }, address),
    'a request inside the body of a refused method': requestOf({ method: 'PUT', body: last }, address),
    'a guess inside the body of a call': requestOf({ body: rpcCall('list_accounts', JSON.stringify({ text: guess })) }, address),
    'a good request before a guess': good + guess,
    'a good request before noise': `${good}\x01\x02\x03\r\n\r\n`,
    'a good request before half of one': good + last.slice(0, 80),
  };
  return Object.entries(named).map(([what, wire]) => ({ what, wire }));
}

export function shapeCases(address: Address): readonly WireCase[] {
  const whole = Object.entries(shapes).map(([what, text]) => ({ what, wire: fill(text, address) }));
  const cut = whole.map(({ what, wire }) => ({ what: `${what}, in pieces`, wire, pieces: 7 }));
  const guesses = Object.entries(shapes).map(([what, text]) => ({
    what: `${what}, without the token`,
    wire: fill(text.replaceAll('Bearer TOKEN', 'Bearer wrong'), address),
  }));
  return [...whole, ...cut, ...guesses, ...pipelines(address)];
}

const strange = [...'\0\t\n\r\x0b\x1b "#%,/:;@\\^{}~\x7f\x80\xff', '\r\n', '\r\n\r\n', '  ', 'chunked', '%00', 'A', '0', '.'];

/** Good requests with one to three bytes or lines of their head changed. What says how they end or what the SDK reads stays. */
export function mutatedCases(address: Address, count: number, seed: number): readonly WireCase[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, index): WireCase => {
    const framed = random.chance(0.5) ? { lines: insert(length, 1), body: goodBody } : { lines: insert(chunked, 1), body: asChunks };
    let lines: readonly string[] = framed.lines.map((line) => fill(line, address));
    const times = 1 + random.below(3);
    for (let done = 0; done < times; done += 1) lines = mutate(lines, random);
    return { what: `mutation ${index} ${JSON.stringify(lines)}`, wire: message(lines, framed.body), pieces: 1 + random.below(3) };
  });
}

function mutate(lines: readonly string[], random: Random): readonly string[] {
  const kept = /^(?:Accept|Connection):/;
  const open = lines.flatMap((line, index) => (kept.test(line) || line === '' ? [] : [index]));
  const at = random.pick(open);
  const line = lines[at] ?? '';
  const place = random.below(line.length + 1);
  const put = (gone: number): string => line.slice(0, place) + random.pick(strange) + line.slice(place + gone);
  const change = random.below(7);
  if (change === 0) return lines.toSpliced(at, 1, put(0));
  if (change === 1) return lines.toSpliced(at, 1, put(1));
  if (change === 2) return lines.toSpliced(at, 1, line.slice(0, place) + line.slice(place + 1));
  if (change === 3) return lines.toSpliced(at, 1, random.chance(0.5) ? line.toUpperCase() : line.toLowerCase());
  if (change === 4) return at === 0 ? lines : lines.toSpliced(at, 0, line);
  if (change === 5) return at === 0 ? lines : lines.toSpliced(at, 1);
  return at === 0 ? lines : [...lines.toSpliced(at, 1), line];
}
