import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EventBlock } from '../../daemon/api/event-block.js';
import { pointsPerRow } from '../../daemon/store/regular-block.js';
import { Random } from '../support/random.js';
import { blockOf, type PlainRow } from './event-blocks.js';

/** The same, told by one look at each number. */
function plainly({ rows, points, row, name, stage }: EventBlock): number {
  const width = points / rows;
  if (rows === 0 || points === 0 || !Number.isInteger(width)) return 0;
  const isRegular = Array.from({ length: points }, (_, i) => row[i] === Math.floor(i / width) && name[i] === name[i % width]).every(Boolean);
  const isOneStage = Array.from({ length: rows }, (_, i) => stage[i] === stage[0]).every(Boolean);
  return isRegular && isOneStage && new Set(name.slice(0, width)).size === width ? width : 0;
}

function plainRow(random: Random, names: readonly string[], stage: string): PlainRow {
  return { ts: 1, step: 1, stage, values: names.map((name) => [name, random.between(0, 9)] as const) };
}

test('a block is regular where every row has the same names in the same order and one stage, and nowhere else', (t) => {
  const seed = Date.now() % 1e6;
  t.diagnostic(`seed ${seed}`);
  const random = new Random(seed);
  const seen = new Set<number>();
  for (let round = 0; round < 2000; round++) {
    const names = ['a', 'b', 'c'].slice(0, random.between(1, 3));
    const others = [[...names].reverse(), [...names, 'd'], names.slice(1), names.map(() => 'a')];
    const isMixed = random.pick([true, false, false]);
    const rows = Array.from({ length: random.between(1, 40) }, () => plainRow(random, isMixed && random.between(0, 20) === 0 ? random.pick(others) : names, isMixed && random.between(0, 60) === 0 ? 'val' : 'train'));
    const block = blockOf(rows, 0);
    assert.equal(pointsPerRow(block), plainly(block));
    seen.add(pointsPerRow(block));
  }
  assert.deepEqual([...seen].sort(), [0, 1, 2, 3]);
});
