import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Rhythm } from '../../daemon/ingest/rhythm.js';

const everyMs = 20;

function grownAt(...times: readonly number[]): Rhythm {
  const rhythm = new Rhythm();
  for (const time of times) rhythm.grew(time);
  return rhythm;
}

/** Looks as the sweep does at a file that gets a line every `paceMs`; what a line cost and waited, once its pace is known. */
function followed(paceMs: number, lines: number): { readonly looks: number; readonly waited: number } {
  const rhythm = new Rhythm();
  let [seen, looks, waited] = [0, 0, 0];
  for (let now = 0; seen < lines; now = Math.ceil(rhythm.due(now, everyMs))) {
    const written = Math.floor(now / paceMs);
    if (seen > lines / 2) looks++;
    if (written > seen && seen > lines / 2) waited = Math.max(waited, now - (seen + 1) * paceMs);
    if (written > seen) rhythm.grew(now);
    else rhythm.rested();
    seen = written;
  }
  return { looks: looks / (lines / 2), waited };
}

test('a file of uneven pace is left alone for most of the shortest of its last four intervals, and never for long', () => {
  const dues = {
    unknown: grownAt(0, 50, 100, 150).due(150, everyMs) - 150,
    uneven: grownAt(0, 80, 85, 170, 250).due(250, 1) - 250,
    forgotten: grownAt(0, 5, 155, 205, 255, 405).due(405, everyMs) - 405,
    slow: grownAt(0, 1000, 2000, 3000, 4000).due(4000, everyMs) - 4000,
  };
  assert.deepEqual(dues, { unknown: 20, uneven: 4, forgotten: 40, slow: 70 });
});

test('a steady file is looked at when its next line is due, and again soon when that look came early', () => {
  const rhythm = grownAt(0, 80, 160, 240, 320);
  const first = [rhythm.isExpected, rhythm.due(320, everyMs)];
  rhythm.rested();
  const again = [rhythm.isExpected, rhythm.due(400, everyMs)];
  rhythm.rested();
  rhythm.rested();
  assert.deepEqual([first, again, [rhythm.isExpected, rhythm.due(420, everyMs)]], [[true, 400], [true, 408], [false, 440]]);
});

test('lines at a steady pace take less than one and a half looks each and are seen within a look', () => {
  const { looks, waited } = followed(100, 400);
  assert.ok(looks < 1.5 && waited <= everyMs, `${looks} looks a line, at most ${waited} ms`);
});

test('a writer that is faster than looks come is looked at no more often than others', () => {
  assert.equal(grownAt(0, 5, 10, 15, 20).due(20, everyMs), 40);
});
