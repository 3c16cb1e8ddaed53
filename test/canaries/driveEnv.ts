import { shapes, type Canary } from './canaries.ts';
import type { CoreWorld } from './coreWorld.ts';
import { call } from './wire.ts';

/** Has an agent take values of each shape from a variable and a `.env` file, write them to one, and try to pass one itself. */
export async function driveEnv(world: CoreWorld, canaries: readonly Canary[]): Promise<void> {
  const { wire, accounts, sandbox } = world;
  // In turn, as each account takes two changes a second.
  let turn = 0;
  const account = (): string => accounts[turn++ % accounts.length]?.name ?? '';
  for (const [index, { name, value, binary }] of canaries.slice(0, shapes.length).entries()) {
    const session = await wire.hello(`writer ${index}`);
    const ask = (tool: string, input: object): Promise<unknown> =>
      wire.ask(session, 'tools/call', call(tool, { account: account(), region: sandbox.region, ...input }));
    const path = `.env.${index}`;
    const variable = `_${name.slice(name.lastIndexOf('/') + 1).toUpperCase()}`;
    world.envFiles.push(path);
    await ask('write_env_file', { secret_id: name, path });
    await ask('create_secret', { name: `${name}/all`, value: 'dotenv', from: path });
    await ask('put_secret_value', { secret_id: `${name}/all`, value: 'dotenv', from: `${path}#${variable}` });
    // A variable holds text.
    world.environment['TOKEN'] = binary ? '' : value;
    await ask('create_secret', { name: `${name}/variable`, value: 'environment', from: 'TOKEN' });
    await ask('put_secret_value', { secret_id: `${name}/variable`, value: 'environment', from: 'TOKEN', key: 'password' });
    await ask('create_secret', { name: `${name}/literal`, value });
  }
}
