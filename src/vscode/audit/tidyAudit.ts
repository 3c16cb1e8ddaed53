import type { Custody } from '../../custody.ts';
import type { KeptLog } from '../report/keptLog.ts';

/** Deletes files of the audit log that are older than the person wants to keep them, once that stands in the log. */
export async function tidyAudit({ auditFiles }: Custody, folder: string, keepDays: number, log: KeptLog): Promise<void> {
  try {
    const { deleteOldAuditFiles } = await import('../../storage/auditFolder.ts');
    const count = await deleteOldAuditFiles(folder, keepDays, (files) => auditFiles('delete_audit_files', files));
    if (count > 0)
      log.info(`Deleted ${count} ${count === 1 ? 'file' : 'files'} of the audit log that had not changed for ${keepDays} days.`);
  } catch {
    log.warn('Old files of the audit log can’t be deleted now. It is tried again when a window is next opened.');
  }
}
