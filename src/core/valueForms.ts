/**
 * Every form in which a value could leave: as it is, JSON, base64 at each offset, base64url, hex, URL, XML, and as a
 * shell quotes it.
 */
export function valueForms(text: string, bytes: Buffer = Buffer.from(text)): readonly string[] {
  const hex = bytes.toString('hex');
  const json = JSON.stringify(text).slice(1, -1);
  const url = encodeURIComponent(toWellFormed(text));
  return [
    ...new Set([
      text,
      json,
      JSON.stringify(json).slice(1, -1),
      json.replace(/[^\x20-\x7e]/g, unicodeEscape),
      // As Go and PHP write it, who escape what HTML would read.
      json.replace(/[<>&]/g, unicodeEscape),
      json.replaceAll('/', '\\/'),
      hex,
      hex.toUpperCase(),
      url,
      url.replace(/%../g, (code) => code.toLowerCase()),
      new URLSearchParams([['', text]]).toString().slice(1),
      text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;'),
      ...shellForms(text),
      ...base64Forms(bytes),
    ]),
  ];
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Inside single quotes in the two ways there are, inside double quotes, and with a backslash before what is special. */
function shellForms(text: string): readonly string[] {
  return [
    text.replaceAll("'", "'\\''"),
    text.replaceAll("'", `'"'"'`),
    text.replaceAll('\\', '\\\\').replaceAll("'", "\\'"),
    text.replace(/[\\"$`]/g, '\\$&'),
    text.replace(/[^\w@%+=:,./\-\u0080-\uffff]/g, '\\$&'),
  ];
}

/** A value inside a longer text meets base64 at one of three offsets; the characters at its edges mix with its neighbours. */
function base64Forms(bytes: Buffer): readonly string[] {
  const middle = [0, 1, 2].map((offset) => {
    const padded = unpadded(Buffer.concat([Buffer.alloc(offset), bytes]));
    const unsure = (bytes.length + offset) % 3 === 0 ? 0 : 1;
    return padded.slice(offset === 0 ? 0 : offset + 1, padded.length - unsure);
  });
  const forms = [...middle, unpadded(bytes)];
  return [...forms, ...forms.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'))];
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}

// encodeURIComponent throws on a lone surrogate, which a value may well hold.
function toWellFormed(text: string): string {
  return Buffer.from(text).toString('utf8');
}
