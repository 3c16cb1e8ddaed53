import assert from 'node:assert/strict';
import { createAgentSwitch } from '../../src/core/agentSwitch.ts';

describe('createAgentSwitch', () => {
  it('begins with agents running', () => {
    const agents = createAgentSwitch();
    assert.deepEqual([agents.stopped, agents.signal.aborted], [false, false]);
  });

  it('aborts what is in flight when agents are stopped', () => {
    const agents = createAgentSwitch();
    const inFlight = agents.signal;
    agents.stop();
    assert.deepEqual([agents.stopped, inFlight.aborted], [true, true]);
  });

  it('gives a new signal after they continue, and leaves the old one aborted', () => {
    const agents = createAgentSwitch();
    const inFlight = agents.signal;
    agents.stop();
    agents.resume();
    assert.deepEqual([agents.stopped, agents.signal.aborted, inFlight.aborted], [false, false, true]);
  });

  it('keeps the signal of calls in flight when agents continue that were never stopped', () => {
    const agents = createAgentSwitch();
    const inFlight = agents.signal;
    agents.resume();
    agents.stop();
    assert.equal(inFlight.aborted, true);
  });

  it('tells every listener of each change, after it happened', () => {
    const agents = createAgentSwitch();
    const told: boolean[] = [];
    agents.onChange(() => told.push(agents.stopped));
    agents.onChange(() => told.push(agents.stopped));
    agents.stop();
    agents.resume();
    assert.deepEqual(told, [true, true, false, false]);
  });
});
