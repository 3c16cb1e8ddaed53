import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

// The linter's import bans are the walls of the house; a mistake in their patterns lets everything through in silence.

const refused: Readonly<Record<string, readonly string[]>> = {
  'src/core/probe.ts': [
    'vscode',
    '../aws/endpoints.ts',
    '../mcp/http.ts',
    '../run/programs.ts',
    '../storage/envFiles.ts',
    '../vscode/tree.ts',
    '../sandbox/server.ts',
    '@aws-sdk/client-sts',
    '@modelcontextprotocol/server',
    'node:fs',
    'node:fs/promises',
    'node:http',
    'node:child_process',
  ],
  'src/core/operations/probe.ts': [
    'vscode',
    '../../aws/endpoints.ts',
    '../../mcp/http.ts',
    '../../run/programs.ts',
    '../../storage/envFiles.ts',
    '../../vscode/tree.ts',
    'node:net',
  ],
  'src/aws/credentials/probe.ts': ['vscode', '../../mcp/http.ts', '../../vscode/tree.ts', '../../sandbox/server.ts'],
  'src/mcp/probe.ts': ['vscode', '../aws/servicePool.ts', '../vscode/tree.ts', '../sandbox/server.ts', '../storage/auditFile.ts'],
  'src/sandbox/operations/probe.ts': ['vscode', '../../aws/servicePool.ts', '../../mcp/http.ts'],
  'src/storage/probe.ts': ['vscode', '../aws/servicePool.ts'],
  'src/run/probe.ts': ['vscode', '../aws/servicePool.ts', '../mcp/http.ts', '../vscode/tree.ts'],
  'src/vscode/panels/probe.ts': [
    '../../aws/servicePool.ts',
    '../../mcp/http.ts',
    '../../run/programs.ts',
    '../../sandbox/server.ts',
    '../../extension.ts',
    '../../../webview/controls.ts',
    '@aws-sdk/client-secrets-manager',
    '@modelcontextprotocol/server',
  ],
  'src/vscode/custodyHost.ts': ['@aws-sdk/client-secrets-manager', '@modelcontextprotocol/server', '../serve.ts'],
  'src/custody.ts': ['vscode', './vscode/tree.ts'],
  'webview/approval/probe.ts': ['vscode', 'node:fs', '../../src/core/policy.ts', '@vscode/webview-ui-toolkit'],
};

const allowed: Readonly<Record<string, readonly string[]>> = {
  'src/core/probe.ts': ['zod', 'node:crypto', 'node:timers/promises', './policy.ts'],
  'src/aws/probe.ts': ['../core/errors.ts', '@aws-sdk/client-sts'],
  'src/mcp/probe.ts': ['../core/execute.ts', '@modelcontextprotocol/server', 'node:http'],
  'src/vscode/panels/probe.ts': ['vscode', '../../core/execute.ts', '../../storage/privateFile.ts', '../../custody.ts'],
  'src/vscode/custodyHost.ts': ['vscode', '../aws/servicePool.ts', '../storage/envFiles.ts'],
  'webview/approval/probe.ts': ['../../src/core/protocol.ts', '../controls.ts'],
  'webview/controls.ts': ['@vscode/webview-ui-toolkit'],
};

describe('the import bans', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'custody-imports-'));
    await copyFile('.oxlintrc.json', join(folder, '.oxlintrc.json'));
  });
  after(() => rm(folder, { recursive: true }));

  async function isRefused(file: string, source: string): Promise<boolean> {
    const path = join(folder, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `import type * as probe from '${source}';\nexport type Probe = typeof probe;\n`);
    const { promise, resolve: done } = Promise.withResolvers<string>();
    execFile(process.execPath, [resolve('node_modules/oxlint/bin/oxlint'), file], { cwd: folder }, (_error, stdout, stderr) =>
      done(stdout + stderr),
    );
    const said = await promise;
    assert.match(said, /Finished in/, said);
    return said.includes('no-restricted-imports');
  }

  for (const [file, sources] of Object.entries(refused)) {
    it(`keep ${sources.length} things out of ${file}, as types too`, async () => {
      for (const source of sources) assert.equal(await isRefused(file, source), true, source);
    });
  }

  for (const [file, sources] of Object.entries(allowed)) {
    it(`let ${sources.join(', ')} into ${file}`, async () => {
      for (const source of sources) assert.equal(await isRefused(file, source), false, source);
    });
  }
});
