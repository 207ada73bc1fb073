import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { complete } from '../../clients/viewer/src/pure/completion.js';
import { conjuncts, demands, quoted, toggle } from '../../clients/viewer/src/pure/conjunct.js';
import { columnInfo, fieldText } from '../../clients/viewer/src/pure/table-columns.js';
import { parseFilter, parseSort } from '../../schemas/filter.js';

const words = { fields: ['state', 'started_at', 'metrics.val_acc', 'params.lr'], values: new Map([['state', ['"running"', '"failed"']]]) };

test('a chip puts its condition into the filter and takes it out again', () => {
  const chip = 'state = "running"';
  const filtered = toggle('metrics.a > 1', chip);
  assert.deepEqual([filtered, demands(filtered, chip), toggle(filtered, chip)], ['metrics.a > 1 and state = "running"', true, 'metrics.a > 1']);
});

test('a chip beside an “or” keeps the meaning of both', () => {
  assert.equal(toggle('a or b', 'has("x")'), '(a or b) and has("x")');
});

test('“and” inside quotes and brackets divides nothing', () => {
  assert.deepEqual(conjuncts('name = "this and that" and (a and b)'), ['name = "this and that"', '(a and b)']);
});

test('any chip on any text gives a filter that parses (fast-check)', () => {
  fc.assert(fc.property(fc.string(), (text) => {
    assert.ok(parseFilter(toggle('metrics.a > 1 or b', `path = ${quoted(text)}`)) !== undefined);
  }));
});

test('a field with a strange name is quoted so that the grammar reads it back (fast-check)', () => {
  fc.assert(fc.property(fc.string({ minLength: 1 }), (key) => {
    const { field } = parseSort(fieldText('metrics', key));
    assert.deepEqual(field, { kind: 'metric', key, of: 'last' });
  }));
});

test('completion offers fields, and values behind a comparison', () => {
  assert.deepEqual(complete('sta', 3, words), { from: 0, to: 3, offers: ['started_at', 'state'] });
  assert.deepEqual(complete('state = "ru', 11, words), { from: 8, to: 11, offers: ['"running"'] });
  assert.deepEqual(complete('name = "sta', 11, words).offers, []);
});

test('a column of a metric sorts by its quoted field and shows its plain name', () => {
  const { title, sort, isNumber } = columnInfo('metrics.val loss')!;
  assert.deepEqual([title, sort, isNumber], ['val loss', 'metrics."val loss"', true]);
});

test('a column that does not exist is none', () => {
  assert.equal(columnInfo('__proto__'), undefined);
});
