import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { Account } from '../../src/core/account.ts';
import { CustodyError } from '../../src/core/errors.ts';
import { findSecrets, type NameColumns } from '../../src/core/findSecrets.ts';
import { createFoundSecrets } from '../../src/vscode/find/foundSecrets.ts';
import { readPages, type ReadPagesOptions } from '../../src/vscode/find/readPages.ts';
import type { RegionNode } from '../../src/vscode/tree/nodes.ts';
import type { Page } from '../../src/vscode/tree/regionListing.ts';

type Entry = readonly [name: string, place: string];

/** Columns as createFoundSecrets makes them, of names with `account region` each. */
function columnsOf(entries: readonly Entry[]): NameColumns {
  const places = [...new Set(entries.map(([, place]) => place))];
  return {
    names: entries.map(([name]) => name.toLowerCase()),
    placeOf: entries.map(([, place]) => places.indexOf(place)),
    places: places.map((place) => place.toLowerCase()),
  };
}

function found(names: readonly string[], query: string, most?: number): readonly string[] {
  const { rows } = findSecrets(columnsOf(names.map((name) => [name, 'main eu-west-1'])), query, most);
  return rows.map((row) => names[row] ?? '');
}

/** The same rule, written as one reads it: every name is ranked, all are sorted, and the first are taken. */
function naively(entries: readonly Entry[], query: string, most: number): ReturnType<typeof findSecrets> {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const rankOf = (name: string, place: string, word: string): number => {
    if (name === word) return 0;
    if (name.startsWith(word)) return 1;
    if (Array.from(name, (letter, at) => letter === '/' && name.slice(at + 1).startsWith(word)).includes(true)) return 2;
    if (name.includes(word)) return 3;
    if (place.includes(word)) return -1;
    let left = word;
    for (const letter of name) if (left.startsWith(letter)) left = left.slice(letter.length);
    return left === '' ? 4 : Infinity;
  };
  const ranked = entries
    .map(([name, place], row) => {
      const ranks = words.map((word) => rankOf(name.toLowerCase(), place.toLowerCase(), word));
      const weakest = ranks.length === 0 ? 0 : Math.max(...ranks);
      return { row, name: name.toLowerCase(), rank: weakest === -1 ? 5 : weakest, length: words.length === 0 ? 0 : name.length };
    })
    .filter(({ rank }) => rank !== Infinity)
    .sort((a, b) => a.rank - b.rank || a.length - b.length || a.row - b.row);
  const shown = ranked
    .slice(0, most)
    .sort((a, b) => a.rank - b.rank || a.length - b.length || (a.name < b.name ? -1 : a.name > b.name ? 1 : a.row - b.row));
  return { rows: shown.map(({ row }) => row), matching: ranked.length };
}

