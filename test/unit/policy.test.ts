import assert from 'node:assert/strict';
import { accessLevels, type AccessLevel } from '../../src/core/account.ts';
import { decide, risks, type PolicyQuestion, type Risk } from '../../src/core/policy.ts';

// The tables of DESIGN.md section 2, written out. Nothing here is computed from policy.ts.

/** A person: neither level, needs, force nor its switch matter. */
const forPerson: Record<Risk, { plain: string; overwrites: string; known: string; overwritesKnown: string }> = {
  read: { plain: 'allow', overwrites: 'allow', known: 'allow', overwritesKnown: 'allow' },
  use: { plain: 'ask', overwrites: 'ask', known: 'allow', overwritesKnown: 'allow' },
  reveal: { plain: 'allow', overwrites: 'allow', known: 'allow', overwritesKnown: 'allow' },
  write: { plain: 'allow', overwrites: 'ask', known: 'allow', overwritesKnown: 'ask' },
  destructive: { plain: 'ask', overwrites: 'ask', known: 'ask', overwritesKnown: 'ask' },
};

/** An agent within its level: overwriting makes no difference, a write asks anyway. */
const forAgent: Record<Risk, { plain: string; known: string }> = {
  read: { plain: 'allow', known: 'allow' },
  use: { plain: 'ask', known: 'allow' },
  reveal: { plain: 'allow', known: 'allow' },
  write: { plain: 'ask', known: 'ask' },
  destructive: { plain: 'ask', known: 'ask' },
};

/** Rows: what the agent has. Letters: what is needed, in the order off list describe use write destroy. */
const reaches: Record<AccessLevel, string> = {
  off: '......',
  list: 'yy....',
  describe: 'yyy...',
  use: 'yyyy..',
  write: 'yyyyy.',
  destroy: 'yyyyyy',
};
const neededOrder = ['off', 'list', 'describe', 'use', 'write', 'destroy'] as const;

const both = [false, true] as const;

function cells(): PolicyQuestion[] {
  return risks.flatMap((risk) =>
    (['person', 'agent'] as const).flatMap((caller) =>
      accessLevels.flatMap((level) =>
        accessLevels.flatMap((needs) =>
          both.flatMap((overwrites) =>
            both.flatMap((force) =>
              both.flatMap((forceAllowed) =>
                both.map((knownDestination) => ({ risk, caller, level, needs, overwrites, force, forceAllowed, knownDestination })),
              ),
            ),
          ),
        ),
      ),
    ),
  );
}

function expected(cell: PolicyQuestion): string {
  if (cell.caller === 'person') {
    const row = forPerson[cell.risk];
    if (cell.overwrites) return cell.knownDestination ? row.overwritesKnown : row.overwrites;
    return cell.knownDestination ? row.known : row.plain;
  }
  if (reaches[cell.level].charAt(neededOrder.indexOf(cell.needs)) !== 'y') return 'refuse access_level';
  if (cell.force && !cell.forceAllowed) return 'refuse force_delete_off';
  return cell.knownDestination ? forAgent[cell.risk].known : forAgent[cell.risk].plain;
}

function told(cell: PolicyQuestion): string {
  const verdict = decide(cell);
  return verdict.kind === 'refuse' ? `refuse ${verdict.code}` : verdict.kind;
}

const agentAsks: PolicyQuestion = {
  risk: 'destructive',
  caller: 'agent',
  level: 'destroy',
  needs: 'destroy',
  overwrites: false,
  force: false,
  forceAllowed: false,
  knownDestination: false,
};

describe('decide', () => {
  it("answers every one of the 5,760 cells as the design's table says", () => {
    const all = cells();
    assert.equal(all.length, 5 * 2 * 6 * 6 * 2 * 2 * 2 * 2);
    for (const cell of all) assert.equal(told(cell), expected(cell), JSON.stringify(cell));
  });

  it('uses all four verdicts somewhere, so that a table of one word would not pass', () => {
    assert.deepEqual([...new Set(cells().map(told))].sort(), ['allow', 'ask', 'refuse access_level', 'refuse force_delete_off']);
  });

  it('never lets an agent write or destroy without asking', () => {
    const changes = cells().filter((cell) => cell.caller === 'agent' && (cell.risk === 'write' || cell.risk === 'destructive'));
    assert.ok(changes.length > 0);
    assert.deepEqual(
      changes.filter((cell) => told(cell) === 'allow'),
      [],
    );
  });

  it('refuses an agent everything in an account that is off', () => {
    const off = cells().filter((cell) => cell.caller === 'agent' && cell.level === 'off');
    assert.ok(off.every((cell) => told(cell) === 'refuse access_level'));
  });

  it('names the access level before the force switch, so that an agent below the level does not learn of the switch', () => {
    assert.equal(told({ ...agentAsks, level: 'list', force: true }), 'refuse access_level');
    assert.equal(told({ ...agentAsks, force: true }), 'refuse force_delete_off');
  });

  it('still asks for a forced delete once it is switched on', () => {
    assert.equal(told({ ...agentAsks, force: true, forceAllowed: true }), 'ask');
  });
});
