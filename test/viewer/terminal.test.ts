import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Terminal } from '../../clients/viewer/src/pure/terminal.js';

function rowsOf(...parts: string[]): string[] {
  const terminal = new Terminal();
  for (const part of parts) terminal.write(part);
  return terminal.rows().map(({ text }) => text);
}

function spansOf(text: string): (readonly [string, string])[] {
  const terminal = new Terminal();
  terminal.write(text);
  return terminal.rows().flatMap(({ spans }) => spans.map((span) => [span.text, span.classes] as const));
}

test('lines are rows, an empty line is one too, and the end of the last line makes none', () => {
  assert.deepEqual(rowsOf('a\n\nb\n'), ['a', '', 'b']);
});

test('a progress bar that returns with \\r is one row that changes (VIEW-91)', () => {
  assert.deepEqual(rowsOf('  0%|  |\r 50%|# |\r100%|##|\ndone\n'), ['100%|##|', 'done']);
});

test('a progress bar that comes in parts is one row too', () => {
  assert.deepEqual(rowsOf('10%', '\r20%', '\r30%'), ['30%']);
});

test('a shorter text behind \\r leaves the rest of the longer one, as a terminal does', () => {
  assert.deepEqual(rowsOf('long line\rab'), ['abng line']);
});

test('erasing to the end of the line takes the rest away', () => {
  assert.deepEqual(rowsOf('long line\rab\u001b[K'), ['ab']);
  assert.deepEqual(rowsOf('gone\u001b[2K\rnew'), ['new']);
});

test('two nested bars that move the cursor up stay two rows', () => {
  assert.deepEqual(rowsOf('outer 1\ninner 1\u001b[A\router 2\n\rinner 2'), ['outer 2', 'inner 2']);
});

test('backspace and tab move as a terminal does', () => {
  assert.deepEqual(rowsOf('abc\b\bX'), ['aXc']);
  assert.deepEqual(rowsOf('a\tb'), ['a       b']);
});

test('colours become classes and end where they are reset', () => {
  assert.deepEqual(spansOf('\u001b[1;31merror\u001b[0m: x'), [['error', 'a-b a-f1'], [': x', '']]);
});

test('a colour goes on over a line end', () => {
  assert.deepEqual(spansOf('\u001b[32ma\nb\u001b[39mc'), [['a', 'a-f2'], ['b', 'a-f2'], ['c', '']]);
});

test('colours beyond the sixteen become the nearest of them', () => {
  assert.deepEqual(spansOf('\u001b[38;5;196mr\u001b[38;2;0;90;0mg\u001b[0m'), [['r', 'a-f9'], ['g', 'a-f2']]);
});

test('inverse text changes the two colours over', () => {
  assert.deepEqual(spansOf('\u001b[31;7mx'), [['x', 'a-fi a-g1']]);
});

test('titles, links and unknown escapes are dropped (SEC-27)', () => {
  assert.deepEqual(rowsOf('\u001b]0;title\u0007a\u001b]8;;http://x\u001b\\b\u001b(B\u0000c\u009d'), ['abc']);
});

test('markup in a log stays text (VIEW-94)', () => {
  assert.deepEqual(rowsOf('<script>alert(1)</script>\n'), ['<script>alert(1)</script>']);
});

test('a cursor sent far away grows the row no further than the widest terminal', () => {
  const [row = ''] = rowsOf('\u001b[999999999Cx\u001b[Gy');
  assert.equal(row.trim(), 'y');
});

test('characters beyond the basic plane are one cell each', () => {
  assert.deepEqual(rowsOf('🚀🚀\ra'), ['a🚀']);
});
