import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { generateSshKeyPair, type SshKeyPair } from '../../src/core/sshKeyPair.ts';
import { findOnPath } from '../harness/findOnPath.ts';

const run = promisify(execFile);

describe('a generated SSH key pair', () => {
  for (const [algorithm, bits, kind] of [
    ['ed25519', 256, 'ssh-ed25519'],
    ['rsa-3072', 3_072, 'ssh-rsa'],
    ['rsa-4096', 4_096, 'ssh-rsa'],
  ] as const) {
    it(`of ${algorithm} is in OpenSSH’s form and belongs together`, async () => {
      const pair = await generateSshKeyPair(algorithm);
      const blocks = readBlocks(pair);
      assert.deepEqual(blocks.head, ['none', 'none', '']);
      assert.equal(`${kind} ${blocks.publicBlob.toString('base64')}`, pair.publicKey);
      assert.equal(blocks.checksAgree, true);
      assert.match(pair.fingerprint, /^SHA256:[A-Za-z0-9+/]{43}$/);
    });

    it(`of ${algorithm} is taken by ssh-keygen, or left out where that is not installed`, async function () {
      if (!(await findOnPath(['ssh-keygen']))) return this.skip();
      const folder = await mkdtemp(join(tmpdir(), 'custody-ssh-'));
      try {
        const file = join(folder, 'key');
        const pair = await generateSshKeyPair(algorithm);
        // Into a file of this test's own, which is removed below.
        await writeFile(file, pair.privateKey.reveal(), { mode: 0o600 });
        assert.equal((await run('ssh-keygen', ['-y', '-P', '', '-f', file])).stdout.trim(), pair.publicKey);
        assert.ok((await run('ssh-keygen', ['-l', '-f', file])).stdout.startsWith(`${bits} ${pair.fingerprint} `));
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });
  }

  it('is another one each time, and prints no private half', async () => {
    const [one, other] = await Promise.all([generateSshKeyPair('ed25519'), generateSshKeyPair('ed25519')]);
    assert.notEqual(one.publicKey, other.publicKey);
    assert.doesNotMatch(JSON.stringify(one), /PRIVATE KEY/);
  });
});

function readBlocks({ privateKey }: SshKeyPair) {
  const body = Buffer.from(privateKey.reveal().replaceAll(/-----[^-]+-----|\n/g, ''), 'base64');
  const magic = 'openssh-key-v1\0';
  assert.equal(body.subarray(0, magic.length).toString(), magic);
  let at = magic.length;
  const next = (): Buffer => {
    const length = body.readUInt32BE(at);
    at += 4 + length;
    return body.subarray(at - length, at);
  };
  const head = [next(), next(), next()].map(String);
  assert.equal(body.readUInt32BE(at), 1);
  at += 4;
  const publicBlob = next();
  const secret = next();
  assert.equal(at, body.length);
  assert.equal(secret.length % 8, 0);
  return { head, publicBlob, checksAgree: secret.subarray(0, 4).equals(secret.subarray(4, 8)) };
}
