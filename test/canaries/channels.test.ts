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

describe('Every channel', function () {
  this.timeout(300_000);
  let worlds: Worlds;

  before(async () => {
    worlds = await driveAll(canaries);
  });
  after(() => worlds?.close());

  it('but two that were allowed to: a program has the canary in its own environment, and a .env file in it', async () => {
    // One character is nowhere looked for.
    const wanted = (some: readonly Canary[]): readonly string[] =>
      some.flatMap(({ name, pieces }) => (pieces.length > 0 ? [name] : [])).toSorted();
    const found = (held: readonly Held[]): readonly string[] => [...new Set(scanner.scan(held).map(({ canary }) => canary))].toSorted();
    assert.deepEqual(found(worlds.processes.allowed), wanted(watchedCanaries(canaries)));
    const files = (await filesBelow(worlds.core.project)).filter(({ where }) => worlds.core.envFiles.includes(where));
    const texts = canaries.slice(0, shapes.length).filter(({ binary }) => !binary);
    const missing = wanted(texts).filter((name) => !found(files).includes(name));
    assert.deepEqual(missing, []);
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

describe('A leak planted', function () {
  this.timeout(60_000);
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
