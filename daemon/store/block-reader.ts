import type { Sql } from '../api/database.js';
import type { Axis, DamagedChunk } from '../api/metrics.js';
import { decodeAxis, decodeChunk } from './block-codec.js';
import type { BlockPart, ColumnPart } from './block-part.js';
import { chunkKey } from './chunk-key.js';
import { Damage } from './codec/damage.js';
import { notStored, type StreamView } from './stream-view.js';

/** Which blocks are wanted: those that overlap a range of rows, or of x on an axis. */
export type BlockRange = { readonly on: 'row' | Axis; readonly from: number; readonly to: number };

interface BlockRow {
  readonly no: number;
  readonly first_row: number;
  readonly rows: number;
}

/** A stored block, as far as reading it needs to know it. */
type StoredBlock = Pick<BlockRow, 'no' | 'rows'>;
type DecodedAxis = ReturnType<typeof decodeAxis>;

const overlap = {
  row: 'first_row + rows > ? and first_row < ?',
  step: 'step_high >= ? and step_low <= ?',
  time: 'ts_high >= ? and ts_low <= ?',
};

/** Reads the blocks of a stream one at a time, so that memory holds one (ENG-05); a damaged chunk is told and left out (ENG-06). */
export class BlockReader {
  /** What was found damaged so far. */
  readonly damage: DamagedChunk[] = [];
  readonly #sql: Sql;
  readonly #tell: (damage: DamagedChunk) => void;
  readonly #damagedChunks = new Map<StreamView, Map<number, number>>();

  constructor(sql: Sql, tell: (damage: DamagedChunk) => void) {
    this.#sql = sql;
    this.#tell = tell;
  }

  /** Chunks of a series that were left out so far. */
  damagedChunks(view: StreamView, ordinal: number): number {
    return this.#damagedChunks.get(view)?.get(ordinal) ?? 0;
  }

  /** Blocks in file order with the columns of the series asked for, the unsealed one last. */
  *parts(view: StreamView, ordinals: readonly number[], range: BlockRange): Generator<BlockPart> {
    for (const block of this.#blocks(view, range)) {
      const axis = this.axis(view, block, ordinals);
      if (axis !== undefined) yield { firstRow: block.first_row, rows: block.rows, ...axis, columns: this.#columns(view, block, ordinals) };
    }
    const columns = new Map<number, ColumnPart>();
    for (const ordinal of ordinals) {
      const column = view.fresh.columns.get(ordinal);
      if (column !== undefined) columns.set(ordinal, column);
    }
    yield { ...view.fresh, columns };
  }

  /** Reads every block for the sake of `damage`. */
  readAll(view: StreamView, ordinals: readonly number[]): void {
    const parts = this.parts(view, ordinals, { on: 'row', from: 0, to: Infinity });
    while (parts.next().done !== true);
  }

  /** What a series has in a block; undefined when that is nothing, or damaged. */
  column(view: StreamView, block: StoredBlock, ordinal: number): ColumnPart | undefined {
    const series = view.list.series[ordinal];
    if (series === undefined || series.id === notStored) return undefined;
    const row = this.#sql.get<{ data: Uint8Array }>('select data from metric_chunks where key = ?', chunkKey(series.id, block.no));
    if (row === undefined) return undefined;
    return this.#undamaged(view, [ordinal], { block: block.no, series: view.list.title(series) }, () => decodeChunk(row.data, block.rows));
  }

  #blocks(view: StreamView, range: BlockRange): BlockRow[] {
    if (view.stored === undefined) return [];
    const where = overlap[range.on === 'relative' ? 'time' : range.on];
    return this.#sql.all<BlockRow>(`select no, first_row, rows from metric_blocks where stream_id = ? and ${where} order by no`, view.stored.id, range.from, range.to);
  }

  /** Steps and timestamps of a block; undefined when they are damaged, which is told for the series that needed them. */
  axis(view: StreamView, block: StoredBlock, ordinals: readonly number[]): DecodedAxis | undefined {
    const row = this.#sql.get<{ axis: Uint8Array }>('select axis from metric_blocks where stream_id = ? and no = ?', view.stored?.id ?? 0, block.no);
    return this.#undamaged(view, ordinals, { block: block.no, series: null }, () => decodeAxis(row?.axis ?? new Uint8Array(0), block.rows));
  }

  #columns(view: StreamView, block: BlockRow, ordinals: readonly number[]): Map<number, ColumnPart> {
    const columns = new Map<number, ColumnPart>();
    for (const ordinal of ordinals) {
      const column = this.column(view, block, ordinal);
      if (column !== undefined) columns.set(ordinal, column);
    }
    return columns;
  }

  #undamaged<T>(view: StreamView, ordinals: readonly number[], where: Pick<DamagedChunk, 'block' | 'series'>, decode: () => T): T | undefined {
    try {
      return decode();
    } catch (failure) {
      if (!(failure instanceof Damage)) throw failure;
      this.#report(view, ordinals, { file: view.counts.file, ...where, what: failure.message });
      return undefined;
    }
  }

  #report(view: StreamView, ordinals: readonly number[], damage: DamagedChunk): void {
    const chunks = this.#damagedChunks.get(view) ?? new Map<number, number>();
    for (const ordinal of ordinals) chunks.set(ordinal, (chunks.get(ordinal) ?? 0) + 1);
    this.#damagedChunks.set(view, chunks);
    this.damage.push(damage);
    this.#tell(damage);
  }
}
