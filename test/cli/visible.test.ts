import assert from 'node:assert/strict';
import { test } from 'node:test';
import { visible, visibleLog } from '../../clients/cli/visible.js';

test('controls and bidi marks are shown as escapes (SEC-38)', () => {
  assert.equal(visible('a\u001b[2Jb\u0007\u009b1m\u202eevil\n'), 'a\\e[2Jb\\x07\\x9b1m\\u202eevil\\n');
});

test('ordinary text, wide and combined characters pass', () => {
  assert.equal(visible('指标 é 👩‍🔬 x'), '指标 é 👩‍🔬 x');
});

test('a log line keeps its colours and nothing else that drives a terminal (SEC-38)', () => {
  const line = '\u001b[31mred\u001b[0m \u001b]0;title\u0007\u001b[2K\tend\r';
  assert.equal(visibleLog(line, true), '\u001b[31mred\u001b[0m \\e]0;title\\x07\\e[2K\tend\\r\u001b[0m');
});

test('without colours a log line is plain', () => {
  assert.equal(visibleLog('\u001b[1;38;5;9mred\u001b[m!', false), 'red!');
});
