import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backoff } from '../../clients/viewer/src/pure/backoff.js';
import { pythonSnippet, typescriptSnippet } from '../../clients/viewer/src/pure/first-run.js';
import { formatBytes, formatCount, formatExact, formatNumber } from '../../clients/viewer/src/pure/format-number.js';
import { formatAge, formatDuration } from '../../clients/viewer/src/pure/format-time.js';

test('nine digits tell every float32 from its neighbours', () => {
  assert.deepEqual([1 / 3, 12_345_678, -1e-9, 1e30, 2 ** 53, NaN, -Infinity, Math.fround(0.1)].map(formatExact), ['0.333333333', '12345678', '−1e−9', '1e30', '9007199250000000', 'NaN', '−∞', '0.100000001']);
});

test('numbers have four significant digits (VIEW-19)', () => {
  assert.deepEqual([0.123456, 1234.5678, 42, 3e-7, 12_345_678, -0.5, 0, 1e308].map(formatNumber), ['0.1235', '1235', '42', '3e−7', '1.235e7', '−0.5', '0', '1e308']);
});

test('what is not finite says so', () => {
  assert.deepEqual([Number.NaN, Infinity, -Infinity].map(formatNumber), ['NaN', '∞', '−∞']);
});

test('counts and bytes have their suffix', () => {
  assert.deepEqual([0, 999, 1000, 12_345, 999_950, 4.56e6].map(formatCount), ['0', '999', '1k', '12.3k', '1M', '4.56M']);
  assert.deepEqual([0, 1023, 1536, 1000 * 2 ** 10, 20 * 2 ** 20].map(formatBytes), ['0 B', '1023 B', '1.5 KiB', '1000 KiB', '20 MiB']);
});

test('durations name their two largest units (VIEW-19)', () => {
  assert.deepEqual([0.84, 42, 185, 3600, 4320, 187_200, -5, Number.NaN].map(formatDuration), ['840 ms', '42 s', '3 min 5 s', '1 h', '1 h 12 min', '2 d 4 h', '−5 s', '–']);
});

test('ages are told in one unit', () => {
  assert.deepEqual([0.4, 12.9, 60, 7300, 90_000].map(formatAge), ['just now', '12 s ago', '1 min ago', '2 h ago', '1 d ago']);
});

test('waiting before the next attempt doubles up to ten seconds, less up to a quarter', () => {
  assert.deepEqual([backoff(0, 0), backoff(1, 0), backoff(50, 0), backoff(50, 1)], [400, 800, 10_000, 7500]);
});

test('snippets carry the root as a literal of their language', () => {
  const root = '/data/"odd" \\ root';
  assert.ok(pythonSnippet(root).includes(`pathlib.Path(${JSON.stringify(root)})`));
  assert.ok(typescriptSnippet(root).includes(`join(${JSON.stringify(root)}, `));
});
