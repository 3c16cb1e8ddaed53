import assert from 'node:assert/strict';

describe('the Node that runs the tests', () => {
  it("is 24 or later, because a blocked install script falls back to the machine's Node in silence", () => {
    assert.ok(
      Number(process.versions.node.split('.')[0]) >= 24,
      `The tests run on Node ${process.versions.node}: run npm install with scripts allowed for "node".`,
    );
  });
});
