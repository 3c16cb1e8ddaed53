import { homedir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { AuditCall } from '../../core/auditCalls.ts';
import type { AuditFilter, FromAuditPage, ToAuditPage } from '../../core/auditProtocol.ts';
import type { Custody } from '../../custody.ts';
import type { Commands } from '../commandIds.ts';
import { showingErrors } from '../operationCommands.ts';
import { createPage, type Page } from '../panels/webviewPage.ts';
import type { AuditKeys } from './auditKeys.ts';

const rowsOnPage = 200;

interface AuditViewerOptions {
  readonly extensionUri: vscode.Uri;
  readonly custody: () => Promise<Pick<Custody, 'flush' | 'redactor'>>;
  /** Where the audit log lives. */
  readonly folder: string;
  readonly keys: Pick<AuditKeys, 'all'>;
}

export interface AuditViewer extends vscode.Disposable {
  readonly commands: Commands;
}

interface Session {
  readonly page: Page<ToAuditPage>;
  calls: readonly AuditCall[];
  /** Whether older lines were left out. */
  isCut: boolean;
  filter: AuditFilter | undefined;
  /** How often it was read, and how often it was asked what passes: an answer to an earlier question may come late. */
  reads: number;
  shows: number;
  passing: readonly AuditCall[];
}

/** The audit log of all windows, to look at, to verify and to take away. It reads files and calls nobody. */
export function createAuditViewer({ extensionUri, custody, folder, keys }: AuditViewerOptions): AuditViewer {
  let open: Session | undefined;

  function openViewer(): Session {
    const page = createPage<ToAuditPage, FromAuditPage>({
      extensionUri,
      viewType: 'custody.audit',
      title: 'Audit Log',
      page: 'audit',
      schema: async () => (await import('../../core/auditProtocol.ts')).fromAuditPage,
      onMessage: (message) => void receive(session, message).catch(() => page.post({ type: 'failed', message: unreadable })),
      preserveFocus: false,
    });
    const session: Session = { page, calls: [], isCut: false, filter: undefined, reads: 0, shows: 0, passing: [] };
    page.panel.onDidDispose(() => (open = undefined));
    return session;
  }

  async function receive(session: Session, message: FromAuditPage): Promise<void> {
    if (message.type === 'export') return exportCalls(session, message.format);
    if (message.type === 'show') return show(session, message.filter, message.page);
    await read(session);
    const { noAuditFilter } = await import('../../core/auditProtocol.ts');
    await show(session, session.filter ?? noAuditFilter, 0);
    session.page.post({ type: 'verdict', ...(await verify()) });
  }

  async function read(session: Session): Promise<void> {
    const [{ readAuditLines }, { auditCalls }, { flush }] = await Promise.all([
      import('../../storage/readAuditLines.ts'),
      import('../../core/auditCalls.ts'),
      custody(),
    ]);
    session.reads += 1;
    const mine = session.reads;
    await flush();
    const { lines, isCut } = await readAuditLines(folder);
    if (mine !== session.reads) return;
    session.calls = auditCalls(lines);
    session.isCut = isCut;
  }

  async function show(session: Session, filter: AuditFilter, page: number): Promise<void> {
    session.filter = filter;
    session.shows += 1;
    const mine = session.shows;
    const [{ choicesIn, filterCalls, toCallView }, { keyedName }, { redactor }, known] = await Promise.all([
      import('../../core/auditCalls.ts'),
      import('../../core/auditNames.ts'),
      custody(),
      // Without a keyring a name is looked for as it stands.
      filter.secret === '' ? [] : keys.all().catch(() => []),
    ]);
    if (mine !== session.shows) return;
    const wanted = filter.secret.trim();
    const keyed = known.map((key) => keyedName(wanted, key));
    const passing = filterCalls(session.calls, { ...filter, secret: wanted }, keyed);
    session.passing = passing;
    const pages = Math.max(1, Math.ceil(passing.length / rowsOnPage));
    const at = Math.min(page, pages - 1);
    const calls = passing.slice(at * rowsOnPage, (at + 1) * rowsOnPage).map(toCallView);
    const whole = session.isCut ? ' Older lines are in the files, and not shown here.' : '';
    const isKeyed = wanted !== '' && session.calls.some(({ lines }) => lines.some(({ names }) => names === 'keyed'));
    const part = isKeyed ? ' Part of a name finds plain lines only; keyed ones are found by the whole name or the ARN.' : '';
    session.page.post({
      type: 'calls',
      view: {
        // What was found to be a value since then is not shown either.
        calls: calls.map((call) => ({
          ...call,
          secret: redactor.scrub(call.secret),
          details: call.details.map(({ label, value }) => ({ label, value: redactor.scrub(value) })),
        })),
        filter,
        page: at,
        pages,
        count: `${passing.length.toLocaleString('en')} ${passing.length === 1 ? 'call' : 'calls'}.${part}${whole}`,
        choices: choicesIn(session.calls),
      },
    });
  }

  async function verify(): Promise<{ readonly sentence: string; readonly problems: readonly string[] }> {
    const [{ verdictSentence, verifyAudit }, { flush }] = await Promise.all([import('../../storage/verifyAudit.ts'), custody()]);
    await flush();
    const verdict = await verifyAudit(folder);
    return { sentence: verdictSentence(verdict), problems: verdict.problems };
  }

  async function exportCalls({ page, passing }: Session, format: 'jsonl' | 'csv'): Promise<void> {
    const chosen = await vscode.window.showSaveDialog({
      title: 'Export Audit Log',
      defaultUri: vscode.Uri.file(join(homedir(), `custody-audit-${new Date().toISOString().slice(0, 10)}.${format}`)),
      filters: format === 'csv' ? { CSV: ['csv'] } : { 'JSON lines': ['jsonl'] },
    });
    if (!chosen) return;
    if (chosen.scheme !== 'file')
      return page.post({ type: 'failed', message: 'Nothing was exported: choose a folder on the machine the extension runs on.' });
    const [{ toCsv, toJsonLines }, { writePrivateFile }, { redactor }] = await Promise.all([
      import('../../core/auditCalls.ts'),
      import('../../storage/privateFile.ts'),
      custody(),
    ]);
    const text = redactor.scrub(format === 'csv' ? toCsv(passing) : toJsonLines(passing));
    try {
      await writePrivateFile(chosen.fsPath, Buffer.from(text));
    } catch {
      return page.post({ type: 'failed', message: `Nothing was exported: ${chosen.fsPath} can't be written. Choose another place.` });
    }
    const count = `${passing.length.toLocaleString('en')} ${passing.length === 1 ? 'call' : 'calls'}`;
    page.post({ type: 'said', message: `${count} exported to ${chosen.fsPath}, readable by you alone.` });
  }

  const showViewer = (): void => {
    if (open) open.page.panel.reveal();
    else open = openViewer();
  };

  return {
    commands: {
      'custody.showAuditLog': showViewer,
      'custody.verifyAuditLog': () =>
        showingErrors(async () => {
          const { sentence, problems } = await verify();
          if (problems.length === 0) return void vscode.window.showInformationMessage(`Audit log: ${sentence}`);
          const chosen = vscode.window.showWarningMessage(`Audit log: ${sentence} ${problems[0]}`, 'Show Audit Log');
          // It stays until it is read, and the command does not wait for that.
          void chosen.then((answer) => answer && showViewer());
        }),
    },
    dispose: () => open?.page.panel.dispose(),
  };
}

const unreadable = "The audit log can't be read. Look whether its folder is there and yours, then refresh.";
