import assert from 'node:assert/strict';
import { keepLog } from '../../src/vscode/report/keptLog.ts';

describe('the log channel', () => {
  it('takes a line of the audit log for a report, and does not fail once the editor has closed it', () => {
    const shown: string[] = [];
    let isClosed = false;
    const write = (text: string): void => {
      if (isClosed) throw new Error('Channel has been closed');
      shown.push(text);
    };
    const log = keepLog({ show: () => undefined, debug: write, info: write, warn: write });
    log.audit('one');
    isClosed = true;
    log.audit('two');
    assert.deepEqual([shown, log.audited()], [['one'], ['one', 'two']]);
  });
});
