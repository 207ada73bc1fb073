import type { Format } from './format.js';
import { bytesOf } from './same-bits.js';

/** The eight bytes of each value as they are: fits everything. */
export const raw: Format = {
  id: 0,
  encode(values, out) {
    out.put(bytesOf(values));
    return true;
  },
  decode(count, from) {
    const values = new Float64Array(count);
    bytesOf(values).set(from.bytes(count * 8));
    return values;
  },
};
