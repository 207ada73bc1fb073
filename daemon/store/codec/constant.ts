import type { Format } from './format.js';
import { raw } from './raw.js';
import { wordsOf } from './same-bits.js';

/** The same bits everywhere: kept once. */
export const constant: Format = {
  id: 1,
  encode(values, out) {
    const words = wordsOf(values);
    for (let i = 2; i < words.length; i++) if (words[i] !== words[i - 2]) return false;
    return raw.encode(values.subarray(0, 1), out);
  },
  decode(count, from) {
    const values = new Float64Array(count);
    const words = wordsOf(values);
    const [lower = 0, upper = 0] = wordsOf(raw.decode(1, from));
    for (let i = 0; i < words.length; i += 2) {
      words[i] = lower;
      words[i + 1] = upper;
    }
    return values;
  },
};
