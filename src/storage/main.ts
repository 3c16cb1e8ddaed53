import { verdictSentence, verifyAudit } from './verifyAudit.ts';

// What `npm run verify-audit -- <folder>` runs: says whether the audit log in a folder is whole, and ends with 1 where not.

const [, , folder] = process.argv;
if (folder === undefined) {
  process.stderr.write('Give the folder of the audit log.\n');
  process.exit(2);
}
const verdict = await verifyAudit(folder);
process.stdout.write(`${[verdictSentence(verdict), ...verdict.problems].join('\n')}\n`);
// An empty folder proves nothing, and is likely the wrong one.
process.exitCode = verdict.problems.length > 0 || verdict.files === 0 ? 1 : 0;
