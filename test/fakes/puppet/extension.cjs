'use strict';

const { timingSafeEqual } = require('node:crypto');
const { rename, writeFile } = require('node:fs/promises');
const { createServer } = require('node:http');
const vscode = require('vscode');

const AsyncFunction = (async () => {}).constructor;

/** Listens on loopback and runs what it is sent, for whoever knows the token of this test run. */
exports.activate = async function activate(context) {
  const { CUSTODY_PUPPET_TOKEN: token, CUSTODY_PUPPET_PORT_FILE: portFile } = process.env;
  if (!token || !portFile) return;
  const server = createServer((incoming, outgoing) => {
    answer(incoming, token).then(
      ({ status, body }) => outgoing.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
      (error) => outgoing.writeHead(500).end(JSON.stringify({ error: String(error) })),
    );
  });
  context.subscriptions.push({ dispose: () => server.close() });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A port of its own choice: after a reload the host of the page before may still hold the last one.
  await writeFile(`${portFile}.new`, String(server.address().port));
  await rename(`${portFile}.new`, portFile);
};

async function answer(incoming, token) {
  if (!sameText(incoming.headers['x-custody-puppet'], token)) return { status: 401, body: { error: 'Send the token of this run.' } };
  let text = '';
  for await (const chunk of incoming.setEncoding('utf8')) text += chunk;
  try {
    const { source, args } = JSON.parse(text);
    const value = await new AsyncFunction('vscode', 'args', 'require', source)(vscode, args, require);
    return { status: 200, body: { value } };
  } catch (error) {
    return { status: 200, body: { error: error instanceof Error ? (error.stack ?? error.message) : String(error) } };
  }
}

function sameText(given, expected) {
  const [one, other] = [Buffer.from(String(given)), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
