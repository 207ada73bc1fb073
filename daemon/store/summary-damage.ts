import type { DamagedChunk } from '../api/metrics.js';
import type { Sql } from '../api/database.js';
import { Damage } from './codec/damage.js';
import { notStored, type StreamView } from './stream-view.js';
import { topLevel, unitAxes, type UnitAxis } from './summary.js';
import { decodeSummary } from './summary-codec.js';
import { summaryKey, unitBlocks } from './summary-key.js';
import { unitsOf } from './unit-plan.js';

/** Reads every summary of a stream and names those that are damaged. */
export function damagedSummaries(sql: Sql, view: StreamView): DamagedChunk[] {
  const { stored } = view;
  if (stored === undefined) return [];
  const found: DamagedChunk[] = [];
  for (const axis of unitAxes) {
    for (let level = 0; level <= topLevel; level++) found.push(...damagedOf(sql, view, stored.id, axis, level));
  }
  return found;
}

function damagedOf(sql: Sql, view: StreamView, stream: number, axis: UnitAxis, level: number): DamagedChunk[] {
  const found: DamagedChunk[] = [];
  for (const { no, ...unit } of unitsOf(sql, stream, axis, level)) {
    for (const series of view.list.series) {
      if (series.id === notStored) continue;
      const key = summaryKey(series.id, axis, level, no);
      const row = sql.get<{ data: Uint8Array }>('select data from metric_summaries where key = ?', key);
      const what = row && damageOf(() => decodeSummary(row.data, key, unit));
      if (what !== undefined) found.push({ file: view.counts.file, block: no * unitBlocks(level), series: view.list.title(series), what: `summary of level ${level}, ${axis} axis: ${what}` });
    }
  }
  return found;
}

function damageOf(decode: () => unknown): string | undefined {
  try {
    decode();
    return undefined;
  } catch (failure) {
    if (failure instanceof Damage) return failure.message;
    throw failure;
  }
}
