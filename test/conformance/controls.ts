import { atDoor, runLine, throughProxy, type Bench, type Line, type Table } from './bench.ts';
import { isPass, type Results, type Row } from './verdicts.ts';

const lines: readonly Line[] = ['released', 'next'];

/** Runs scenarios that must fail: a suite that passes a door without its defences would prove nothing. */
export async function runControls(bench: Bench): Promise<readonly Table[]> {
  const rows: Row[] = [];
  for (const line of lines) {
    const rebinding = 'dns-rebinding-protection';
    const open = await throughProxy({ off: new Set(['host', 'origin']) }, (url) =>
      runLine(line, bench, ['--url', url, '--scenario', rebinding]),
    );
    rows.push(mustFail(`${line}: ${rebinding} without the Host and Origin guards`, rebinding, open));
    const listing = 'tools-list';
    const tokenless = await atDoor({}, ({ url }) => runLine(line, bench, ['--url', url, '--scenario', listing]));
    rows.push(mustFail(`${line}: ${listing} without the token`, listing, tokenless));
  }
  return [{ title: 'Controls that must fail', rows }];
}

function mustFail(name: string, scenario: string, results: Results): Row {
  const checks = results.get(scenario);
  // A run that broke down would fail for another reason.
  if (!checks || checks.length === 0) return { name, passed: false, note: 'did not run' };
  const passed = !isPass(checks);
  return { name, passed, note: passed ? 'failed, as it must' : 'passed, so the suite does not notice' };
}