describe('findSecrets', () => {
  it('puts the exact name first, then prefixes of the name, of a segment, parts, and characters in order', () => {
    const names = ['d-x-b', 'main-db', 'prod/db-password', 'db/password', 'db'];
    assert.deepEqual(found(names, 'db'), ['db', 'db/password', 'prod/db-password', 'main-db', 'd-x-b']);
  });

  it('puts shorter names first within a rank, and the alphabet within a length', () => {
    assert.deepEqual(found(['prod/zz', 'prod/longer', 'prod/aa'], 'prod'), ['prod/aa', 'prod/zz', 'prod/longer']);
  });

  it('looks at no case, neither in names nor in what is typed', () => {
    assert.deepEqual(found(['Prod/DB', 'other'], 'pROD'), ['Prod/DB']);
  });

  it('wants every word in the name, the account or the region', () => {
    const entries: readonly Entry[] = [
      ['orders/db', 'production eu-west-1'],
      ['orders/db', 'staging eu-west-1'],
      ['orders/api', 'production eu-west-1'],
    ];
    assert.deepEqual(findSecrets(columnsOf(entries), 'db production').rows, [0]);
    assert.deepEqual(findSecrets(columnsOf(entries), 'eu-west-1 db').rows, [0, 1]);
    assert.deepEqual(findSecrets(columnsOf(entries), 'db us-east-1').rows, []);
  });

  it('puts names that hold a word before those whose account alone does', () => {
    const entries: readonly Entry[] = [
      ['a', 'staging eu-west-1'],
      ['keys/for/staging', 'production eu-west-1'],
    ];
    assert.deepEqual(findSecrets(columnsOf(entries), 'staging').rows, [1, 0]);
  });

  it('shows all by the alphabet before anything is typed', () => {
    assert.deepEqual(found(['b', 'ccc', 'aa'], '  '), ['aa', 'b', 'ccc']);
  });

  it('keeps as many as are shown and counts the rest', () => {
    const names = Array.from({ length: 1_000 }, (_, index) => `prod/${index}`);
    const { rows, matching } = findSecrets(columnsOf(names.map((name) => [name, 'main eu-west-1'])), 'prod');
    assert.equal(rows.length, 200);
    assert.equal(matching, 1_000);
    assert.deepEqual(found(names, 'prod', 3), ['prod/0', 'prod/1', 'prod/2']);
  });

  it('shows, of more equals than fit, those that came first, by the alphabet', () => {
    assert.deepEqual(found(['d', 'c', 'b', 'a'], '', 2), ['c', 'd']);
  });

  it('takes what is typed as text and not as a pattern', () => {
    assert.deepEqual(found(['a.b', 'axb', 'a+'], 'a.b'), ['a.b']);
    assert.deepEqual(found(['[', '(a'], '['), ['[']);
  });

  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'B', 'c', '/', '-', '1'), maxLength: 7 });
  const place = fc.constantFrom('ab b-1', 'Acc c-1', 'x a-1');
  const query = fc.array(fc.string({ unit: fc.constantFrom('a', 'B', 'c', '/', '-', '1'), maxLength: 4 }), { maxLength: 3 });

  it('finds what the same rule finds when every name is ranked and all are sorted', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(text, place), { maxLength: 60 }), query, fc.integer({ min: 1, max: 12 }), (entries, words, most) => {
        assert.deepEqual(findSecrets(columnsOf(entries), words.join(' '), most), naively(entries, words.join(' '), most));
      }),
      { seed: 1, numRuns: 3_000 },
    );
  });

  it('control: the comparison sees a rank that is left out', () => {
    const entries: readonly Entry[] = [
      ['x/b', 'm r'],
      ['xb', 'm r'],
    ];
    const withoutSegments = columnsOf(entries.map(([name, where]) => [name.replaceAll('/', '-'), where]));
    assert.notDeepEqual(findSecrets(withoutSegments, 'b'), naively(entries, 'b', 200));
  });
});

describe('secrets that were found', () => {
  it('are each there once, as they came last, however often a page brings them', () => {
    const secrets = createFoundSecrets();
    const where = { account: 'main', region: 'eu-west-1' };
    secrets.add(where, [{ name: 'A', arn: 'arn:a' }]);
    secrets.add(where, [
      { name: 'A', arn: 'arn:a', deletedDate: '2026-01-01' },
      { name: 'b', arn: 'arn:b' },
    ]);
    assert.deepEqual(secrets.columns, { names: ['a', 'b'], placeOf: [0, 0], places: ['main eu-west-1'] });
    assert.deepEqual(secrets.at(0), { ...where, name: 'A', arn: 'arn:a', deleted: true });
  });

  it('are two where one is reached through two accounts', () => {
    const secrets = createFoundSecrets();
    for (const account of ['one', 'two']) secrets.add({ account, region: 'eu-west-1' }, [{ name: 'a', arn: 'arn:a' }]);
    assert.equal(secrets.columns.names.length, 2);
    assert.equal(secrets.at(1)?.account, 'two');
  });
});

