import * as vscode from 'vscode';
import { person } from '../../core/caller.ts';
import { CustodyError } from '../../core/errors.ts';
import type { SecretLocation } from '../../core/operation.ts';
import type { PolicyFinding } from '../../core/secretsService.ts';
import type { Custody } from '../../custody.ts';
import { withCancel } from '../withCancel.ts';
import { locationOfPolicy, policyScheme, policyUri } from './policyUri.ts';

/** Documents that are the resource policy of a secret: saving one has AWS check it, asks on the card, and stores it. */
export interface PolicyFiles extends Pick<vscode.FileSystemProvider, 'stat'>, vscode.Disposable {
  readonly readFile: (uri: vscode.Uri) => Promise<Uint8Array>;
  readonly writeFile: (uri: vscode.Uri, content: Uint8Array) => Promise<void>;
  readonly open: (location: SecretLocation) => Promise<void>;
}

/** A policy as it was read last, and the text of its document. */
interface Read {
  /** Undefined where the secret has none: then the text is a draft. */
  readonly policy: string | undefined;
  readonly content: Uint8Array;
  readonly mtime: number;
  /** What auto save wrote: kept here alone, until the person saves. */
  readonly isDraft: boolean;
}

export function createPolicyFiles(custody: () => Promise<Custody>): PolicyFiles {
  const known = new Map<string, Read>();
  /** Read by `stat` a moment ago, so that opening a document asks AWS once. */
  const fresh = new Set<string>();
  /** Of documents that were closed: read anew when they are opened again. */
  const stale = new Set<string>();
  const reasons = new Map<string, vscode.TextDocumentSaveReason>();
  const diagnostics = vscode.languages.createDiagnosticCollection('custody-policy');

  async function readPolicy(uri: vscode.Uri, signal?: AbortSignal): Promise<string | undefined> {
    const { execute, operations } = await custody();
    const call = { input: inputOf(uri), caller: person, ...(signal ? { signal } : {}) };
    const got = await execute(operations.getResourcePolicy, call);
    if (!got.ok) throw got.error;
    return got.output.policy;
  }

  async function remember(uri: vscode.Uri, policy: string | undefined, content?: Uint8Array): Promise<Read> {
    const { isSamePolicy } = await import('../../core/policyDifference.ts');
    const before = known.get(uri.toString());
    const isUnchanged = before !== undefined && content === undefined && isSamePolicy(before.policy, policy);
    const read = {
      policy,
      content: content ?? Buffer.from(await textOf(policy, locationOfPolicy(uri))),
      // A time that moves without a change would have the editor find a conflict.
      mtime: isUnchanged ? before.mtime : Date.now(),
      isDraft: false,
    };
    known.set(uri.toString(), read);
    stale.delete(uri.toString());
    return read;
  }

  /** Auto save must ask no question at each pause: what it writes stays here, and the text says so. */
  function keepDraft(uri: vscode.Uri, content: Uint8Array): void {
    const policy = known.get(uri.toString())?.policy;
    known.set(uri.toString(), { policy, content, mtime: Date.now(), isDraft: true });
    const hint = 'Not stored in AWS yet: auto save keeps it here as a draft. Save it yourself to store it.';
    diagnostics.set(uri, [diagnosticAt(new vscode.Range(0, 0, 0, 1), hint, vscode.DiagnosticSeverity.Information)]);
  }

  async function load(uri: vscode.Uri, signal?: AbortSignal): Promise<Read> {
    const read = await remember(uri, await readPolicy(uri, signal));
    fresh.add(uri.toString());
    return read;
  }

  /** Refuses to go over a change that was made elsewhere. The next save of the same text is VS Code's to settle. */
  async function assertUnchanged(uri: vscode.Uri): Promise<string | undefined> {
    const { isSamePolicy } = await import('../../core/policyDifference.ts');
    const [before, present] = [known.get(uri.toString()), await readPolicy(uri)];
    if (before && !isSamePolicy(before.policy, present)) {
      await remember(uri, present);
      throw refused('The policy was changed in AWS meanwhile, so nothing was stored. Save again to compare the two or to overwrite it.');
    }
    return present;
  }

  /** Marks what AWS found; true where a person may still let it pass. */
  async function check(
    uri: vscode.Uri,
    text: string,
    policy: string,
  ): Promise<{ readonly passed: boolean; readonly isWideAlone: boolean }> {
    const { execute, operations } = await custody();
    const checked = await execute(operations.validateResourcePolicy, { input: { ...inputOf(uri), policy }, caller: person });
    if (!checked.ok) throw refused(checked.error.sentence);
    const { findings, passed } = checked.output;
    const { findingSentence, isAboutEveryone, placeOfFinding } = await import('../../core/policyFindings.ts');
    const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri.toString());
    const mark = (finding: PolicyFinding): vscode.Diagnostic => {
      const { start, end } = placeOfFinding(text, finding);
      const range = document ? new vscode.Range(document.positionAt(start), document.positionAt(end)) : new vscode.Range(0, 0, 0, 1);
      return diagnosticAt(range, findingSentence(finding), vscode.DiagnosticSeverity.Error);
    };
    diagnostics.set(uri, findings.map(mark));
    return { passed, isWideAlone: findings.length > 0 && findings.every(isAboutEveryone) };
  }

  async function put(uri: vscode.Uri, text: string): Promise<void> {
    // The layout would count towards the 20,480 characters.
    const policy = JSON.stringify(JSON.parse(text));
    const { passed, isWideAlone } = await check(uri, text, policy);
    const isLetPass = !passed && isWideAlone && (await mayLetEveryoneIn());
    if (!passed && !isLetPass) throw refused('AWS found faults in the policy, so nothing was stored. They are marked in the text.');
    const { execute, operations } = await custody();
    const input = { ...inputOf(uri), policy, ...(isLetPass ? { allow_public: true } : {}) };
    const done = await execute(operations.putResourcePolicy, { input, caller: person });
    if (!done.ok) throw notDone(done.error);
  }

  async function remove(uri: vscode.Uri): Promise<void> {
    const { execute, operations } = await custody();
    const done = await execute(operations.deleteResourcePolicy, { input: inputOf(uri), caller: person });
    if (!done.ok) throw notDone(done.error);
  }

  const watching = vscode.Disposable.from(
    diagnostics,
    vscode.workspace.onWillSaveTextDocument(({ document, reason }) => {
      if (document.uri.scheme === policyScheme) reasons.set(document.uri.toString(), reason);
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      if (uri.scheme !== policyScheme) return;
      reasons.delete(uri.toString());
      // To the editor a draft is saved, so that it closes it without a word.
      if (known.get(uri.toString())?.isDraft === true) return;
      stale.add(uri.toString());
      fresh.delete(uri.toString());
      diagnostics.delete(uri);
    }),
  );

  return {
    stat: toldByEditor(async (uri: vscode.Uri) => {
      const read = stale.has(uri.toString()) ? undefined : known.get(uri.toString());
      const { content, mtime } = read ?? (await load(uri));
      return { type: vscode.FileType.File, ctime: 0, mtime, size: content.byteLength };
    }),
    readFile: toldByEditor(async (uri: vscode.Uri) => {
      const read = known.get(uri.toString());
      if (read && (read.isDraft || fresh.delete(uri.toString()))) return read.content;
      const { content } = await load(uri);
      fresh.delete(uri.toString());
      return content;
    }),
    writeFile: toldByEditor(async (uri: vscode.Uri, content: Uint8Array) => {
      const { Manual } = vscode.TextDocumentSaveReason;
      if ((reasons.get(uri.toString()) ?? Manual) !== Manual) return keepDraft(uri, content);
      const text = Buffer.from(content).toString('utf8');
      const wanted = parse(text);
      const present = await assertUnchanged(uri);
      const { isSamePolicy } = await import('../../core/policyDifference.ts');
      if (wanted === undefined && present !== undefined) await remove(uri);
      else if (wanted !== undefined && !isSamePolicy(present, text)) await put(uri, text);
      diagnostics.delete(uri);
      await remember(uri, wanted === undefined ? undefined : text, content);
    }),
    async open(location) {
      const uri = policyUri(location);
      const isKept =
        vscode.workspace.textDocuments.some((open) => open.uri.toString() === uri.toString()) || known.get(uri.toString())?.isDraft;
      const kept = isKept ? known.get(uri.toString()) : undefined;
      const title = `Reading the resource policy of ${location.name}…`;
      const { policy } = kept ?? (await withCancel(title, (signal) => load(uri, signal)));
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: false });
      if (policy === undefined && !isKept)
        void vscode.window.showInformationMessage(`${location.name} has no resource policy. This is a draft of one: saving it stores it.`);
    },
    dispose: () => watching.dispose(),
  };
}

