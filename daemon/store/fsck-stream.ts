import { decodeAxis, decodeChunk } from './block-codec.js';
import { blockLimit, chunkKey } from './chunk-key.js';
import { Damage } from './codec/damage.js';
import { finding, type FsckContext } from './fsck-context.js';
import { originalText } from './opaque-text.js';
import { SeriesSums } from './series-sums.js';
import { viewStreams } from './stream-view.js';
import { damagedSummaries } from './summary-damage.js';
import type { FsckFinding } from '../../schemas/upkeep.js';

/** An event file as a check begins with it. */
export interface CheckedStream {
  readonly id: number;
  readonly experiment_id: string;
  readonly file: string;
  readonly metric_events: number;
  readonly blocks: number;
}

interface BlockRow {
  readonly no: number;
  readonly first_row: number;
  readonly rows: number;
  readonly step_low: number | null;
  readonly step_high: number | null;
  readonly ts_low: number | null;
  readonly ts_high: number | null;
  readonly axis: Uint8Array;
}

type Place = Partial<FsckFinding>;

/** Looks at every block of one event file: that it decodes, follows the one before it, and adds up to what is said of it. */
export function checkStream(context: FsckContext, stream: CheckedStream): void {
  const place: Place = { experiment_id: stream.experiment_id, file: originalText(stream.file) };
  const rows = checkBlocks(context, stream, place);
  for (const series of context.sql.all<{ id: number; name: string; stage: string | null; sums: Uint8Array }>('select id, name, stage, sums from metric_series where stream_id = ? order by id', stream.id)) {
    const named: Place = { ...place, series: { name: originalText(series.name), stage: series.stage === null ? null : originalText(series.stage) } };
    checkSeries(context, series, rows, named);
  }
  checkSummaries(context, stream, place);
}

/** A damaged summary costs readers time, never a bucket; it is named all the same. */
function checkSummaries({ sql, tell }: FsckContext, stream: CheckedStream, place: Place): void {
  const view = viewStreams(sql, stream.experiment_id, [])?.find(({ stored }) => stored?.id === stream.id);
  if (view === undefined) return;
  for (const { what, series, block } of damagedSummaries(sql, view)) tell(finding('summary', what, { ...place, block, ...(series && { series }) }));
}

/** Rows of each block by its number. */
function checkBlocks({ sql, tell, advance }: FsckContext, stream: CheckedStream, place: Place): Map<number, number> {
  const rows = new Map<number, number>();
  let next = 0;
  // One block at a time: an axis is up to 64 KiB, and a stream has up to a million.
  for (let no = -1; ; ) {
    const block = sql.get<BlockRow>('select no, first_row, rows, step_low, step_high, ts_low, ts_high, axis from metric_blocks where stream_id = ? and no > ? order by no limit 1', stream.id, no);
    if (block === undefined) break;
    if (block.no !== no + 1) tell(finding('gap', `block ${no + 1} is missing`, { ...place, block: no + 1 }));
    if (block.first_row !== next) tell(finding('gap', `block ${block.no} begins at row ${block.first_row}, the one before it ends at ${next}`, { ...place, block: block.no }));
    checkAxis(block, { ...place, block: block.no }, tell);
    rows.set(block.no, block.rows);
    next = block.first_row + block.rows;
    no = block.no;
    advance({ bytes: block.axis.length });
  }
  if (next !== stream.metric_events) tell(finding('rows', `the blocks hold ${next} rows where ${stream.metric_events} were read`, place));
  if (rows.size !== stream.blocks) tell(finding('rows', `there are ${rows.size} blocks where ${stream.blocks} were written`, place));
  return rows;
}

function checkAxis(block: BlockRow, place: Place, tell: FsckContext['tell']): void {
  const axis = decoded(() => decodeAxis(block.axis, block.rows));
  if (axis instanceof Damage) {
    tell(finding('axis', `the axis cannot be read: ${axis.message}`, place));
    return;
  }
  const steps = bounds(axis.step, (step, i) => (Number.isNaN(step) ? block.first_row + i : step));
  const times = bounds(axis.ts, (ts) => ts);
  const isRight = steps[0] === block.step_low && steps[1] === block.step_high && times[0] === block.ts_low && times[1] === block.ts_high;
  if (!isRight) tell(finding('bounds', 'the bounds of step or time are not those of the axis', place));
}

function checkSeries({ sql, tell, advance }: FsckContext, series: { readonly id: number; readonly sums: Uint8Array }, rows: ReadonlyMap<number, number>, place: Place): void {
  let points = 0;
  let isWhole = true;
  for (let key = chunkKey(series.id, 0) - 1; ; ) {
    const chunk = sql.get<{ key: number; data: Uint8Array }>('select key, data from metric_chunks where key > ? and key < ? order by key limit 1', key, chunkKey(series.id, blockLimit));
    if (chunk === undefined) break;
    key = chunk.key;
    const block = chunk.key - chunkKey(series.id, 0);
    const length = rows.get(block);
    const part = length === undefined ? new Damage('there is no such block') : decoded(() => decodeChunk(chunk.data, length));
    if (part instanceof Damage) {
      tell(finding('chunk', `the chunk cannot be read: ${part.message}`, { ...place, block }));
      isWhole = false;
    } else points += part.value.length;
    advance({ points: part instanceof Damage ? 0 : part.value.length, bytes: chunk.data.length });
  }
  const counted = SeriesSums.from(series.sums).points;
  if (isWhole && counted !== points) tell(finding('points', `the chunks hold ${points} points where ${counted} were counted`, place));
}

function decoded<T>(work: () => T): T | Damage {
  try {
    return work();
  } catch (failure) {
    if (failure instanceof Damage) return failure;
    throw failure;
  }
}

function bounds(values: Float64Array, x: (value: number, i: number) => number): [number | null, number | null] {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    const at = x(values[i] ?? NaN, i);
    if (!Number.isFinite(at)) continue;
    if (at < low) low = at;
    if (at > high) high = at;
  }
  return low > high ? [null, null] : [low, high];
}
