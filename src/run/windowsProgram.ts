import { stat } from 'node:fs/promises';
import { win32 } from 'node:path';

/**
 * The path of a program that Windows would look for; undefined where PATH leads to none. Asked by its bare name, Windows
 * takes one out of the working folder first, where a repository may have put it.
 */
export async function windowsProgram(
  name: string,
  environment: NodeJS.ProcessEnv,
  isThere: (path: string) => Promise<boolean> = isFile,
): Promise<string | undefined> {
  if (/[\\/:]/.test(name)) return name;
  const path = Object.entries(environment).find(([variable]) => variable.toUpperCase() === 'PATH')?.[1] ?? '';
  const files = [...(/\../.test(name) ? [name] : []), `${name}.com`, `${name}.exe`];
  for (const folder of path.split(';').map((entry) => entry.replaceAll('"', ''))) {
    // Any other is looked for in the working folder.
    if (!win32.isAbsolute(folder)) continue;
    for (const file of files) {
      const program = win32.join(folder, file);
      if (await isThere(program)) return program;
    }
  }
  return undefined;
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}
