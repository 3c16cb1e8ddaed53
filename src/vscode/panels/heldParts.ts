import * as vscode from 'vscode';
import { certificateFacts } from '../../core/certificatePair.ts';
import type { HeldView } from '../../core/protocol.ts';
import { SecretText } from '../../core/secretText.ts';
import { generateSshKeyPair, type SshAlgorithm } from '../../core/sshKeyPair.ts';

const maxBytes = 65_536;

export interface HeldParts {
  /** What is kept for this field of the form; `''` for the file that is the whole value. */
  readonly get: (field: string) => SecretText | undefined;
  readonly view: (field: string) => HeldView | undefined;
  readonly all: () => readonly { readonly field: string; readonly held: HeldView }[];
  /** Asks for a file and keeps what it holds; a problem says why not, and nothing happens when none is chosen. */
  readonly loadFile: (field: string, label: string) => Promise<{ readonly problem: string } | undefined>;
  readonly generate: (field: string, algorithm: SshAlgorithm) => Promise<void>;
  readonly drop: (field: string) => void;
  readonly dropAll: () => void;
}

/** Files and generated keys of a form, kept here and never sent to its page. */
export function createHeldParts(): HeldParts {
  const kept = new Map<string, { readonly value: SecretText; readonly view: HeldView }>();

  async function loadFile(field: string, label: string): Promise<{ readonly problem: string } | undefined> {
    const [uri] = (await vscode.window.showOpenDialog({ canSelectMany: false, openLabel: 'Load', title: label })) ?? [];
    if (!uri) return undefined;
    const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
    const { size } = await vscode.workspace.fs.stat(uri);
    // Before it is read: a file may be larger than memory.
    if (size > maxBytes) return { problem: `${name} has ${size.toLocaleString('en')} bytes; Secrets Manager takes at most 65,536.` };
    const bytes = Buffer.from(await vscode.workspace.fs.readFile(uri));
    if (bytes.length === 0) return { problem: `${name} is empty; a secret takes 1 to 65,536 bytes.` };
    if (bytes.length > maxBytes) return { problem: `${name} has grown over 65,536 bytes, the most that Secrets Manager takes.` };
    const value = field === '' ? SecretText.ofBase64(bytes.toString('base64')) : textOf(bytes);
    if (!value) return { problem: `${name} is no UTF-8 text. Choose a text file, such as one in PEM form.` };
    const facts = field === '' ? undefined : certificateFacts(value);
    const note = facts && `${facts.subject}, valid until ${facts.validTo}`;
    kept.set(field, { value, view: { kind: 'file', name, bytes: bytes.length, note } });
    return undefined;
  }

  return {
    get: (field) => kept.get(field)?.value,
    view: (field) => kept.get(field)?.view,
    all: () => [...kept].map(([field, { view }]) => ({ field, held: view })),
    loadFile,
    async generate(field, algorithm) {
      const { privateKey, publicKey, fingerprint } = await generateSshKeyPair(algorithm);
      kept.set(field, { value: privateKey, view: { kind: 'keyPair', publicKey, fingerprint } });
    },
    drop: (field) => void kept.delete(field),
    dropAll: () => kept.clear(),
  };
}

function textOf(bytes: Buffer): SecretText | undefined {
  try {
    return SecretText.of(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