function diagnosticAt(range: vscode.Range, message: string, severity: vscode.DiagnosticSeverity): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(range, message, severity);
  diagnostic.source = 'AWS Secrets Manager';
  return diagnostic;
}

function inputOf(uri: vscode.Uri): { readonly account: string; readonly region: string; readonly secret_id: string } {
  const { account, region, arn: secret_id } = locationOfPolicy(uri);
  return { account, region, secret_id };
}

/** Laid out to be read; a draft where there is none; as it is where it is no JSON. */
async function textOf(policy: string | undefined, { arn }: SecretLocation): Promise<string> {
  if (policy === undefined) return (await import('../../core/policyTemplate.ts')).policyTemplate(arn);
  try {
    return `${JSON.stringify(JSON.parse(policy), null, 2)}\n`;
  } catch {
    return policy;
  }
}

/** Undefined for a document that holds no policy any more. */
function parse(text: string): unknown {
  if (/^\s*(\{\s*\}\s*)?$/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw refused('The policy is no JSON yet, so nothing was stored. Correct what is marked in the text.');
  }
}

async function mayLetEveryoneIn(): Promise<boolean> {
  const [keep, letIn] = ['Keep It Blocked', 'Let Them In'];
  const detail =
    'AWS finds that this policy lets in too many, and blocks it unless it is told not to. If you let them in, you still confirm the change.';
  // The first answer has the focus, so that an Enter opens nothing.
  const chosen = await vscode.window.showWarningMessage('Let everyone in whom this policy allows?', { modal: true, detail }, keep, letIn);
  return chosen === letIn;
}

function notDone(error: CustodyError): Error {
  return refused(
    error.code === 'approval_declined' ? 'You declined, so the policy in AWS is as it was. Your text is still here.' : error.sentence,
  );
}

/** The editor shows a failure of its file system, and of any other error nothing that a person could act on. */
function toldByEditor<Given extends readonly unknown[], Result>(work: (...given: Given) => Promise<Result>) {
  return async (...given: Given): Promise<Result> => {
    try {
      return await work(...given);
    } catch (thrown) {
      throw thrown instanceof CustodyError ? refused(thrown.sentence) : thrown;
    }
  };
}

/** Shown by the editor as the reason why it could not open or save; what was typed stays unsaved. */
function refused(why: string): Error {
  return vscode.FileSystemError.Unavailable(why);
}
