import type { Sql } from '../api/database.js';
import { blockLimit } from './chunk-key.js';
import type { Selected } from './select-series.js';
import { fanOut, topLevel } from './summary.js';
import { unitBlocks } from './summary-key.js';

/** Smallest finite timestamp of an experiment's rows: 0 on the relative axis. */
export function originOf(sql: Sql, selected: readonly Selected[]): number {
  let origin = Infinity;
  for (const { view } of selected) {
    if (view.stored !== undefined) origin = Math.min(origin, storedOrigin(sql, view.stored.id));
    for (const ts of view.fresh.ts) if (Number.isFinite(ts)) origin = Math.min(origin, ts);
  }
  return origin;
}

/** Over the coarsest units, then over what lies behind them: 40 rows of 2,442 blocks. */
function storedOrigin(sql: Sql, stream: number): number {
  let origin = Infinity;
  let from = 0;
  for (let level = topLevel; level >= 0; level--) {
    const found = least(sql, stream, level, from);
    origin = Math.min(origin, found.low ?? Infinity);
    if (level > 0) from = Math.max(from, (found.last ?? from - 1) + 1) * fanOut;
  }
  return origin;
}

function least(sql: Sql, stream: number, level: number, from: number): { readonly low: number | null; readonly last: number | null } {
  const select = 'select min(ts_low) as low, max(no) as last from';
  const row = level === 0
    ? sql.get<{ low: number | null; last: number | null }>(`${select} metric_blocks where stream_id = ? and no >= ?`, stream, from)
    : sql.get<{ low: number | null; last: number | null }>(`${select} metric_units where stream_id = ? and level = ? and no >= ? and no < ?`, stream, level, from, blockLimit / unitBlocks(level));
  return row ?? { low: null, last: null };
}
