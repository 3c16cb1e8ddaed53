import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { createApprovals, type ApprovalAnswer, type ApprovalCard, type Approvals } from '../../src/core/approval.ts';
import { person, type Caller } from '../../src/core/caller.ts';
import { CustodyError, type ErrorCode } from '../../src/core/errors.ts';
import { SecretText } from '../../src/core/secretText.ts';
import { rejectsWith, settle } from './support.ts';

type Wanted = Omit<ApprovalCard, 'id' | 'lifeMs'>;

const deleteProd: Wanted = {
  headline: 'Delete prod/db',
  consequences: [],
  acceptLabel: 'Delete',
  hash: 'h',
  caller: person,
  operation: 'Delete Secret',
  risk: 'destructive',
  account: 'main',
  mark: { production: false, color: 'none' },
  region: 'eu-west-1',
  secret: 'prod/db',
  arn: undefined,
  arguments: {},
  wantsValue: false,
};

function agent(client: string): Caller {
  return { kind: 'agent', client, claimedName: client };
}

/** A card as it was shown, with what a test needs to answer it. */
interface Shown {
  readonly card: ApprovalCard;
  readonly signal: AbortSignal;
  readonly waiting: number[];
  readonly answer: (answer: ApprovalAnswer) => void;
  readonly fail: (error: Error) => void;
}

function desk(now?: () => number) {
  const shown: Shown[] = [];
  const approvals = createApprovals((card, signal, onWaiting) => {
    const { promise, resolve, reject } = Promise.withResolvers<ApprovalAnswer>();
    const waiting: number[] = [];
    onWaiting((count) => waiting.push(count));
    shown.push({ card, signal, waiting, answer: resolve, fail: reject });
    return promise;
  }, now);
  return { shown, approvals };
}

function at(shown: readonly Shown[], index: number): Shown {
  return shown[index] ?? assert.fail(`card ${index} is not open; ${shown.length} were shown`);
}

function ask(
  approvals: Approvals,
  more: Partial<Wanted> = {},
  signal = new AbortController().signal,
  progress: (text: string) => void = () => undefined,
) {
  const promise = approvals.ask({ ...deleteProd, ...more }, signal, progress);
  // Looked at later by the test; until then a rejection is no accident.
  promise.catch(() => undefined);
  return promise;
}

function accept({ card }: Shown, more: { typed?: string; value?: SecretText; id?: string } = {}): ApprovalAnswer {
  return { kind: 'accepted', id: card.id, ...more };
}

async function answeredWith(more: Partial<Wanted>, answer: (shown: Shown) => ApprovalAnswer) {
  const { shown, approvals } = desk();
  const asked = ask(approvals, more);
  await settle();
  at(shown, 0).answer(answer(at(shown, 0)));
  return asked;
}

