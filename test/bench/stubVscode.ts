import { registerHooks } from 'node:module';

/** Makes `vscode` the stub for all that is imported from here on. */
export function stubVscode(): void {
  const url = new URL('vscodeStub.ts', import.meta.url).href;
  registerHooks({ resolve: (name, context, next) => (name === 'vscode' ? { url, shortCircuit: true } : next(name, context)) });
}
