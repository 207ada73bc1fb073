import assert from 'node:assert/strict';
import { test } from 'node:test';
import { displayWidth } from '../../clients/cli/display-width.js';
import { documentLines } from '../../clients/cli/document.js';
import { table } from '../../clients/cli/table.js';

test('columns align, numbers to the right, whatever the width of the characters', () => {
  const lines = table([{ title: 'name' }, { title: 'points', align: 'right' }], [['语音 识别', '7'], ['a', '12345']]);
  assert.deepEqual(lines, ['NAME       POINTS', '语音 识别       7', 'a           12345']);
});

test('a long cell is cut with an ellipsis, and a cell cannot break the line (SEC-38)', () => {
  assert.deepEqual(table([{ title: 'x', most: 6 }], [['abcdefgh'], ['a\nb']]), ['X', 'abcde…', 'a\\nb']);
});

test('an emoji of several code points takes two columns', () => {
  assert.equal(displayWidth('👩‍🔬'), 2);
});

test('a document shows nesting by indentation and escapes its keys', () => {
  const lines = documentLines({ id: 'a', tags: ['x', 'y'], params: { 'l\nr': 0.1, deep: { on: true } }, none: null, empty: {} });
  assert.deepEqual(lines, ['id     a', 'tags   x, y', 'params', '  l\\nr  0.1', '  deep', '    on  true', 'none   -', 'empty  -']);
});
