import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatRunView, freshRunView, parseRunView } from '../../clients/viewer/src/pure/run-view.js';
import { smoothingKinds, smoothingOf } from '../../clients/viewer/src/pure/smoothing.js';
import { defaultColumns, defaultSort, formatTableView, nextSort, parseTableView } from '../../clients/viewer/src/pure/table-view.js';

test('a fresh page has an empty query, and an empty query is a fresh page (VIEW-140)', () => {
  assert.deepEqual([formatRunView(freshRunView), parseRunView('')], ['', freshRunView]);
  assert.equal(formatTableView(parseTableView('')), '');
});

test('a run view survives the address whole', () => {
  const view = { tab: 'logs', x: 'relative', smoothing: { kind: 'gaussian', parameter: 2.5 }, log: true, zoom: [-1.5, 20], search: '/loss$/ & more', folded: ['train', 'ümlaut/#?'], full: 'a b' } as const;
  assert.deepEqual(parseRunView(formatRunView(view)), view);
});

test('a weight alone is that of an exponential average, and no weight is none', () => {
  const smoothing = (text: string) => parseRunView(`smooth=${text}`).smoothing;
  assert.deepEqual(['0.6', '7', '0', 'ema:0', 'mean:2.6', 'gaussian:9999', 'mode:3', 'mean:', 'mean:x', ':', ''].map(smoothing), [
    { kind: 'ema', parameter: 0.6 }, { kind: 'ema', parameter: 0.99 }, null, null, { kind: 'mean', parameter: 3 }, { kind: 'gaussian', parameter: 500 }, null, null, null, null, null,
  ]);
});

test('every smoothing that can be chosen survives the address', () => {
  const chosen = smoothingKinds.flatMap((kind) => [NaN, 0, 1, 1e12].map((parameter) => smoothingOf(kind, parameter))).filter(({ kind, parameter }) => kind !== 'ema' || parameter > 0);
  assert.deepEqual(chosen.map((smoothing) => parseRunView(formatRunView({ ...freshRunView, smoothing })).smoothing), chosen);
});

test('a table view survives the address whole', () => {
  const view = { filter: 'metrics."a b" > 1 and has("x&y")', sort: 'metrics."a b"', show: 'deleted', columns: ['name', 'metrics.a b', 'params.lr'] } as const;
  assert.deepEqual(parseTableView(formatTableView(view)), view);
});

test('a zoom stands in the address no more exactly than it can be seen', () => {
  const zoomed = (from: number, to: number) => formatRunView({ ...freshRunView, zoom: [from, to] });
  assert.deepEqual([zoomed(279.01242236, 696.031055901), zoomed(1.7e9 + 0.123456789, 1.7e9 + 10)], ['zoom=279%7E696', 'zoom=1700000000.123%7E1700000010']);
});

test('strange values in the address become the defaults', () => {
  assert.deepEqual(parseRunView('tab=x&x=moon&smooth=NaN&log=2&zoom=5~1'), freshRunView);
  assert.deepEqual(parseTableView('show=all&col='), { filter: '', sort: defaultSort, show: 'present', columns: defaultColumns });
});

test('clicks on a header order down, then up, then as at the beginning', () => {
  const first = nextSort(defaultSort, 'path');
  const second = nextSort(first, 'path');
  assert.deepEqual([first, second, nextSort(second, 'path')], ['-path', 'path', defaultSort]);
});