describe('createApprovals', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'] }));
  afterEach(() => mock.timers.reset());

  it('resolves when the very card is accepted, with no value where none was wanted', async () => {
    assert.deepEqual(await answeredWith({}, (shown) => accept(shown)), {});
  });

  it('does not close a card at 120 seconds that was answered before', async () => {
    const { shown, approvals } = desk();
    const asked = ask(approvals);
    await settle();
    at(shown, 0).answer(accept(at(shown, 0)));
    await asked;
    mock.timers.tick(120_000);
    assert.equal(at(shown, 0).signal.aborted, false);
  });

  it('hands the value over that the person typed', async () => {
    const value = SecretText.of('typed');
    assert.equal((await answeredWith({ wantsValue: true }, (shown) => accept(shown, { value }))).value, value);
  });

  it('accepts when the name to type was typed exactly', async () => {
    assert.deepEqual(await answeredWith({ typeToConfirm: 'prod/db' }, (shown) => accept(shown, { typed: 'prod/db' })), {});
  });

  const refusals: Record<string, [Partial<Wanted>, (shown: Shown) => ApprovalAnswer]> = {
    'the person declined': [{}, () => ({ kind: 'declined' })],
    'the answer carries another id': [{}, (shown) => accept(shown, { id: 'f'.repeat(32) })],
    'the answer carries an empty id': [{}, (shown) => accept(shown, { id: '' })],
    'the name to type is missing': [{ typeToConfirm: 'prod/db' }, (shown) => accept(shown)],
    'the name to type is wrong': [{ typeToConfirm: 'prod/db' }, (shown) => accept(shown, { typed: 'prod/dB' })],
    'the name to type has a space after it': [{ typeToConfirm: 'prod/db' }, (shown) => accept(shown, { typed: 'prod/db ' })],
    'the value is missing': [{ wantsValue: true }, (shown) => accept(shown)],
    'a value came that nobody wanted': [{}, (shown) => accept(shown, { value: SecretText.of('x') })],
  };
  for (const [name, [more, answer]] of Object.entries(refusals)) {
    it(`counts as declined when ${name}`, () => rejectsWith('approval_declined', answeredWith(more, answer)));
  }

  it('gives every card an id of its own, and an answer to one does not open the next', async () => {
    const { shown, approvals } = desk();
    const first = ask(approvals);
    await settle();
    const old = accept(at(shown, 0));
    at(shown, 0).answer(old);
    await first;
    const second = ask(approvals);
    await settle();
    assert.notEqual(at(shown, 1).card.id, at(shown, 0).card.id);
    assert.match(at(shown, 1).card.id, /^[0-9a-f]{32}$/);
    at(shown, 1).answer(old);
    await rejectsWith('approval_declined', second);
  });

  it('expires 120 seconds after it was shown and not a moment before, closing the card', async () => {
    const { shown, approvals } = desk();
    const asked = ask(approvals);
    await settle();
    mock.timers.tick(119_999);
    await settle();
    assert.equal(at(shown, 0).signal.aborted, false);
    mock.timers.tick(1);
    await rejectsWith('approval_expired', asked);
    assert.equal(at(shown, 0).signal.aborted, true);
  });

  it('tells the card how long it lives', async () => {
    const { shown, approvals } = desk();
    void ask(approvals);
    await settle();
    assert.equal(at(shown, 0).card.lifeMs, 120_000);
  });

  it('is not accepted by a click that comes after it expired', async () => {
    const { shown, approvals } = desk();
    const asked = ask(approvals);
    await settle();
    mock.timers.tick(120_000);
    at(shown, 0).answer(accept(at(shown, 0)));
    await rejectsWith('approval_expired', asked);
  });

  it('is accepted by the same click a moment before it expires', async () => {
    const { shown, approvals } = desk();
    const asked = ask(approvals);
    await settle();
    mock.timers.tick(119_999);
    at(shown, 0).answer(accept(at(shown, 0)));
    assert.deepEqual(await asked, {});
  });

  it('begins its 120 seconds when it is shown, not while it waits', async () => {
    const { shown, approvals } = desk();
    const first = ask(approvals);
    void ask(approvals);
    await settle();
    mock.timers.tick(100_000);
    at(shown, 0).answer({ kind: 'declined' });
    await rejectsWith('approval_declined', first);
    await settle();
    mock.timers.tick(119_999);
    assert.equal(at(shown, 1).signal.aborted, false);
    mock.timers.tick(1);
    assert.equal(at(shown, 1).signal.aborted, true);
  });

  it('sends progress at once, every 10 seconds while it waits and while it is open, and once it was answered, and none after', async () => {
    const { shown, approvals } = desk();
    const told: string[] = [];
    void ask(approvals);
    const second = ask(approvals, { headline: 'Delete second' }, undefined, (text) => told.push(text));
    assert.equal(told.length, 1);
    await settle();
    mock.timers.tick(30_000);
    assert.equal(told.length, 4);
    at(shown, 0).answer({ kind: 'declined' });
    await settle();
    mock.timers.tick(20_000);
    assert.equal(told.length, 6);
    at(shown, 1).answer(accept(at(shown, 1)));
    await second;
    mock.timers.tick(60_000);
    assert.deepEqual(told.slice(6), ['Answered in the editor: Delete second.']);
    assert.ok(told.every((text) => text.includes('Delete second')));
  });

  it('shows nothing when the call was cancelled before', async () => {
    const { shown, approvals } = desk();
    await assert.rejects(ask(approvals, {}, AbortSignal.abort()), { name: 'AbortError' });
    await settle();
    assert.equal(shown.length, 0);
  });

  it('never shows a card whose call was cancelled while it waited', async () => {
    const { shown, approvals } = desk();
    void ask(approvals);
    const cancel = new AbortController();
    const second = ask(approvals, {}, cancel.signal);
    const third = ask(approvals, { headline: 'third' });
    await settle();
    cancel.abort();
    await assert.rejects(second, { name: 'AbortError' });
    assert.equal(shown.length, 1, 'the one behind must not overtake the card that is open');
    at(shown, 0).answer({ kind: 'declined' });
    await settle();
    assert.equal(at(shown, 1).card.headline, 'third');
    at(shown, 1).answer(accept(at(shown, 1)));
    await third;
  });

  it('never presents with a signal that has aborted, at whatever moment of the handover the call is cancelled', async () => {
    for (let ticks = 0; ticks < 20; ticks += 1) {
      const { shown, approvals } = desk();
      const abortedAtStart: boolean[] = [];
      const first = ask(approvals);
      const cancel = new AbortController();
      const second = ask(approvals, {}, cancel.signal);
      await settle();
      at(shown, 0).answer(accept(at(shown, 0)));
      await first;
      for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
      const before = shown.length;
      cancel.abort();
      await assert.rejects(second, { name: 'AbortError' });
      await settle();
      if (before === 1) abortedAtStart.push(...shown.slice(1).map(({ signal }) => signal.aborted));
      assert.deepEqual(abortedAtStart, [], `cancelled ${ticks} ticks after the first card closed`);
    }
  });

  it('closes the card when its call is cancelled, and a late click does nothing', async () => {
    const { shown, approvals } = desk();
    const cancel = new AbortController();
    const asked = ask(approvals, {}, cancel.signal);
    await settle();
    cancel.abort();
    assert.equal(at(shown, 0).signal.aborted, true);
    at(shown, 0).answer(accept(at(shown, 0)));
    await assert.rejects(asked, { name: 'AbortError' });
  });

  it('opens one card at a time and keeps the order of asking', async () => {
    const { shown, approvals } = desk();
    const names = ['a', 'b', 'c', 'd'];
    const asked = names.map((headline) => ask(approvals, { headline }));
    for (const [index, name] of names.entries()) {
      await settle();
      assert.equal(shown.length, index + 1);
      assert.equal(at(shown, index).card.headline, name);
      at(shown, index).answer(accept(at(shown, index)));
      await asked[index];
    }
  });

  it('lets five wait behind the open card and refuses the sixth, in one burst', async () => {
    const { shown, approvals } = desk();
    const asked = Array.from({ length: 6 }, () => ask(approvals));
    await rejectsWith('approval_busy', ask(approvals));
    await settle();
    at(shown, 0).answer({ kind: 'declined' });
    await rejectsWith('approval_declined', asked[0] ?? assert.fail());
    await settle();
    void ask(approvals);
    await rejectsWith('approval_busy', ask(approvals));
  });

  it('lets five wait behind the open card and refuses the sixth, one after the other', async () => {
    const { approvals } = desk();
    for (let index = 0; index < 6; index += 1) {
      void ask(approvals);
      await settle();
    }
    await rejectsWith('approval_busy', ask(approvals));
  });

  it('frees the place of a waiting call that was cancelled', async () => {
    const { approvals } = desk();
    for (let index = 0; index < 5; index += 1) void ask(approvals);
    const cancel = new AbortController();
    const last = ask(approvals, {}, cancel.signal);
    await settle();
    await rejectsWith('approval_busy', ask(approvals));
    cancel.abort();
    await assert.rejects(last, { name: 'AbortError' });
    const next = ask(approvals);
    await settle();
    assert.equal(await Promise.race([next, 'waits']), 'waits');
  });

  it('tells the open card how many wait behind it', async () => {
    const { shown, approvals } = desk();
    void ask(approvals);
    await settle();
    void ask(approvals);
    const cancel = new AbortController();
    const third = ask(approvals, {}, cancel.signal);
    cancel.abort();
    await assert.rejects(third);
    assert.deepEqual(at(shown, 0).waiting, [0, 1, 2, 1]);
  });

  it('pauses a client that asks more than a dozen times a minute, and no other', async () => {
    let time = 0;
    const { shown, approvals } = desk(() => time);
    const once = async (client: string): Promise<ErrorCode | 'accepted'> => {
      const seen = shown.length;
      const asked = ask(approvals, { caller: agent(client) });
      await settle();
      const open = shown[seen];
      open?.answer(accept(open));
      return asked.then(
        () => 'accepted',
        (thrown: { code: ErrorCode }) => thrown.code,
      );
    };
    for (let index = 0; index < 12; index += 1) {
      assert.equal(await once('eager'), 'accepted');
      time += 1_000;
    }
    assert.equal(await once('eager'), 'approval_busy');
    assert.equal(await once('calm'), 'accepted');
    time = 59_999;
    assert.equal(await once('eager'), 'approval_busy');
    time = 60_000;
    assert.equal(await once('eager'), 'accepted', 'a minute after the first, there is room for one');
    assert.equal(await once('eager'), 'approval_busy');
  });

  it('never pauses the person', async () => {
    const { shown, approvals } = desk(() => 0);
    for (let index = 0; index < 20; index += 1) {
      const asked = ask(approvals);
      await settle();
      at(shown, index).answer(accept(at(shown, index)));
      assert.deepEqual(await asked, {});
    }
  });

  it('fails when the presenter fails, and shows the next card', async () => {
    const { shown, approvals } = desk();
    const first = ask(approvals);
    const second = ask(approvals);
    await settle();
    at(shown, 0).fail(new Error('no window'));
    await assert.rejects(first, /no window/);
    await settle();
    at(shown, 1).answer(accept(at(shown, 1)));
    assert.deepEqual(await second, {});
  });

  it('fails when the presenter throws before it returns a promise, and shows the next card', async () => {
    let calls = 0;
    const approvals = createApprovals((card) => {
      calls += 1;
      if (calls === 1) throw new Error('no window');
      return Promise.resolve({ kind: 'accepted', id: card.id });
    });
    await assert.rejects(ask(approvals), /no window/);
    assert.deepEqual(await ask(approvals), {});
  });

  it('goes on to the next card when a presenter ignores that its signal aborted', async () => {
    const { shown, approvals } = desk();
    const cancel = new AbortController();
    const first = ask(approvals, {}, cancel.signal);
    const second = ask(approvals);
    const third = ask(approvals);
    await settle();
    cancel.abort();
    await assert.rejects(first, { name: 'AbortError' });
    await settle();
    mock.timers.tick(120_000);
    await rejectsWith('approval_expired', second);
    await settle();
    at(shown, 2).answer(accept(at(shown, 2)));
    assert.deepEqual(await third, {});
  });

  it('ends all that is asked at once with what it was told, closes the card, and asks again afterwards', async () => {
    const { shown, approvals } = desk();
    const asked = [ask(approvals), ask(approvals)];
    await settle();
    const { card, signal, answer } = at(shown, 0);
    // At the same moment: a yes that was given before the end was heard of.
    answer({ kind: 'accepted', id: card.id });
    approvals.cancelAll(new CustodyError('cancelled', 'The person locked Custody.'));
    for (const each of asked) await rejectsWith('cancelled', each);
    assert.deepEqual([signal.aborted, shown.length], [true, 1]);
    const next = ask(approvals);
    await settle();
    at(shown, 1).answer(accept(at(shown, 1)));
    assert.deepEqual(await next, {});
  });
});
