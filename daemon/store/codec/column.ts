import type { ByteReader } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';
import { Damage } from './damage.js';
import { columnLimit, pack, unpack } from './wasm-codec.js';

const nothing = new Float64Array(0);

/** Appends one column: format, count, length, payload. Every format has proved to give back every bit (ENG-01). */
export function writeColumn(values: Float64Array, out: ByteWriter): void {
  if (values.length > columnLimit) throw new RangeError(`a column of ${values.length} values`);
  const { format, payload } = values.length === 0 ? { format: 0, payload: out.view(out.length) } : pack(values);
  out.u8(format);
  out.whole(values.length);
  out.whole(payload.length);
  out.put(payload);
}

/** Reads what `writeColumn` wrote; throws Damage. */
export function readColumn(from: ByteReader): Float64Array {
  const format = from.u8();
  const count = from.whole();
  const length = from.whole();
  if (count > columnLimit || length > 16 * count) throw new Damage(`column of ${count} values in ${length} bytes`);
  const payload = from.bytes(length);
  if (count === 0) return nothing;
  const values = unpack(format, count, payload);
  if (values === undefined) throw new Damage(`column of ${count} values in ${length} bytes does not unpack as format ${format}`);
  return values;
}
