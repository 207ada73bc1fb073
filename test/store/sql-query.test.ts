import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { SqlValue } from '../../schemas/sql.js';
import { connect } from '../../daemon/store/connection.js';
import { addMetricTable } from '../../daemon/store/metric-table.js';
import { PreparedSql } from '../../daemon/store/prepared-sql.js';
import { openForQueries, queryWords } from '../../daemon/store/sql-query.js';
import { atEnd } from '../support/at-end.js';
import type { PlainRow } from './event-blocks.js';
import { appendRows, openedStore } from './opened-store.js';

/** Statements that fetch a chunk are counted. */
class CountingSql extends PreparedSql {
  chunks = 0;

  override get<Row>(text: string, ...values: Parameters<PreparedSql['get']> extends [string, ...infer Rest] ? Rest : never): Row | undefined {
    if (text.includes('metric_chunks')) this.chunks++;
    return super.get<Row>(text, ...values);
  }
}

function rowsOf(count: number, names: readonly string[], stage: string | null = null): PlainRow[] {
  return Array.from({ length: count }, (_, i) => ({ ts: 100 + i, step: i % 7 === 0 ? null : i, stage, values: names.map((name, n) => [name, n + i / 2] as const) }));
}

async function filled(t: TestContext): Promise<string> {
  const { database, writer } = await openedStore(t);
  for (const id of ['a', 'b', 'c']) {
    const stream = writer.open(id, 'events.jsonl');
    appendRows(writer, stream, rowsOf(10_000, ['loss', 'acc', '"quoted"', '']));
    appendRows(writer, stream, [{ ts: 7, step: 1, stage: 'train', values: [['loss', NaN], ['acc', Infinity], ['zero', -0]] }]);
    writer.seal(stream);
  }
  writer.commit();
  return database.path;
}

function ask(t: TestContext, path: string, query: string, bounds = { limit: 100_000, bytes: 1 << 26 }): { columns: readonly string[]; rows: SqlValue[][]; cut: string | null } {
  const { connection, close } = openForQueries(path, []);
  atEnd(t, close);
  const answer = { columns: [] as readonly string[], rows: [] as SqlValue[][], cut: 'nothing came' as string | null };
  for (const word of queryWords(connection, query, bounds)) {
    if ('columns' in word) answer.columns = word.columns;
    if ('rows' in word) answer.rows.push(...word.rows);
    if ('end' in word) answer.cut = word.end;
  }
  return answer;
}

test('metrics has the columns of the seed, a row per sealed point in file order', async (t) => {
  const path = await filled(t);
  const { columns, rows, cut } = ask(t, path, "select * from metrics where experiment_id = 'b' and metric_name = 'acc'");
  assert.deepEqual([columns, cut, rows.length], [['experiment_id', 'timestamp', 'metric_name', 'metric_value', 'step', 'stage'], null, 10_001]);
  assert.deepEqual([rows[0], rows[1], rows.at(-1)], [['b', 100, 'acc', 1, null, null], ['b', 101, 'acc', 1.5, 1, null], ['b', 7, 'acc', 'Infinity', 1, 'train']]);
});

test('any name is its own text, NaN is NULL, and aggregates see every point', async (t) => {
  const path = await filled(t);
  assert.deepEqual(ask(t, path, 'select metric_name, stage, count(*), count(metric_value), max(metric_value) from metrics group by 1, 2 order by 1, 2').rows, [
    ['', null, 30_000, 30_000, 5002.5], ['"quoted"', null, 30_000, 30_000, 5001.5], ['acc', null, 30_000, 30_000, 5000.5], ['acc', 'train', 3, 3, 'Infinity'],
    ['loss', null, 30_000, 30_000, 4999.5], ['loss', 'train', 3, 0, null], ['zero', 'train', 3, 3, '-0'],
  ]);
});

test('only the chunks of the experiment and metric that are asked for are decoded', async (t) => {
  const path = await filled(t);
  const [connection, chunks] = [connect(path, 'reader'), connect(path, 'reader')];
  atEnd(t, () => connection.close());
  atEnd(t, () => chunks.close());
  connection.pragma('query_only = 0');
  const sql = new CountingSql(chunks);
  addMetricTable(connection, sql);
  const chunksFor = (query: string): number => {
    sql.chunks = 0;
    connection.prepare(query).all();
    return sql.chunks;
  };
  const one = chunksFor("select count(*) from metrics where experiment_id = 'b' and metric_name = 'acc' and stage is null");
  const [all, none, few] = [chunksFor('select count(*) from metrics'), chunksFor("select * from metrics where experiment_id = 'nobody'"), chunksFor("select * from metrics where metric_name = 'loss' limit 5")];
  assert.deepEqual({ one, none, few }, { one: 4, none: 0, few: 1 });
  assert.ok(all >= 12 * one, String(all));
});

test('an answer ends at its bound of rows or bytes, and says which', async (t) => {
  const path = await filled(t);
  const many = ask(t, path, 'select * from metrics', { limit: 1234, bytes: 1 << 26 });
  const large = ask(t, path, 'select hex(zeroblob(1000)) from metrics', { limit: 100_000, bytes: 100_000 });
  const exact = ask(t, path, 'values (1), (2)', { limit: 2, bytes: 1000 });
  assert.deepEqual([many.rows.length, many.cut, large.rows.length, large.cut, exact.cut], [1234, 'rows', 24, 'bytes', null]);
});

test('integers beyond 2^53 and blobs are told exactly', async (t) => {
  assert.deepEqual(ask(t, await filled(t), "select 9007199254740993, 5, x'00ff', null, 'x'").rows, [['9007199254740993', 5, "x'00ff'", null, 'x']]);
});

const notQueries = [
  "attach ':memory:' as x", 'pragma query_only = 0', 'PRAGMA journal_mode = delete', '/* select */ pragma wal_checkpoint', "vacuum into '/tmp/never'", 'begin', 'delete from ingest_streams', 'create temp table x (a)',
  'with x as (select 1) delete from ingest_streams', 'explain pragma journal_mode = delete', '-- only a comment', '', 'insert into metric_series default values returning id', 'detach main', "reindex", 'analyze', 'savepoint x',
];

test('what is no single reading statement is refused before it does anything (SEC-36)', async (t) => {
  const path = await filled(t);
  for (const query of notQueries) assert.throws(() => ask(t, path, query), { code: 'sql-not-a-query' }, query);
  for (const query of ['select 1; select 2', "select load_extension('x')", "select readfile('/etc/passwd')", 'select 1; drop table metric_chunks']) assert.throws(() => ask(t, path, query), { code: 'sql-error' }, query);
  assert.equal(ask(t, path, '/* a */ -- b\n select 1 -- c\n;').rows.length, 1);
});

for (const [query, sentence] of [
  ['select metric_value frm metrics', 'near "metrics": syntax error, at line 1, column 25'],
  ['select 1,\n  from metrics where from = 1', 'near "from": syntax error, at line 2, column 3'],
  ['select loss from metrics', 'no such column: loss, at line 1, column 8'],
  ['select * from metrix', 'no such table: metrix, at line 1, column 15'],
] as const) {
  test(`SQLite's own sentence comes back with its place: ${sentence}`, async (t) => {
    const path = await filled(t);
    assert.throws(() => ask(t, path, query), { family: 'invalid', code: 'sql-error', message: sentence });
  });
}