describe('reading pages of all regions', () => {
  const regions = Array.from({ length: 10 }, (_, index) => regionOf(`r${index}`));

  function regionOf(region: string): RegionNode {
    const account: Account = { kind: 'sandbox', name: 'main', regions: [region], access: 'destroy', host: 'here' };
    return { kind: 'region', account, region };
  }

  interface Seen {
    /** `region token`, in the order they were asked for. */
    readonly asked: readonly string[];
    readonly most: number;
    readonly names: readonly string[];
    readonly failed: Readonly<Record<string, string>>;
  }

  /** Reads all, each page answered in a later turn, and says what was seen. */
  async function readAll(
    script: (region: string, token: string) => Page,
    options: Partial<ReadPagesOptions> = {},
    which: readonly RegionNode[] = regions,
  ): Promise<Seen> {
    const [asked, names]: [string[], string[]] = [[], []];
    const failed: Record<string, string> = {};
    let [now, most] = [0, 0];
    const idle = Promise.withResolvers<void>();
    const add = readPages({
      async readPage({ region }, token = 'start') {
        asked.push(`${region} ${token}`);
        most = Math.max(most, (now += 1));
        await new Promise((resolve) => setImmediate(resolve));
        now -= 1;
        return script(region, token);
      },
      onPage: (_, secrets) => names.push(...secrets.map(({ name }) => name)),
      onFailed: ({ region }, { sentence }) => (failed[region] = sentence),
      onIdle: idle.resolve,
      signal: new AbortController().signal,
      ...options,
    });
    which.forEach(add);
    await idle.promise;
    return { asked, most, names, failed };
  }

  const page = (name: string, nextToken?: string): Page => ({ secrets: [{ name, arn: `arn:${name}`, rotationEnabled: false }], nextToken });
  const twoPages = (region: string, token: string): Page => page(`${region}/${token}`, token === 'start' ? 'second' : undefined);

  it('reads every page of each', async () => {
    const { names, failed } = await readAll(twoPages);
    assert.deepEqual([...names].sort(), regions.flatMap(({ region }) => [`${region}/second`, `${region}/start`]).sort());
    assert.deepEqual(failed, {});
  });

  it('waits for at most 4 pages at a time', async () => assert.equal((await readAll(twoPages)).most, 4));

  it('control: without that limit all regions are asked at once', async () => {
    assert.equal((await readAll(twoPages, { inFlight: Infinity })).most, regions.length);
  });

  it('reads a first page of each before the second of any', async () => {
    const { asked } = await readAll(twoPages);
    assert.ok(
      asked.slice(0, regions.length).every((each) => each.endsWith('start')),
      asked.join(),
    );
  });

  it('goes on with the others where one fails, and says why', async () => {
    const { names, failed } = await readAll((region, token) => {
      if (region === 'r3') throw new CustodyError('access_denied', 'r3 is closed.');
      return twoPages(region, token);
    });
    assert.equal(names.length, 18);
    assert.deepEqual(Object.keys(failed), ['r3']);
    assert.match(failed['r3'] ?? '', /^r3 is closed\. Ask whoever/);
  });

  it('stops a region at a token that comes for the second time, and keeps what it brought', async () => {
    const answers: Readonly<Record<string, Page>> = { start: page('a', '1'), 1: page('b', '2'), 2: page('c', '1') };
    const { asked, names, failed } = await readAll((_, token) => answers[token] ?? page('?'), {}, regions.slice(0, 1));
    assert.deepEqual(asked, ['r0 start', 'r0 1', 'r0 2']);
    assert.deepEqual(names, ['a', 'b', 'c']);
    assert.match(failed['r0'] ?? '', /second time/);
  });

  it('gives a region up after ten empty pages in a row', async () => {
    let visits = 0;
    const { asked, failed } = await readAll(() => ({ secrets: [], nextToken: `t${(visits += 1)}` }), {}, regions.slice(0, 1));
    assert.equal(asked.length, 10);
    assert.match(failed['r0'] ?? '', /10 pages in a row were empty/);
  });

  it('asks for nothing more once the signal has ended it, and tells nobody of what was on its way', async () => {
    const left = new AbortController();
    const told: string[] = [];
    const answered = Promise.withResolvers<Page>();
    let asked = 0;
    const add = readPages({
      readPage: () => ((asked += 1), answered.promise),
      onPage: () => told.push('page'),
      onFailed: () => told.push('failed'),
      onIdle: () => told.push('idle'),
      signal: left.signal,
    });
    regions.forEach(add);
    left.abort();
    answered.resolve(page('a', 'next'));
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(asked, 4);
    assert.deepEqual(told, []);
  });
});
