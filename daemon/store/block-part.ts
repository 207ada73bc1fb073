/** Points of one series inside a block; arrays share one length. */
export interface ColumnPart {
  /** Row of each point, counted from 0 in the block, ascending. */
  readonly row: Uint32Array;
  readonly value: Float64Array;
  readonly kind: Uint8Array;
}

/** Consecutive rows of one stream: the axis that they share, and a column per series. */
export interface BlockPart {
  /** Ordinal in the file of row 0. */
  readonly firstRow: number;
  readonly rows: number;
  readonly ts: Float64Array;
  /** NaN = no step. */
  readonly step: Float64Array;
  /** By the series' ordinal in its stream. */
  readonly columns: ReadonlyMap<number, ColumnPart>;
}
