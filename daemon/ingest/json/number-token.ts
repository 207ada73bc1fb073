import { ValueKind } from '../../api/event-block.js';
import { ascii, Byte, startsWith } from './bytes.js';

const powers = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const nan = ascii('NaN');
const infinity = ascii('Infinity');

/**
 * Reads number tokens exactly: JSON's grammar and the bare words NaN, Infinity and -Infinity (DISK-21, 22).
 * One object is used again and again, so that nothing is allocated per number.
 */
export class NumberToken {
  /** Position behind the token; -1 when there was none. */
  end = -1;
  kind: ValueKind = ValueKind.float;
  #mantissa = 0;
  #significant = 0;

  /** Value of the token at `at`, the nearest double. */
  read(bytes: Buffer, at: number): number {
    const negative = bytes[at] === Byte.minus;
    const first = negative ? at + 1 : at;
    const lead = bytes[first] ?? 0;
    if (lead < Byte.zero || lead > Byte.nine) return this.#word(bytes, first, negative);

    this.#mantissa = this.#significant = 0;
    let p = this.#digits(bytes, first);
    if (lead === Byte.zero && p - first > 1) return this.#none();
    const isInteger = bytes[p] !== Byte.dot && bytes[p] !== Byte.e && bytes[p] !== Byte.E;
    let exponent = 0;
    if (bytes[p] === Byte.dot) {
      const fraction = p + 1;
      p = this.#digits(bytes, fraction);
      if (p === fraction) return this.#none();
      exponent = fraction - p;
    }
    if (bytes[p] === Byte.e || bytes[p] === Byte.E) {
      exponent += this.#power(bytes, p + 1);
      p = this.end;
      if (p < 0) return NaN;
    }
    this.end = p;
    // 15 digits and 10^22 are exact doubles, so that one operation on them rounds rightly; 0.15 us less than Number(text).
    const isExact = this.#significant <= 15 && exponent >= -22 && exponent <= 22;
    const size = isExact ? scaled(this.#mantissa, exponent) : Number(bytes.toString('latin1', first, p));
    this.kind = kindOf(size, isInteger);
    return negative ? -size : size;
  }

  /** Takes the digits at `at` into the mantissa; answers the position behind them. */
  #digits(bytes: Buffer, at: number): number {
    let p = at;
    let mantissa = this.#mantissa;
    let significant = this.#significant;
    let digit: number;
    while ((digit = (bytes[p] ?? 0) - Byte.zero) >= 0 && digit <= 9) {
      mantissa = mantissa * 10 + digit;
      if (mantissa !== 0) significant++;
      p++;
    }
    this.#mantissa = mantissa;
    this.#significant = significant;
    return p;
  }

  /** The power of ten at `at`, cut where no double follows it; `end` is behind it, or -1. */
  #power(bytes: Buffer, at: number): number {
    const sign = bytes[at];
    const from = sign === Byte.plus || sign === Byte.minus ? at + 1 : at;
    let p = from;
    let power = 0;
    let digit: number;
    while ((digit = (bytes[p] ?? 0) - Byte.zero) >= 0 && digit <= 9) {
      power = Math.min(power * 10 + digit, 100_000);
      p++;
    }
    this.end = p === from ? -1 : p;
    return sign === Byte.minus ? -power : power;
  }

  #word(bytes: Buffer, first: number, negative: boolean): number {
    this.kind = ValueKind.float;
    if (!negative && startsWith(bytes, first, nan)) {
      this.end = first + nan.length;
      return NaN;
    }
    if (!startsWith(bytes, first, infinity)) return this.#none();
    this.end = first + infinity.length;
    return negative ? -Infinity : Infinity;
  }

  #none(): number {
    this.end = -1;
    return NaN;
  }
}

/** What a double cannot hold is a big integer, also where it was written as 1e400. */
function kindOf(size: number, isInteger: boolean): ValueKind {
  if (size === Infinity || (isInteger && size > Number.MAX_SAFE_INTEGER)) return ValueKind.bigint;
  return isInteger ? ValueKind.int : ValueKind.float;
}

function scaled(mantissa: number, exponent: number): number {
  return exponent < 0 ? mantissa / (powers[-exponent] ?? 1) : mantissa * (powers[exponent] ?? 1);
}
