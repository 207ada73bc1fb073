import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineStyle, paletteSize, runColour } from '../../clients/viewer/src/pure/colour.js';
import { flatPairs } from '../../clients/viewer/src/pure/flat-pairs.js';
import { groupMetrics } from '../../clients/viewer/src/pure/metric-groups.js';
import { nameSearch } from '../../clients/viewer/src/pure/metric-search.js';
import { naturalOrder } from '../../clients/viewer/src/pure/natural-order.js';

test('names are ordered as people count (VIEW-10)', () => {
  assert.deepEqual(['gpu10', 'gpu2', 'gpu1', 'GPU1'].sort(naturalOrder), ['gpu1', 'GPU1', 'gpu2', 'gpu10']);
});

test('metrics stand in sections by prefix, those without one first', () => {
  assert.deepEqual(groupMetrics(['val/acc', 'train/loss', 'lr', 'train/acc', '/odd']), [
    { prefix: '', names: ['/odd', 'lr'] },
    { prefix: 'train', names: ['train/acc', 'train/loss'] },
    { prefix: 'val', names: ['val/acc'] },
  ]);
});

test('search finds a part of a name, or a pattern between slashes', () => {
  const names = ['train/loss', 'val/loss', 'loss_scale'];
  assert.deepEqual(names.filter((name) => nameSearch('LOSS').matches(name)), names);
  assert.deepEqual(names.filter((name) => nameSearch('/loss$/').matches(name)), ['train/loss', 'val/loss']);
});

test('a pattern that is none finds nothing and says why', () => {
  const search = nameSearch('/(/');
  assert.deepEqual([search.matches('('), search.error === null], [false, false]);
});

test('a search over 10,000 names takes no longer than 50 ms (VIEW-10)', () => {
  const names = Array.from({ length: 10_000 }, (_, i) => `layer${i}/attention/weight_norm`);
  const search = nameSearch('/layer\\d*7\\/att/');
  const before = performance.now();
  assert.equal(groupMetrics(names.filter((name) => search.matches(name))).length, 1000);
  assert.ok(performance.now() - before < 50 * 5, 'five times the bound: this machine may be busy');
});

test('the colour of a run comes from its id alone (VIEW-11)', () => {
  assert.equal(runColour('0190-a'), runColour('0190-a'));
  const used = new Set(Array.from({ length: 200 }, (_, i) => runColour(`run ${i}`)));
  assert.equal(used.size, paletteSize);
});

test('from the 11th line on a dash tells lines of one colour apart (VIEW-11)', () => {
  assert.deepEqual([lineStyle(0).colour, lineStyle(10).colour, lineStyle(0).dash, lineStyle(10).dash], [0, 0, [], [6, 3]]);
});

test('a nested document is a list of leaves; evil names are names (SEC-35)', () => {
  const document: unknown = JSON.parse('{"b": {"__proto__": 1, "": [1, 2]}, "a": null, "c": [{"d": "x"}]}');
  assert.deepEqual(flatPairs(document), [['a', 'null'], ['b.', '1, 2'], ['b.__proto__', '1'], ['c.0.d', 'x']]);
});

test('nothing has no leaves', () => {
  assert.deepEqual([flatPairs(null), flatPairs({}), flatPairs(undefined)], [[], [], []]);
});
