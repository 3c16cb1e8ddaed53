import { homedir } from 'node:os';
import { join } from 'node:path';

/** The folder for what can be fetched again at any time. */
export function cacheFolder(): string {
  const home = homedir();
  if (process.platform === 'darwin') return join(home, 'Library', 'Caches', 'custody');
  if (process.platform === 'win32') return join(process.env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'custody', 'cache');
  return join(process.env['XDG_CACHE_HOME'] || join(home, '.cache'), 'custody');
}

/** The folder for what must last from one start to the next. */
export function dataFolder(): string {
  const home = homedir();
  if (process.platform === 'darwin') return join(home, 'Library', 'Application Support', 'custody');
  if (process.platform === 'win32') return join(process.env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'custody', 'data');
  return join(process.env['XDG_DATA_HOME'] || join(home, '.local', 'share'), 'custody');
}
