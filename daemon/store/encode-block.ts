import { encodeAxis, encodeChunk } from './block-codec.js';
import { holdPlaces, holdPoints, packBuckets } from './block-buckets.js';
import type { BlockPart, ColumnPart } from './block-part.js';
import { spansOf, type BlockSpans } from './block-spans.js';
import type { Grid } from './bucket-width.js';
import { isEveryRow } from './shared-columns.js';
import { leastSummed, rowPlaces, unitAxes, unitGrid } from './summary.js';

/** Rows of a block and some of its columns. */
export type BlockColumns = Omit<BlockPart, 'columns'> & { readonly columns: Iterable<ColumnPart> };

/** What a series has in a block, as bytes. */
export interface EncodedColumn {
  readonly chunk: Uint8Array;
  /** Frames of its summaries by `unitAxes`; undefined where it has none. */
  readonly frames: readonly (Uint8Array | undefined)[];
}

/** A block as bytes: they follow from its points alone, on whatever thread they are made. */
export interface EncodedBlock {
  readonly spans: BlockSpans;
  readonly axis: Uint8Array;
  /** In the order of the block's columns. */
  readonly columns: Iterable<EncodedColumn>;
}

/** Encodes a block; each column when it is asked for, so that a block of 100,000 series is never in memory twice. */
export function encodeBlock(block: BlockPart): EncodedBlock {
  const spans = spansOf(block);
  return { spans, axis: encodeAxis(block.step, block.ts), columns: encodeColumns({ ...block, columns: block.columns.values() }, spans) };
}

/** The columns of a block; they are to be asked for one after the other, with no other block in between. */
export function* encodeColumns(block: BlockColumns, spans: BlockSpans): Generator<EncodedColumn> {
  const grids = block.rows >= leastSummed ? heldGrids(block, spans) : [];
  for (const column of block.columns) yield { chunk: encodeChunk(column, block.rows), frames: grids.length > 0 ? framesOf(column, block.rows, grids) : [] };
}

/** The grid of each axis on which the block has rows, whose places are held from now on. */
function heldGrids(block: BlockColumns, spans: BlockSpans): readonly (Grid | undefined)[] {
  return unitAxes.map((axis, i) => {
    const [low, high] = spans[axis];
    if (low === null || high === null) return undefined;
    holdPlaces(i, rowPlaces(axis, block));
    return unitGrid(axis, 0, low, high);
  });
}

function framesOf({ row, value }: ColumnPart, rows: number, grids: readonly (Grid | undefined)[]): readonly (Uint8Array | undefined)[] {
  const isDense = value.length === rows && isEveryRow(row);
  holdPoints(value, isDense ? undefined : row);
  return grids.map((grid, i) => grid && packBuckets(value.length, isDense, i, grid));
}
