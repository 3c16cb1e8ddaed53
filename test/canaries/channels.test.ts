import assert from 'node:assert/strict';
import { makeCanaries, shapes, type Canary } from './canaries.ts';
import { channels, driveAll, type Worlds } from './channels.ts';
import { watchedCanaries } from './driveUses.ts';
import { encodings, leakOf } from './encodings.ts';
import { isHeader } from './plants.ts';
import { filesBelow } from './readers.ts';
import { createScanner, type Held } from './scanner.ts';

const canaries = makeCanaries();
const scanner = createScanner(canaries);

describe('Every channel', () => {
  let worlds: Worlds;

  before(async () => {
    worlds = await driveAll(canaries);
  });
  after(() => worlds?.close());

  it('leaves out two places that a person allowed, which do hold canaries: the environment of a program, and .env files', async () => {
    const { core, processes } = worlds;
    const lacking = (held: readonly Held[], some: readonly Canary[]): readonly string[] => {
      const found = new Set(scanner.scan(held).map(({ canary }) => canary));
      // One character is nowhere looked for.
      return some.flatMap(({ name, shape }) => (found.has(name) || shape === 'oneCharacter' ? [] : [name]));
    };
    const files = (await filesBelow(core.project)).filter(({ where }) => core.envFiles.includes(where));
    // A value that no .env file can hold as it is was refused.
    const written = canaries.slice(0, shapes.length).filter((_, index) => files.some(({ where }) => where === `.env.${index}`));
    assert.ok(written.length >= 10, `${written.length} were written`);
    assert.deepEqual(lacking(files, written), []);
    if (process.platform === 'linux') assert.deepEqual(lacking(processes.allowed, watchedCanaries(canaries)), []);
  });

  for (const channel of channels) {
    it(`holds no canary: ${channel.name}`, async () => {
      const held = await channel.read(worlds);
      assert.ok(held.length > 0 || silent.has(channel.name), 'Nothing was read, so nothing was shown.');
      assert.deepEqual(scanner.scan(held), []);
    });
  }
});

// What stays empty: nothing is ever written there, which is as it should be.
const silent = new Set(['console of this process', 'files of programs that have ended', 'editor: global state', 'editor: workspace state']);

describe('A leak planted', () => {
  // One of each shape; one character is nowhere looked for.
  const planted = canaries.slice(0, shapes.length).filter(({ shape }) => shape !== 'oneCharacter');

  for (const channel of channels) {
    it(`is found in each encoding: ${channel.name}`, async () => {
      const leaks = planted.flatMap((canary) =>
        encodings.flatMap((encoding) =>
          [0, 1, 2].flatMap((alignment) => {
            if (alignment > 0 && !encoding.startsWith('base64')) return [];
            const bytes = leakOf(canary, encoding, alignment);
            if (channel.carries === 'text' && encoding === 'utf16le') return [];
            if (channel.name === 'MCP response headers' && !isHeader(bytes)) return [];
            return [{ canary: canary.name, encoding, bytes }];
          }),
        ),
      );
      const hits = scanner.scan(await channel.plant(leaks.map(({ bytes }) => bytes)));
      const found = new Set(hits.map(({ canary, encoding }) => `${canary} ${encoding}`));
      assert.deepEqual(
        leaks.flatMap(({ canary, encoding }) => (found.has(`${canary} ${encoding}`) ? [] : [`${canary} ${encoding}`])),
        [],
      );
    });
  }
});
