/**
 * A program of Node's that prints all it was given, from the variable A, the file F and its input, in the eight encodings, to
 * both of its ends. With READY it makes that file first, and goes on once the file is gone.
 */
export const echo = `
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const { A, F, READY } = process.env;
const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const forms = (bytes, text = bytes.toString()) => [
  bytes, JSON.stringify(text), bytes.toString('base64'), bytes.toString('base64url'), bytes.toString('hex'),
  encodeURIComponent(text), text.replace(/[&<>"']/g, (each) => entities[each]), Buffer.from(text, 'utf16le'),
];
const echo = () => {
  const given = [A && Buffer.from(A), F && readFileSync(F), readFileSync(0)];
  for (const form of given.flatMap((bytes) => (bytes?.length ? forms(bytes) : [])))
    for (const end of [process.stdout, process.stderr]) { end.write(form); end.write('\\n'); }
};
const wait = () => (existsSync(READY) ? setTimeout(wait, 5) : echo());
if (READY === undefined) echo();
else { writeFileSync(READY, ''); wait(); }
`;
