import type { ByteReader } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';

/** One way of packing float64 values. */
export interface Format {
  /** The byte that names it on disk; never used for another. */
  readonly id: number;
  /** Writes the values, at least one; false when they do not fit, and then what was written is thrown away. */
  encode(values: Float64Array, out: ByteWriter): boolean;
  /** Reads `count` values; throws Damage. */
  decode(count: number, from: ByteReader): Float64Array;
}
