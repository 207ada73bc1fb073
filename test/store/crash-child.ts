import { blockOf, rowLength, type PlainRow } from './event-blocks.js';
import { openLineStore } from '../../daemon/store/open-line-store.js';

/** Appends and commits rows for ever, from the committed cursor on, saying each committed row count: node crash-child.js <database>. */
const store = openLineStore(process.argv[2] ?? '');
const stream = store.writer.open('e', 'events.jsonl');
for (let turn = 0; ; turn++) {
  const end = store.writer.unsealed('e')[0]?.counts.offset ?? 0;
  const rows: PlainRow[] = Array.from({ length: 300 }, (_, i) => rowAt(end / rowLength + i));
  store.writer.append(stream, blockOf(rows, end), '1', '2', (offset) => String(offset));
  store.sql.run('insert into progress (turn, end) values (?, ?)', turn, end);
  if (turn % 5 === 4) store.writer.seal(stream);
  store.writer.commit();
  process.stdout.write(`${stream.cursor.offset / rowLength}\n`);
}

/** Row `n` of the file is always the same, so that what was read twice can be told from what was not. */
function rowAt(n: number): PlainRow {
  return { ts: 1000 + n / 4, step: n, stage: null, values: [['a', n], ['b', Math.sin(n)]] };
}
