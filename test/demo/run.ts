import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openSession } from '../harness/session.ts';
import { openTheme } from './openTheme.ts';
import { person } from './person.ts';
import { agent } from './agent.ts';
import { day } from './day.ts';
import { manage } from './manage.ts';
import { service } from './service.ts';
import { use } from './use.ts';
import { oversee } from './oversee.ts';

// `npm run demo`: the whole story in a real VS Code, a scripted participant standing in for the model.
// Leaves numbered pictures and a transcript in out/demo, once in each theme; `npm run demo dark` walks one of them.

const out = resolve('out/demo');
await rm(out, { recursive: true, force: true });

const [, , only] = process.argv;
const themes = (['dark', 'light', 'contrast'] as const).filter((theme) => only === undefined || only === theme);
for (const theme of themes) {
  const folder = join(out, theme);
  await mkdir(folder, { recursive: true });
  const workspace = await mkdtemp(join(tmpdir(), 'custody-demo-'));
  const story = await openTheme(theme, folder, workspace, openSession);
  try {
    await person(story);
    await day(story);
    await agent(story);
    await manage(story);
    await service(story);
    await use(story);
    await oversee(story);
    await story.finish();
  } catch (error) {
    await story.shoot('failed', 'Something went wrong here');
    throw error;
  } finally {
    await story.session.close();
    await rm(workspace, { recursive: true, force: true });
  }
}
console.log(`Pictures and transcripts are in ${out}.`);
