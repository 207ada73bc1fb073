import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../support/random.js';
import { blockOf, type PlainRow } from './event-blocks.js';
import { appendRows, openedStore } from './opened-store.js';

const id = 'experiment-1';
const file = 'events.jsonl';

/** Lines like the one before, and some that have other names, another stage, or a name twice. */
function rowsOf(random: Random, count: number): PlainRow[] {
  return Array.from({ length: count }, (_, i): PlainRow => {
    const other = random.between(0, 9);
    const values: (readonly [string, number])[] = [['loss', random.next()], ['lr', i]];
    if (other === 0) values.reverse();
    if (other === 1) values.pop();
    if (other === 2) values.push(['loss', -1]);
    return { ts: i, step: i, stage: other === 3 ? 'eval' : other === 4 ? null : 'train', values };
  });
}

test('rows that come line by line are the same as rows that come at once, across seals (ENG-03)', async (t) => {
  const rows = rowsOf(new Random(7), 500);
  const [single, whole] = [await openedStore(t), await openedStore(t)];
  const stream = single.writer.open(id, file);
  for (const [nth, row] of rows.entries()) {
    appendRows(single.writer, stream, [row]);
    if (nth % 120 === 119) single.writer.seal(stream);
    if (nth % 200 === 199) single.writer.commit();
  }
  appendRows(whole.writer, whole.writer.open(id, file), rows);
  assert.deepEqual(await single.metrics.series(id), await whole.metrics.series(id));
  assert.deepEqual(await single.metrics.points({ experimentId: id }), await whole.metrics.points({ experimentId: id }));
});

test('the hash of a cursor is asked for when a block is sealed, not for each line (REL-53)', async (t) => {
  const { writer } = await openedStore(t);
  const stream = writer.open(id, file);
  const asked: number[] = [];
  for (let line = 0; line < 3; line++) {
    writer.append(stream, blockOf([{ ts: line, step: line, stage: null, values: [['loss', line]] }], line * 100), '1', '2', (offset) => `hash-${String(asked.push(offset))}-${offset}`);
  }
  assert.deepEqual(asked, []);
  writer.seal(stream);
  assert.deepEqual([asked, stream.cursor.headHash], [[300], 'hash-1-300']);
});

test('totals are told in slices, each series once (LIM-03)', async (t) => {
  const { writer } = await openedStore(t);
  const names = Array.from({ length: 25 }, (_, nth) => `metric/${nth}`);
  appendRows(writer, writer.open(id, file), [{ ts: 1, step: 1, stage: null, values: names.map((name, nth) => [name, nth]) }]);
  const slices = Array.from({ length: 4 }, () => writer.changed(id, 10).map(({ name }) => name));
  assert.deepEqual(slices.map(({ length }) => length), [10, 10, 5, 0]);
  assert.deepEqual(slices.flat().sort(), names.toSorted());
});
