import assert from 'node:assert/strict';
import { test } from 'node:test';
import { align } from '../../clients/viewer/src/pure/align.js';
import { nearestIndex } from '../../clients/viewer/src/pure/nearest.js';
import { plotData } from '../../clients/viewer/src/pure/plot-data.js';
import { sparkPath } from '../../clients/viewer/src/pure/spark-path.js';

test('lines of different x stand over the union of their x', () => {
  assert.deepEqual(align([{ x: [0, 2], columns: [[1, 2]] }, { x: [1, 2], columns: [[8, 9]] }]), { x: [0, 1, 2], columns: [[1, null, 2], [null, 8, 9]] });
});

test('a logarithmic axis marks what is not positive at its edge and loses nothing (VIEW-15)', () => {
  const vertices = { x: [0, 1, 2], line: [1, -1, 10], low: [1, -1, 10], high: [1, -1, 10], below: [7], above: [8] };
  const { columns, marks, extent } = plotData([{ vertices, smoothed: null }], true);
  assert.deepEqual([columns[2], marks, extent], [[1, null, 10], [{ x: 7, line: 0, edge: 'bottom' }, { x: 1, line: 0, edge: 'bottom' }, { x: 8, line: 0, edge: 'top' }], [0, 8]]);
});

test('smoothed values are a fourth column of their line, at places of their own', () => {
  const vertices = { x: [0], line: [1], low: [1], high: [1], below: [], above: [] };
  assert.deepEqual(plotData([{ vertices, smoothed: { x: [3], y: [0.5] } }], false), { x: [0, 3], columns: [[1, null], [1, null], [1, null], [null, 0.5]], marks: [], extent: [0, 3] });
});

test('the nearest of two neighbours is found, and none in an empty list', () => {
  assert.deepEqual([nearestIndex([0, 10, 20], 14), nearestIndex([0, 10, 20], 16), nearestIndex([0], -5), nearestIndex([], 1)], [1, 2, 0, -1]);
});

test('a sparkline breaks where a value is missing and lies in the middle when it is flat', () => {
  assert.deepEqual([sparkPath([0, 1], 10, 4), sparkPath([1, Number.NaN, 1], 10, 4), sparkPath([Number.NaN], 10, 4)], ['M0.0 4.0L10.0 0.0', 'M0.0 2.0M10.0 2.0', '']);
});
