import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAudit, type AuditRecord } from '../../src/core/audit.ts';
import { openAuditFile } from '../../src/storage/auditFile.ts';
import { listAuditFiles, readNewEnds, type AuditFileFacts } from '../../src/storage/auditFolder.ts';
import { verifyAudit } from '../../src/storage/verifyAudit.ts';
import { createRandom, seed, type Random } from '../wire/random.ts';

const tries = 100;
const phases = ['intent', 'sending', 'outcome', 'settled', 'log'] as const;

/** A line of a file that is there. */
interface Place {
  readonly file: AuditFileFacts;
  readonly lines: readonly string[];
  readonly at: number;
}

describe(`A log that someone changed, ${tries} times in each way`, () => {
  let folder: string;
  let places: readonly Place[];
  let random: Random;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'custody-tampering-'));
    // Two windows, one after the other, each with files that follow one another.
    await writeWindow(60);
    await writeWindow(40);
    const files = await listAuditFiles(folder);
    assert.ok(files.length >= 4, `${files.length} files`);
    places = await Promise.all(files.map(async (file) => ({ file, lines: await readLines(file) }))).then((all) =>
      all.flatMap(({ file, lines }) => lines.map((_, at) => ({ file, lines, at }))),
    );
  });
  after(() => rm(folder, { recursive: true }));
  beforeEach(async () => {
    random = createRandom(seed);
    assert.deepEqual(await problems(), []);
  });

  async function writeWindow(calls: number): Promise<void> {
    const file = await openAuditFile(folder, { maxBytes: 20_000 });
    const audit = createAudit(file.append);
    const log: AuditRecord = { call: 'log', phase: 'log', operation: 'open_audit_log', risk: 'none', caller: 'custody' };
    await audit.write({ ...log, files: await readNewEnds(folder, file.path) });
    for (let call = 0; call < calls; call += 1) {
      for (const phase of ['intent', 'sending', 'outcome', 'settled'] as const) {
        await audit.write({
          call: `${call}`,
          phase,
          operation: 'delete_secret',
          risk: 'destructive',
          caller: 'person',
          secret: `prod/${call}`,
        });
      }
      if (call % 5 === 0) await audit.write({ ...log, files: await readNewEnds(folder, file.path) });
    }
    await file.close();
  }

  const readLines = async ({ path }: AuditFileFacts): Promise<string[]> => (await readFile(path, 'utf8')).trimEnd().split('\n');
  const problems = async () => (await verifyAudit(folder, () => false)).problems;

  /** Those that tell of the file while it holds these bytes. */
  async function foundIn({ file, lines }: Place, bytes: string | Buffer): Promise<boolean> {
    await writeFile(file.path, bytes);
    const found = await problems();
    await writeFile(file.path, `${lines.join('\n')}\n`);
    return found.some((problem) => problem.startsWith(file.name));
  }

  async function count(change: (place: Place) => string | Buffer, among: readonly Place[] = places): Promise<number> {
    let found = 0;
    for (let time = 0; time < tries; time += 1) {
      const place = random.pick(among);
      if (await foundIn(place, change(place))) found += 1;
    }
    return found;
  }

  const textOf = (lines: readonly string[]): string => `${lines.join('\n')}\n`;

  /** One bit of one byte of the line, its line feed included. */
  function flipped({ lines, at }: Place): Buffer {
    const bytes = Buffer.from(textOf(lines));
    const start = Buffer.byteLength(textOf(lines.slice(0, at))) - (at === 0 ? 1 : 0);
    const index = start + random.below(Buffer.byteLength(lines[at] ?? '') + 1);
    bytes[index] = (bytes[index] ?? 0) ^ (1 << random.below(8));
    return bytes;
  }

  for (const phase of phases) {
    it(`is found ${tries / phases.length} of ${tries / phases.length} times by one flipped bit of a line of ${phase}`, async () => {
      const among = places.filter(({ lines, at }) => lines[at]?.includes(`"phase":"${phase}"`));
      assert.ok(among.length >= 5, `${among.length} lines`);
      let found = 0;
      for (let time = 0; time < tries / phases.length; time += 1) {
        const place = random.pick(among);
        if (await foundIn(place, flipped(place))) found += 1;
      }
      assert.equal(found, tries / phases.length);
    });
  }

  it(`is found ${tries} of ${tries} times by a line that was removed, wherever a later line or window tells of it`, async () => {
    const newest = places.at(-1);
    const among = places.filter((place) => place !== newest);
    const isLastOfFull = ({ file, lines, at }: Place): boolean => at === lines.length - 1 && file.series === newest?.file.series;
    // A file that another follows tells by that one's name.
    const own = among.filter((place) => !isLastOfFull(place));
    assert.equal(await count(({ lines, at }) => textOf(lines.toSpliced(at, 1)), own), tries);
  });

  it('is found by the last line of a full file that was removed: the next file does not follow', async () => {
    for (const { file, lines, at } of places.filter((place) => place.at === place.lines.length - 1).slice(0, -1)) {
      await writeFile(file.path, textOf(lines.toSpliced(at, 1)));
      assert.ok((await problems()).length > 0, file.name);
      await writeFile(file.path, textOf(lines));
    }
  });

  it('is not found by the last line of all that was removed, which nothing tells of yet', async () => {
    const last = places.at(-1) ?? assert.fail();
    assert.equal(await foundIn(last, textOf(last.lines.slice(0, -1))), false);
  });

  it(`is found ${tries} of ${tries} times by a line that stands there twice`, async () => {
    assert.equal(await count(({ lines, at }) => textOf(lines.toSpliced(at, 0, lines[at] ?? ''))), tries);
  });

  it(`is found ${tries} of ${tries} times by two lines that changed places`, async () => {
    const swapped = ({ lines, at }: Place): string => {
      const other = (at + 1 + random.below(lines.length - 1)) % lines.length;
      return textOf(lines.with(at, lines[other] ?? '').with(other, lines[at] ?? ''));
    };
    assert.equal(await count(swapped), tries);
  });

  it('would go unseen most times if lines were only read and not chained', async () => {
    const unread = (text: string): boolean =>
      text
        .trimEnd()
        .split('\n')
        .some((line) => !isJson(line));
    let found = 0;
    for (let time = 0; time < tries; time += 1) if (unread(flipped(random.pick(places)).toString('utf8'))) found += 1;
    assert.ok(found < tries / 2, `${found} found`);
  });
});

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
