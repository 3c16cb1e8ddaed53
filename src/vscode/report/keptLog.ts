import type * as vscode from 'vscode';
import type { LogLine } from '../../core/report.ts';

const maxLines = 100;
const maxAudited = 300;

/** The log channel, which remembers the last lines for a report. */
export interface KeptLog {
  readonly show: () => void;
  /** `names` are the texts of others that stand in the line: a report puts placeholders there. */
  info(text: string, names?: readonly string[]): void;
  warn(text: string, names?: readonly string[]): void;
  /** A line of the audit log, for whoever turns the channel's level up. */
  audit(line: string): void;
  readonly lines: () => readonly LogLine[];
  readonly audited: () => readonly string[];
}

export function keepLog(channel: Pick<vscode.LogOutputChannel, 'show' | 'debug' | 'info' | 'warn'>): KeptLog {
  let lines: readonly LogLine[] = [];
  let audited: readonly string[] = [];

  const writer =
    (level: LogLine['level']) =>
    (text: string, names: readonly string[] = []): void => {
      channel[level](text);
      lines = [...lines.slice(1 - maxLines), { at: new Date().toISOString(), level, text, names }];
    };

  return {
    show: () => channel.show(),
    info: writer('info'),
    warn: writer('warn'),
    audit(line) {
      audited = [...audited.slice(1 - maxAudited), line];
      try {
        channel.debug(line);
      } catch {
        // Closed, as when the window ends. The line is on disk, and a failure here would be taken for one there.
      }
    },
    lines: () => lines,
    audited: () => audited,
  };
}
