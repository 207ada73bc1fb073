/** Kind of a metric value, kept beside its float64 bits; NaN and the infinities of kind `float` tell themselves. */
export const ValueKind = { float: 0, int: 1, bool: 2, bigint: 3 } as const;
export type ValueKind = (typeof ValueKind)[keyof typeof ValueKind];

/** A value that is no number, or the exact text of a number that float64 cannot hold (DISK-22, 23). */
export interface TextValue {
  /** Byte offset of its event in the file. */
  readonly offset: number;
  readonly name: string;
  readonly stage: string | null;
  /** Null: no step. */
  readonly step: number | null;
  readonly ts: number;
  readonly kind: 'string' | 'null' | 'object' | 'array' | 'bigint';
  /** The value as it stands in the file. */
  readonly text: string;
}

/** An event that is no metrics event. */
export interface OtherEvent {
  readonly offset: number;
  readonly ts: number;
  readonly type: string;
  /** The JSON text of `data` as it stands in the file. */
  readonly data: string;
}

/** Bytes that could not be read as an event. */
export interface Reject {
  readonly offset: number;
  readonly length: number;
  readonly reason: 'torn' | 'line-too-long' | 'too-many-keys' | 'too-deep' | 'key-too-long' | 'value-too-long' | 'nul' | 'series-limit';
  /** At most the first 256 bytes. */
  readonly sample: Uint8Array;
}

/**
 * The events of consecutive whole lines of one file, as columns. Row = one metrics event, in file order; point = one
 * numeric value of a row. Arrays may be longer than the counts say, and are borrowed: good until the parser's next block. Who
 * keeps them copies them.
 */
export interface EventBlock {
  /** Byte offset in the file where the block begins, and where it ends (behind an LF). */
  readonly from: number;
  readonly to: number;
  /** LFs in the block. */
  readonly lines: number;
  /** Whole events of every type. */
  readonly events: number;
  readonly gluedLines: number;

  readonly rows: number;
  /** Unix seconds of each row. */
  readonly ts: Float64Array;
  /** Step of each row; NaN where there is none (DISK-28). */
  readonly step: Float64Array;
  /** Index into `stages`, or -1. */
  readonly stage: Int32Array;
  /** Byte offset of each row's event. */
  readonly offset: Float64Array;

  readonly points: number;
  /** Row of each point, ascending. */
  readonly row: Uint32Array;
  /** Index into `names`. */
  readonly name: Uint32Array;
  readonly value: Float64Array;
  readonly kind: Uint8Array;

  readonly names: readonly string[];
  /** Stages as the JSON text of their value (DISK-30), strings without quotes. */
  readonly stages: readonly string[];

  readonly texts: readonly TextValue[];
  readonly others: readonly OtherEvent[];
  readonly rejects: readonly Reject[];
}
