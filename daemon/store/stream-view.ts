import type { Sql } from '../api/database.js';
import type { EventBlock } from '../api/event-block.js';
import type { StreamCounts, UnsealedStream } from '../api/metrics.js';
import type { BlockPart } from './block-part.js';
import { SeriesList } from './series-list.js';
import { SeriesSums } from './series-sums.js';
import { splitPoints } from './split-points.js';
import { restoreSeries, storedStreams, type StoredStream } from './stored-streams.js';

/** One event file at one moment: what is sealed, and what is not as one more block behind it. */
export interface StreamView {
  readonly counts: StreamCounts;
  /** Undefined when nothing of this generation is in the database. */
  readonly stored: StoredStream | undefined;
  readonly list: SeriesList;
  readonly fresh: BlockPart;
}

/**
 * Joins the database's snapshot with what the line held a moment earlier. Rows that were sealed in between are taken from
 * the database. Undefined when they do not fit (a file was replaced in between): ask the line again. With `names`, only series of
 * these names are there.
 */
export function viewStreams(sql: Sql, experimentId: string, unsealed: readonly UnsealedStream[], names?: readonly string[]): StreamView[] | undefined {
  const wanted = names && new Set(names);
  const stored = storedStreams(sql, experimentId);
  const files = new Set([...stored.map((stream) => stream.counts.file), ...unsealed.map((stream) => stream.counts.file)]);
  const views: StreamView[] = [];
  for (const file of files) {
    const held = unsealed.find((stream) => stream.counts.file === file);
    const kept = stored.find((stream) => stream.counts.file === file && !(held !== undefined && held.counts.generation > stream.counts.generation));
    if (held !== undefined && !fits(kept, held)) return undefined;
    views.push(viewOf(sql, kept, held, wanted));
  }
  return views;
}

function fits(kept: StoredStream | undefined, held: UnsealedStream): boolean {
  if (kept === undefined) return held.firstRow === 0;
  return kept.counts.generation === held.counts.generation && held.firstRow <= kept.counts.metricEvents;
}

function viewOf(sql: Sql, stored: StoredStream | undefined, held: UnsealedStream | undefined, wanted: ReadonlySet<string> | undefined): StreamView {
  const list = new SeriesList();
  if (stored !== undefined) restoreSeries(sql, stored.id, list, wanted);
  const sealedRows = stored?.counts.metricEvents ?? 0;
  const isNewer = held !== undefined && held.counts.offset >= (stored?.counts.offset ?? 0);
  return { counts: countsOf(stored, isNewer ? held : undefined), stored, list, fresh: freshPart(held?.block, held?.firstRow ?? 0, sealedRows, list, wanted) };
}

function countsOf(stored: StoredStream | undefined, held: UnsealedStream | undefined): StreamCounts {
  const counts = held?.counts ?? stored?.counts;
  if (counts === undefined) throw new Error('a view of no stream');
  return counts;
}

/** Stands for a series that nobody asked for. */
const unwanted = 2 ** 32 - 1;

/** The held rows from `sealedRows` on as a block, their points also in the sums of their series. */
function freshPart(block: EventBlock | undefined, firstRow: number, sealedRows: number, list: SeriesList, wanted: ReadonlySet<string> | undefined): BlockPart {
  if (block === undefined) return { firstRow: sealedRows, rows: 0, ts: new Float64Array(0), step: new Float64Array(0), columns: new Map() };
  const skip = Math.min(Math.max(0, sealedRows - firstRow), block.rows);
  const names = block.names.map((name) => (wanted?.has(name) ?? true ? list.name(name) : unwanted));
  const stages = block.stages.map((stage) => list.stage(stage));
  const series = new Uint32Array(block.points);
  let start = 0;
  while (start < block.points && (block.row[start] ?? 0) < skip) start++;
  for (let i = start; i < block.points; i++) {
    const row = block.row[i] ?? 0;
    const name = names[block.name[i] ?? 0] ?? 0;
    series[i] = name === unwanted ? unwanted : ordinalOf(list, name, stages[block.stage[row] ?? -1] ?? -1);
  }
  const columns = splitPoints({ row: block.row, series, value: block.value, kind: block.kind }, start, block.points, skip);
  columns.delete(unwanted);
  const part = {
    firstRow: firstRow + skip,
    rows: block.rows - skip,
    ts: block.ts.slice(skip, block.rows),
    step: block.step.slice(skip, block.rows),
    columns,
  };
  for (const [ordinal, column] of part.columns) list.series[ordinal]?.sums.add(column, part);
  return part;
}

function ordinalOf(list: SeriesList, name: number, stage: number): number {
  return list.find(name, stage) ?? list.add({ id: notStored, name, stage, sums: SeriesSums.empty(), isStored: false });
}

/** Id of a series that has no chunks yet. */
export const notStored = 0;
