import type { Sql } from '../api/database.js';
import type { EventBlock } from '../api/event-block.js';
import type { StreamCounts, UnsealedStream } from '../api/metrics.js';
import type { BlockPart, ColumnPart } from './block-part.js';
import { SeriesList } from './series-list.js';
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

/** Takes the unsealed points of a view into the sums of their series; once, and only for answers that tell sums. */
export function addFreshSums({ fresh, list }: StreamView): void {
  for (const [ordinal, column] of fresh.columns) list.series[ordinal]?.sums.add(column, fresh);
}

/** The held rows from `sealedRows` on as a block. */
function freshPart(block: EventBlock | undefined, firstRow: number, sealedRows: number, list: SeriesList, wanted: ReadonlySet<string> | undefined): BlockPart {
  if (block === undefined) return { firstRow: sealedRows, rows: 0, ts: new Float64Array(0), step: new Float64Array(0), columns: new Map() };
  const skip = Math.min(Math.max(0, sealedRows - firstRow), block.rows);
  let start = 0;
  while (start < block.points && (block.row[start] ?? 0) < skip) start++;
  return {
    firstRow: firstRow + skip,
    rows: block.rows - skip,
    ts: block.ts.slice(skip, block.rows),
    step: block.step.slice(skip, block.rows),
    columns: splitFresh(block, ordinalsOf(block, start, list, wanted), start, skip),
  };
}

const unknown = -2;
const unwanted = -1;

/** The ordinal of the series of each point; -1 where nobody asked for it. Names and stages are looked up once, not once a point. */
function ordinalsOf(block: EventBlock, start: number, list: SeriesList, wanted: ReadonlySet<string> | undefined): Int32Array {
  const ordinals = new Int32Array(block.points);
  const known = new Int32Array(block.names.length * (block.stages.length + 1)).fill(unknown);
  for (let i = start; i < block.points; i++) {
    const name = block.name[i] ?? 0;
    const stage = block.stage[block.row[i] ?? 0] ?? -1;
    const at = (stage + 1) * block.names.length + name;
    let ordinal = known[at] ?? unknown;
    if (ordinal === unknown) {
      const text = block.names[name] ?? '';
      ordinal = wanted?.has(text) ?? true ? ordinalOf(list, list.name(text), stage < 0 ? -1 : list.stage(block.stages[stage] ?? '')) : unwanted;
      known[at] = ordinal;
    }
    ordinals[i] = ordinal;
  }
  return ordinals;
}

/** Two passes: count, then place. */
function splitFresh(block: EventBlock, ordinals: Int32Array, start: number, skip: number): Map<number, ColumnPart> {
  const counts: number[] = [];
  for (let i = start; i < ordinals.length; i++) {
    const ordinal = ordinals[i] ?? unwanted;
    if (ordinal !== unwanted) counts[ordinal] = (counts[ordinal] ?? 0) + 1;
  }
  const parts = counts.map((count) => ({ row: new Uint32Array(count), value: new Float64Array(count), kind: new Uint8Array(count) }));
  const next = new Uint32Array(counts.length);
  for (let i = start; i < ordinals.length; i++) {
    const ordinal = ordinals[i] ?? unwanted;
    const part = parts[ordinal];
    if (part === undefined) continue;
    const at = next[ordinal] ?? 0;
    next[ordinal] = at + 1;
    part.row[at] = (block.row[i] ?? 0) - skip;
    part.value[at] = block.value[i] ?? 0;
    part.kind[at] = block.kind[i] ?? 0;
  }
  const columns = new Map<number, ColumnPart>();
  parts.forEach((part, ordinal) => columns.set(ordinal, part));
  return columns;
}

function ordinalOf(list: SeriesList, name: number, stage: number): number {
  return list.find(name, stage) ?? list.add({ id: notStored, name, stage });
}

/** Id of a series that has no chunks yet. */
export const notStored = 0;
