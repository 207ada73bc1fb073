import type { Sql } from '../api/database.js';
import { chunkKey } from './chunk-key.js';
import { summaryKey } from './summary-key.js';

/** Rows of a metric table that belong to no event file, or to no series. */
export interface Orphans {
  readonly table: string;
  /** What they name that is not there: an id of `ingest_streams`, or of `metric_series` for what is kept by series. */
  readonly owner: number;
}

const ofStreams = ['metric_series', 'metric_blocks', 'metric_units', 'metric_texts', 'ingest_rejects'];

/** First key of a series in the tables that are kept by series. */
const ofSeries: ReadonlyMap<string, (series: number) => number> = new Map([
  ['metric_chunks', (series) => chunkKey(series, 0)],
  ['metric_summaries', (series) => summaryKey(series, 'step', 0, 0)],
]);

/** Every row of the metric tables whose owner is missing, by table and owner. */
export function* findOrphans(sql: Sql): Generator<Orphans> {
  for (const table of ofStreams) {
    for (const { owner } of sql.all<{ owner: number }>(`select distinct stream_id as owner from ${table} where stream_id not in (select id from ingest_streams)`)) yield { table, owner };
  }
  for (const [table, keyOf] of ofSeries) {
    for (const owner of seriesIn(sql, table, keyOf)) {
      if (sql.get('select 1 from metric_series where id = ?', owner) === undefined) yield { table, owner };
    }
  }
}

/** Deletes them; answers how many rows. */
export function sweepOrphans(sql: Sql): number {
  let rows = 0;
  for (const { table, owner } of [...findOrphans(sql)]) {
    const keyOf = ofSeries.get(table);
    if (keyOf !== undefined) {
      rows += dropKeys(sql, table, keyOf, owner);
      continue;
    }
    if (table === 'metric_series') for (const { id } of sql.all<{ id: number }>('select id from metric_series where stream_id = ?', owner)) rows += dropSeries(sql, id);
    rows += sql.run(`delete from ${table} where stream_id = ?`, owner);
  }
  return rows;
}

function dropSeries(sql: Sql, series: number): number {
  let rows = 0;
  for (const [table, keyOf] of ofSeries) rows += dropKeys(sql, table, keyOf, series);
  return rows;
}

function dropKeys(sql: Sql, table: string, keyOf: (series: number) => number, series: number): number {
  return sql.run(`delete from ${table} where key >= ? and key < ?`, keyOf(series), keyOf(series + 1));
}

/** Series ids that rows are kept under: one look-up in the index a series, not one a row. */
function* seriesIn(sql: Sql, table: string, keyOf: (series: number) => number): Generator<number> {
  const width = keyOf(1);
  let next = 0;
  for (;;) {
    const row = sql.get<{ key: number }>(`select key from ${table} where key >= ? order by key limit 1`, next);
    if (row === undefined) return;
    const series = Math.floor(row.key / width);
    yield series;
    next = keyOf(series + 1);
  }
}
