import Mocha from 'mocha';
import { describeSecretsManager } from '../contract/secretsManagerSuite.ts';
import type { Moto } from './startMoto.ts';
import type { Result } from './verdict.ts';

type Options = NonNullable<Parameters<typeof describeSecretsManager>[1]>;
type Part = NonNullable<Options['without']>[number];

// A record and not a list, so that a new part that is missing here does not compile.
const parts: Record<Part, true> = {
  writing: true,
  versions: true,
  deleting: true,
  listing: true,
  policies: true,
  rotation: true,
  replication: true,
};

/** Runs the contract suite of the sandbox against moto, each part from a clean state. */
export function runSuite({ target, reset }: Moto): Promise<Result[]> {
  const results: Result[] = [];
  const mocha = new Mocha({ timeout: 60_000, reporter: collectInto(results) });
  // What loading a file would do: it makes describe, it and the hooks global.
  mocha.suite.emit('pre-require', globalThis, 'moto', mocha);
  for (const part of Object.keys(parts)) {
    describe(part, () => {
      before(reset);
      describeSecretsManager(() => target, { without: Object.keys(parts).filter((each): each is Part => each !== part) });
    });
  }
  return new Promise((resolve) => {
    mocha.run(() => resolve(results));
  });
}

// What counts as a failure here is for the table of differences to say, so mocha's own reporters would mislead.
function collectInto(results: Result[]): new (runner: Mocha.Runner) => Mocha.reporters.Base {
  return class extends Mocha.reporters.Base {
    constructor(runner: Mocha.Runner) {
      super(runner);
      runner.on('pass', (test) => results.push({ title: titleOf(test) }));
      runner.on('pending', (test) => results.push({ title: titleOf(test), failure: 'It was skipped.' }));
      // A hook that fails comes along here too, under a title that no table lists.
      runner.on('fail', (test, error: unknown) => results.push({ title: titleOf(test), failure: String(error) }));
    }
  };
}

// The full title without the part's, which is around every test of it.
function titleOf(test: Mocha.Runnable): string {
  return test.titlePath().slice(1).join(' ');
}
