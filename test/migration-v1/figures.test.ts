import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noFigures, progressOf, type Figures } from '../../plugins/migration-v1/figures.js';

const row = { state: 'running', step: 'ingest', generations: [], started_at: 0, ended_at: null, failure: null, artifacts_done: 0, artifacts_of: 0 } as const;

/** Time left ten seconds after the begin, in which `figures` came to be. */
function left(figures: Partial<Figures>): number | null {
  return progressOf(row, { ...noFigures, ...figures }, { at: 0, figures: noFigures }, 10).seconds_left;
}

test('runs whose files were not looked at yet take time, though no byte of theirs is known', () => {
  assert.equal(left({ runs: { done: 100, of: 500 }, bytes: { done: 9000, of: 9000 } }), 40);
});

test('the bytes of a large file take time, though all runs are known', () => {
  assert.equal(left({ runs: { done: 1, of: 1 }, bytes: { done: 1000, of: 4000 } }), 30);
});

test('nothing is said of the time left while nothing moves', () => {
  assert.equal(left({ runs: { done: 0, of: 5 }, bytes: { done: 0, of: 10 } }), null);
});
