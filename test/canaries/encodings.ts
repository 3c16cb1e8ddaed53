import type { Canary } from './canaries.ts';
import type { Piece } from './pieces.ts';

// The forms in which a value could leave. Written apart from the redactor's own, which is under test here.

export const encodings = ['raw', 'json', 'base64', 'base64url', 'hex', 'percent', 'xml', 'utf16le'] as const;
export type Encoding = (typeof encodings)[number];

/** A channel of text can't carry bytes that are none. */
export type Carries = 'text' | 'bytes';

/** What one piece looks like in an encoding: each form of it, every alignment included. */
export function formsOf({ bytes, text }: Piece, encoding: Encoding): readonly Buffer[] {
  switch (encoding) {
    case 'raw':
      return [bytes];
    case 'base64':
      return [0, 1, 2].map((offset) => Buffer.from(middleOfBase64(bytes, offset)));
    case 'base64url':
      return [0, 1, 2].map((offset) => Buffer.from(middleOfBase64(bytes, offset).replaceAll('+', '-').replaceAll('/', '_')));
    case 'hex':
      return [bytes.toString('hex'), bytes.toString('hex').toUpperCase()].map((form) => Buffer.from(form));
    default:
      return text === undefined ? [] : textForms(text, encoding);
  }
}

function textForms(text: string, encoding: 'json' | 'percent' | 'xml' | 'utf16le'): readonly Buffer[] {
  switch (encoding) {
    case 'json':
      return [text, toAscii(text)].flatMap((form, index) => {
        const once = index === 0 ? quoted(form) : form;
        // An escaped text is escaped again where JSON stands inside JSON.
        return [once, quoted(once), quoted(quoted(once))].map((each) => Buffer.from(each));
      });
    case 'percent': {
      const upper = encodeURIComponent(text);
      const form = new URLSearchParams([['', text]]).toString().slice(1);
      return [upper, upper.replace(/%../g, (code) => code.toLowerCase()), form, encodeURI(text)].map((each) => Buffer.from(each));
    }
    case 'xml': {
      const named = xml(text);
      const numeric = named.replace(/[^\x20-\x7e]/gu, (character) => `&#${character.codePointAt(0) ?? 0};`);
      return [named, named.replaceAll('&#39;', '&apos;'), numeric].map((each) => Buffer.from(each));
    }
    case 'utf16le':
      // In an answer of text the zeroes between stand as escapes, once or twice over.
      return [
        Buffer.from(text, 'utf16le'),
        ...[String.raw`\u{0}`, String.raw`\\u{0}`, String.raw`\u0000`, String.raw`\\u0000`].map((zero) =>
          Buffer.from([...text].join(zero)),
        ),
      ];
  }
}

/** One way to write a whole value in an encoding, as a leak would. */
export function leakOf({ value, binary }: Canary, encoding: Encoding, alignment = 0): Buffer {
  const bytes = binary ? Buffer.from(value, 'base64') : Buffer.from(value);
  const shifted = Buffer.concat([Buffer.alloc(alignment, 'x'), bytes, Buffer.from('yy')]);
  switch (encoding) {
    case 'raw':
      return Buffer.from(value);
    case 'json':
      return Buffer.from(quoted(value));
    case 'base64':
      return Buffer.from(shifted.toString('base64'));
    case 'base64url':
      return Buffer.from(shifted.toString('base64url'));
    case 'hex':
      return Buffer.from(bytes.toString('hex'));
    case 'percent':
      return Buffer.from(encodeURIComponent(value));
    case 'xml':
      return Buffer.from(xml(value));
    case 'utf16le':
      return Buffer.from(value, 'utf16le');
  }
}

function quoted(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function toAscii(text: string): string {
  return quoted(text).replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function xml(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** The characters that depend on these bytes alone, wherever the stretch begins in what was encoded. */
function middleOfBase64(bytes: Buffer, offset: number): string {
  const bits = (offset + bytes.length) * 8;
  const text = Buffer.concat([Buffer.alloc(offset), bytes, Buffer.alloc(2)]).toString('base64');
  return text.slice(Math.ceil((offset * 8) / 6), Math.floor(bits / 6));
}
