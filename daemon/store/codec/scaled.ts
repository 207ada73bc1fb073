import { Damage } from './damage.js';
import type { Format } from './format.js';
import { decodeIntegers, encodeIntegers } from './integers.js';

/** Values that are whole numbers after scaling by a power of `radix`, and come back to the bit when divided again. */
function scaled(id: number, radix: number, most: number): Format {
  return {
    id,
    encode(values, out) {
      const exponent = exponentOf(values, radix, most);
      if (exponent === undefined) return false;
      const scale = radix ** exponent;
      out.u8(exponent);
      return encodeIntegers(values.map((value) => Math.round(value * scale)), out);
    },
    decode(count, from) {
      const exponent = from.u8();
      if (exponent > most) throw new Damage(`scale ${radix}^${exponent}`);
      const scale = radix ** exponent;
      return decodeIntegers(count, from).map((value) => value / scale);
    },
  };
}

function exponentOf(values: Float64Array, radix: number, most: number): number | undefined {
  let exponent = 0;
  let scale = 1;
  for (const value of values) {
    while (!fits(value, scale)) {
      if (exponent === most) return undefined;
      exponent++;
      scale *= radix;
    }
  }
  return exponent;
}

function fits(value: number, scale: number): boolean {
  const whole = Math.round(value * scale);
  return Number.isSafeInteger(whole) && whole / scale === value && !Object.is(value, -0);
}

/** Whole numbers and numbers with up to nine decimals. */
export const decimal = scaled(2, 10, 9);

/** Clock readings: float64 Unix seconds of this century are multiples of 2^-22. */
export const binary = scaled(3, 2, 22);
