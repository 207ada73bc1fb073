import type { Sql } from '../api/database.js';
import { blockLimit, chunkKey } from './chunk-key.js';

/** Rows of a metric table that belong to no event file, or to no series. */
export interface Orphans {
  readonly table: string;
  /** What they name that is not there: an id of `ingest_streams`, or of `metric_series` for chunks. */
  readonly owner: number;
}

const ofStreams = ['metric_series', 'metric_blocks', 'metric_texts', 'ingest_rejects'];

/** Every row of the metric tables whose owner is missing, by table and owner. */
export function* findOrphans(sql: Sql): Generator<Orphans> {
  for (const table of ofStreams) {
    for (const { owner } of sql.all<{ owner: number }>(`select distinct stream_id as owner from ${table} where stream_id not in (select id from ingest_streams)`)) yield { table, owner };
  }
  for (const owner of seriesOfChunks(sql)) {
    if (sql.get('select 1 from metric_series where id = ?', owner) === undefined) yield { table: 'metric_chunks', owner };
  }
}

/** Deletes them; answers how many rows. */
export function sweepOrphans(sql: Sql): number {
  let rows = 0;
  for (const { table, owner } of [...findOrphans(sql)]) {
    if (table === 'metric_chunks') rows += dropChunks(sql, owner);
    else {
      if (table === 'metric_series') for (const { id } of sql.all<{ id: number }>('select id from metric_series where stream_id = ?', owner)) rows += dropChunks(sql, id);
      rows += sql.run(`delete from ${table} where stream_id = ?`, owner);
    }
  }
  return rows;
}

function dropChunks(sql: Sql, series: number): number {
  return sql.run('delete from metric_chunks where key >= ? and key < ?', chunkKey(series, 0), chunkKey(series, blockLimit));
}

/** Series ids that chunks are kept under: one look-up in the index a series, not one a chunk. */
function* seriesOfChunks(sql: Sql): Generator<number> {
  let next = 0;
  for (;;) {
    const row = sql.get<{ key: number }>('select key from metric_chunks where key >= ? order by key limit 1', next);
    if (row === undefined) return;
    const series = Math.floor(row.key / blockLimit);
    yield series;
    next = chunkKey(series + 1, 0);
  }
}
